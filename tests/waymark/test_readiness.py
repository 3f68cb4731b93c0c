from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from basics.clock import FixedClock
from safeguarding.assessment import Assessment
from safeguarding.failsafe import FailSafe
from safeguarding.ruleset import RULES
from safeguarding.staff import add_staff, count_responders
from storage.crypto import new_key
from storage.database import Database
from storage.migrate import upgrade
from tests.waymark.conftest import Commands
from waymark import readiness, serving
from waymark.readiness import before_serving, gaps, look, uncovered
from waymark.settings import Settings, load_settings
from waymark.setup.prepare import FIRST_STAFF


class Nothing:
    """An assessor that finds nothing."""

    def assess(self, text: str, history: tuple[str, ...] = ()) -> Assessment:
        return Assessment()


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"a model")
    return path


@pytest.fixture
def whole(model: Path) -> dict[str, Any]:
    """A service in which nothing is missing."""
    return {
        "uncovered": (), "rules_problem": None, "model": model, "screening_problem": None,
        "responders": 1, "has_hours": True, "demo": False, "has_key": True,
    }  # fmt: skip


MISSING: dict[str, dict[str, Any]] = {
    "There are no rules for overdose, weapon.": {"uncovered": ("overdose", "weapon")},
    "The rules do not load: weapon.yml, line 3: broken.": {
        "rules_problem": "weapon.yml, line 3: broken."
    },
    "The risk model is missing: run `make setup`.": {"model": Path("not there")},
    "The screen does not load: the model is broken.": {"screening_problem": "the model is broken"},
    "Nobody on the team can answer": {"responders": 0},
    "There are no opening hours": {"has_hours": False},
    "The directory is the made-up one": {"demo": True},
    "There is no encryption key": {"has_key": False},
}


def test_with_everything_there_is_nothing_to_say(whole: dict[str, Any]) -> None:
    assert gaps(**whole) == []


@pytest.mark.parametrize("sentence", MISSING)
def test_each_gap_is_one_sentence(whole: dict[str, Any], sentence: str) -> None:
    (said,) = gaps(**{**whole, **MISSING[sentence]})
    assert said.startswith(sentence)


def test_all_gaps_are_told_at_once(whole: dict[str, Any]) -> None:
    everything = {key: value for each in MISSING.values() for key, value in each.items()}
    said = gaps(**{**whole, **everything})
    # What is said of a missing file is not said again as something that does not load.
    assert len(said) == len(MISSING) - 2


def spoil_missing(path: Path) -> None:
    path.unlink()


def spoil_empty(path: Path) -> None:
    path.write_text("")


def spoil_without_rules(path: Path) -> None:
    path.write_text("category: weapon\nrules: []\n")


@pytest.mark.parametrize("spoil", [spoil_missing, spoil_empty, spoil_without_rules])
def test_a_category_without_rules_is_found(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    folder = Path(shutil.copytree(RULES, tmp_path / "rules"))
    assert uncovered(folder) == ()
    spoil(folder / "weapon.yml")
    assert uncovered(folder) == ("weapon",)


async def test_who_counts_as_somebody_who_can_answer(database: Database, clock: FixedClock) -> None:
    async with database.transaction() as session:
        assert await count_responders(session, but=FIRST_STAFF[0]) == 0
        await add_staff(session, *FIRST_STAFF, "administrator", clock.now())
        await add_staff(session, "looks@example.org", "Looks", "viewer", clock.now())
        gone = await add_staff(session, "gone@example.org", "Gone", "lead", clock.now())
        gone.disabled_at = clock.now()
        await session.flush()
        assert await count_responders(session, but=FIRST_STAFF[0]) == 0
        await add_staff(session, "sam@example.org", "Sam", "responder", clock.now())
        assert await count_responders(session, but=FIRST_STAFF[0]) == 1


async def test_while_it_runs_the_same_is_told(
    database: Database, clock: FixedClock, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "MODEL", model)
    settings = Settings()
    settings.security.keys = new_key()
    settings.hours.week = {"mon": ["09:00-17:00"]}
    async with database.reading() as session:
        (said,) = await look(session, settings, FailSafe(Nothing()))
    assert said.startswith("Nobody on the team can answer")


async def test_looking_makes_no_key_and_no_database(commands: Commands) -> None:
    said = await before_serving(load_settings(), FailSafe(Nothing()))
    assert said[0].startswith("The database is not set up")
    assert any("encryption key" in each for each in said)
    assert sorted(path.name for path in commands.folder.iterdir()) == ["config.yml"]


class TestServing:
    @pytest.fixture(autouse=True)
    def served(self, monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
        """What would have been served; nothing is."""
        served: list[Settings] = []

        async def serve(settings: Settings, *_: object) -> None:
            served.append(settings)

        monkeypatch.setattr(serving, "serve", serve)
        monkeypatch.setattr("waymark.cli.server.set_up_logging", lambda *_: None)
        return served

    @pytest.fixture
    def complete(
        self, commands: Commands, model: Path, monkeypatch: pytest.MonkeyPatch
    ) -> Commands:
        """A configuration and a database in which only a responder is missing."""
        upgrade(commands.database_url)
        monkeypatch.setattr(readiness, "MODEL", model)
        monkeypatch.setattr("waymark.cli.server.make_assessor", lambda: FailSafe(Nothing()))
        monkeypatch.setenv("WAYMARK_SECURITY__KEYS", new_key())
        monkeypatch.setenv("WAYMARK_HOURS__WEEK", '{"mon": ["09:00-17:00"]}')
        monkeypatch.setenv("WAYMARK_SERVICE__PUBLIC", "true")
        return commands

    def test_a_public_service_does_not_start_with_a_gap(
        self, complete: Commands, served: list[Settings], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("WAYMARK_DIRECTORY__DEMO", "true")
        code, out, err = complete.run("serve", "--port", "0")
        assert (code, out, served) == (1, "", [])
        assert err.count("\n  - ") == 2
        assert "Nobody on the team can answer" in err and "directory.demo" in err

    def test_it_starts_when_nothing_is_missing(
        self, complete: Commands, served: list[Settings]
    ) -> None:
        complete.run("staff", "add", "sam@example.org", "--name", "Sam")
        code, _, err = complete.run("serve", "--port", "0")
        assert (code, len(served)) == (0, 1), err
        assert "Try-out" not in err

    def test_a_try_out_starts_and_says_what_is_missing(
        self, complete: Commands, served: list[Settings], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("WAYMARK_SERVICE__PUBLIC", "false")
        code, _, err = complete.run("serve", "--port", "0")
        assert (code, len(served)) == (0, 1)
        assert "Try-out" in err and "Nobody on the team can answer" in err
