from __future__ import annotations

import ast
from pathlib import Path

from bot.telegram.client import OFFICIAL, Client
from tests.emulators.telegram_api import TelegramApi

BOT = Path(__file__).parents[2] / "bot"


def test_its_repr_hides_the_token() -> None:
    assert "secret" not in f"{Client('1:secret')!r} {Client('1:secret')}"


def test_it_talks_to_telegram_unless_told_otherwise() -> None:
    assert Client("1:secret").base_url == f"{OFFICIAL}1:secret"


async def test_updates_come_as_json_one_by_one() -> None:
    async with TelegramApi() as api, Client(api.token, api.base_url) as client:
        api.person().says("hello")
        (update,) = await client.raw_updates(None, 1, ("message",))
    assert update["message"]["text"] == "hello"
    assert api.calls_of("getUpdates")[0].parameters["allowed_updates"] == '["message"]'


def test_nothing_else_in_the_conversation_room_knows_the_client() -> None:
    for path in BOT.rglob("*.py"):
        if "telegram" in path.relative_to(BOT).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not any(name.split(".")[0] == "telegram" for name in names), path
