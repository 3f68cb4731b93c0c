"""Telegram stages for whole conversations: ``on``, and ``paced`` where speed limits count."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from basics.clock import FixedClock
from bot.telegram.pacing import PER_CHAT
from storage.crypto import Cipher
from tests.conftest import MONDAY_MORNING
from tests.support.telegram_stage import Stage, furnished, stage


@pytest.fixture(scope="session")
def furnished_database(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory, cipher: Cipher
) -> Path:
    """A migrated database with the demo directory, to copy."""
    folder = tmp_path_factory.mktemp("furnished")
    return asyncio.run(furnished(migrated_sqlite, folder, cipher, FixedClock(MONDAY_MORNING)))


@pytest.fixture
async def on(
    furnished_database: Path, tmp_path: Path, cipher: Cipher, clock: FixedClock
) -> AsyncIterator[Stage]:
    """Telegram, where messages go out as fast as they can."""
    async with stage(furnished_database, tmp_path, cipher, clock) as made:
        yield made


@pytest.fixture
async def paced(
    furnished_database: Path, tmp_path: Path, cipher: Cipher, clock: FixedClock
) -> AsyncIterator[Stage]:
    """Telegram, where nobody gets more than a message a second, and the other end checks that."""
    async with stage(
        furnished_database, tmp_path, cipher, clock, per_chat=PER_CHAT, enforce_pace=True
    ) as made:
        yield made
