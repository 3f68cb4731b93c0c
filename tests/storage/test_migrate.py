from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, inspect

from storage import migrate as migrations
from storage.migrate import is_current, sync_url, upgrade
from tests.conftest import both_databases


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


@both_databases
def test_the_table_of_labels_goes_down_and_comes_up_again(database_url: str) -> None:
    engine = create_engine(sync_url(database_url))
    before = inspect(engine).get_columns("assessment_label")
    downgrade(database_url, "0003")
    assert not inspect(engine).has_table("assessment_label")
    assert inspect(engine).has_table("case_event")
    upgrade(database_url)
    after = inspect(engine).get_columns("assessment_label")
    assert [column["name"] for column in after] == [column["name"] for column in before]
    assert is_current(database_url)
    engine.dispose()


def downgrade(url: str, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent / "migrations"))
    config.attributes["url"] = sync_url(url)
    command.downgrade(config, revision)
