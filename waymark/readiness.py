"""What must not be missing once real young people can reach the service (``service.public``)."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from basics.content import load_yaml
from basics.errors import WaymarkError
from basics.vocabulary import vocabulary
from safeguarding.failsafe import FailSafe
from safeguarding.ruleset import RULES
from safeguarding.staff import count_responders
from storage.crypto import Cipher, new_key
from storage.database import Database, sqlite_path
from storage.migrate import is_current
from waymark.rasa import Places
from waymark.screening import phrase_screen
from waymark.settings import PROJECT, Settings
from waymark.setup.prepare import FIRST_STAFF

MODEL = Places(PROJECT).risk_model / "model.onnx"


class NotReady(WaymarkError):
    """The service is public and something that people's safety hangs on is missing."""

    code = "not_ready"


def gaps(
    *,
    uncovered: Collection[str],
    rules_problem: str | None,
    model: Path,
    screening_problem: str | None,
    responders: int,
    has_hours: bool,
    demo: bool,
    has_key: bool,
) -> list[str]:
    """One plain sentence for each thing that is missing; nothing where all is there.

    ``uncovered``: risk categories without rules. ``screening_problem``: why the whole screen does not
    load. ``responders``: real people who may answer (see :func:`count_responders`).
    """
    told = [
        (bool(uncovered), f"There are no rules for {', '.join(uncovered)}."),
        (
            rules_problem is not None and not uncovered,
            f"The rules do not load: {_sentence(rules_problem)}",
        ),
        (not model.is_file(), "The risk model is missing: run `make setup`."),
        (
            screening_problem is not None and rules_problem is None and model.is_file(),
            f"The screen does not load: {_sentence(screening_problem)}",
        ),
        (
            responders == 0,
            "Nobody on the team can answer: add a responder with `waymark staff add`. "
            "The made-up first account does not count.",
        ),
        (not has_hours, "There are no opening hours: set hours.week in config.yml."),
        (demo, "The directory is the made-up one: set directory.demo to false."),
        (
            not has_key,
            "There is no encryption key: make one with `waymark key new` and keep it safe "
            "(security.key_file).",
        ),
    ]
    return [sentence for is_missing, sentence in told if is_missing]


def _sentence(problem: str | None) -> str:
    return (problem or "").rstrip(".") + "."


async def look(session: AsyncSession, settings: Settings, assessor: FailSafe) -> list[str]:
    """The gaps of a service that runs: what can change while it does, and what did not load."""
    return gaps(**await _facts(session, settings, assessor), uncovered=(), rules_problem=None)


async def before_serving(settings: Settings, assessor: FailSafe) -> list[str]:
    """The gaps before anything is started. Makes nothing: no key, no database, no account."""
    facts: dict[str, Any] = {"uncovered": uncovered(), "rules_problem": _rules_problem()}
    if not _is_set_up(settings):
        nobody = _settled(settings, assessor)
        return ["The database is not set up: run `waymark db upgrade`.", *gaps(**nobody, **facts)]
    # Staff are not encrypted: looking must not need the key that may be what is missing.
    database = Database(settings.database_url, Cipher([new_key()]))
    try:
        async with database.reading() as session:
            facts |= await _facts(session, settings, assessor)
    finally:
        await database.close()
    return gaps(**facts)


def uncovered(folder: Path = RULES) -> tuple[str, ...]:
    """The risk categories without a file of rules, or with none in it."""
    return tuple(name for name in vocabulary().risk_categories if not _has_rules(folder, name))


def _has_rules(folder: Path, category: str) -> bool:
    try:
        data = load_yaml(folder / f"{category}.yml")
    except WaymarkError:
        # There, and broken: the loader says how.
        return (folder / f"{category}.yml").is_file()
    except OSError:
        return False
    return isinstance(data, dict) and bool(data.get("rules"))


def _rules_problem() -> str | None:
    try:
        phrase_screen()
    except Exception as problem:
        return str(problem) or type(problem).__name__
    return None


def _is_set_up(settings: Settings) -> bool:
    file = sqlite_path(settings.database_url)
    if file is not None and not file.exists():
        return False
    try:
        return is_current(settings.database_url)
    except Exception:
        return False


async def _facts(session: AsyncSession, settings: Settings, assessor: FailSafe) -> dict[str, Any]:
    responders = await count_responders(session, but=FIRST_STAFF[0])
    return {**_settled(settings, assessor), "responders": responders}


def _settled(settings: Settings, assessor: FailSafe) -> dict[str, Any]:
    security = settings.security
    return {
        "model": MODEL,
        "screening_problem": assessor.problem,
        "responders": 0,
        "has_hours": any(settings.hours.week.values()),
        "demo": settings.directory.demo,
        "has_key": bool(security.keys) or settings.path(security.key_file).is_file(),
    }
