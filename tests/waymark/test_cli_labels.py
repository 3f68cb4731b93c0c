from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from safeguarding import cases, labels
from safeguarding.assessment import Assessment, Tier
from safeguarding.staff import add_staff
from safeguarding.verdicts import Opinion, Verdict
from storage.conversations import Author, Conversation, add_message
from storage.migrate import upgrade
from tests.waymark.conftest import Commands
from waymark.opening import open_database
from waymark.settings import load_settings

SAID = "my secret \ud83d words 💙"
LATE = datetime(2026, 6, 10, 23, 30, tzinfo=UTC)
"""In London the 11th has begun."""


@pytest.fixture
def marked(commands: Commands) -> Commands:
    """A database in which one message was marked."""
    upgrade(commands.database_url)
    asyncio.run(mark())
    return commands


async def mark() -> None:
    async with open_database(load_settings()) as database, database.transaction() as session:
        sam = await add_staff(session, "sam@example.org", "Samantha", "responder", LATE)
        chat = Conversation(channel="web", created_at=LATE, last_heard_at=LATE)
        session.add(chat)
        await session.flush()
        said = await add_message(session, chat.id, author=Author.PERSON, text=SAID, now=LATE)
        found = Assessment(tier=Tier.HIGH, categories=("weapon",), rules=("weapon.carries",))
        change = await cases.open_or_add(
            session, conversation_id=chat.id, message_id=said.id, assessment=found,
            reason="risk", now=LATE,
        )  # fmt: skip
        await labels.mark(
            session, case_id=change.case.id, message_id=said.id, staff_id=sam.id,
            opinion=Opinion(Verdict.TOO_HIGH, Tier.NONE), now=LATE,
        )  # fmt: skip


def test_labels_go_to_standard_output_and_how_to_keep_them_to_standard_error(
    marked: Commands,
) -> None:
    code, out, err = marked.run("assess", "export-labels")
    line = json.loads(out)
    assert code == 0
    assert list(line) == [
        "id", "text", "history", "verdict", "tier", "category", "assessed_tier", "score", "rules",
        "at",
    ]  # fmt: skip
    assert (line["text"], line["verdict"], line["tier"]) == (SAID, "too_high", "none")
    assert err == (
        "1 label(s). This holds what people wrote, readable by anyone: "
        "keep it encrypted, share it with nobody, delete it after use.\n"
    )
    assert "Samantha" not in out
    assert "sam@" not in out


def test_without_text_nothing_that_was_written_leaves(marked: Commands) -> None:
    code, out, err = marked.run("assess", "export-labels", "--without-text")
    assert code == 0
    assert "secret" not in out
    assert "no word that anyone wrote" in err


def test_a_file_is_for_its_owner_only_and_written_whole(marked: Commands) -> None:
    path = marked.folder / "labels.jsonl"
    path.write_text("old")
    path.chmod(0o644)
    code, out, _ = marked.run("assess", "export-labels", "--out", str(path))
    assert (code, out) == (0, "")
    assert path.stat().st_mode & 0o777 == 0o600
    assert json.loads(path.read_text(encoding="utf-8"))["text"] == SAID
    assert [each.name for each in marked.folder.glob("labels*")] == ["labels.jsonl"]


def test_a_day_begins_at_midnight_in_london(marked: Commands) -> None:
    assert marked.run("assess", "export-labels", "--since", "2026-06-11")[1] != ""
    code, out, err = marked.run("assess", "export-labels", "--since", "2026-06-12")
    assert (code, out, err) == (0, "", "No message was marked since then.\n")


def test_nothing_marked_is_said_and_no_file_is_made(commands: Commands) -> None:
    upgrade(commands.database_url)
    path = commands.folder / "labels.jsonl"
    code, out, err = commands.run("assess", "export-labels", "--out", str(path))
    assert (code, out, err) == (0, "", "No message was marked yet.\n")
    assert not path.exists()


@pytest.mark.parametrize("where", ["missing/labels.jsonl", "."])
def test_a_place_that_cannot_be_written_is_one_plain_line(marked: Commands, where: str) -> None:
    code, out, err = marked.run("assess", "export-labels", "--out", str(marked.folder / where))
    assert (code, out) == (1, "")
    assert "cannot be written" in err
    assert list(Path(marked.folder).glob("*.part")) == []


def test_a_day_that_is_none_is_wrong_use(marked: Commands) -> None:
    assert marked.run("assess", "export-labels", "--since", "last week")[0] == 2
