from __future__ import annotations

from pathlib import Path

from storage.migrate import is_current, upgrade


def test_upgrading_twice_does_nothing_more(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/folder/w.db"
    upgrade(url)
    upgrade(url)
    assert is_current(url)


def test_an_old_database_is_known_to_be_old(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/w.db"
    upgrade(url, "0001")
    assert not is_current(url)
    upgrade(url)
    assert is_current(url)
