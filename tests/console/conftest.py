from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from basics.clock import FixedClock
from bot.fakes import fake_parts
from bot.takeover import TakeoverService
from console.app import ConsoleDeps
from safeguarding import passwords
from storage.database import Database
from storage.signals import Signals
from tests.console.shift import Shift, make_app


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real argon2id, at a cost fit for hundreds of sign-ins in a test run."""
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", quick)


@pytest.fixture
def signals() -> Signals:
    return Signals()


@pytest.fixture
def shift(database: Database, clock: FixedClock, signals: Signals) -> Shift:
    takeover = TakeoverService(fake_parts(database, clock, signals=signals))
    deps = ConsoleDeps(database=database, takeover=takeover, clock=clock, signals=signals)
    return Shift(database, clock, signals, takeover, make_app(deps))
