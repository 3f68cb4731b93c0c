from __future__ import annotations

from pathlib import Path

import pytest

from basics.content import ContentError
from waymark.settings import PROJECT, ConfigProblem, load_settings


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config.yml"
    monkeypatch.setenv("WAYMARK_CONFIG", str(path))
    return path


def test_the_file_that_ships_is_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYMARK_CONFIG", str(PROJECT / "config.yml"))
    assert load_settings().server.host == "127.0.0.1"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("service:\n  colour: red\n", "config.yml, line 2: the key “service.colour” is not known."),
        ("servce: {}\n", "config.yml, line 1: the key “servce” is not known."),
        ("server:\n  host: a\n  port: many\n", "config.yml, line 3: “server.port”"),
        ("hours:\n  week:\n    mon: ['9-5']\n", "“9-5” is not a span like 09:00-17:00"),
        ("service:\n  public_url: example.org\n", "must start with https:// or http://"),
    ],
)
def test_a_wrong_key_is_named_with_its_line(config: Path, text: str, said: str) -> None:
    config.write_text(text)
    with pytest.raises(ConfigProblem) as caught:
        load_settings()
    assert said in str(caught.value)


def test_broken_yaml_is_named_with_its_line(config: Path) -> None:
    config.write_text("service:\n  name: [unfinished\n")
    with pytest.raises(ContentError, match=r"config\.yml, line \d"):
        load_settings()


def test_a_missing_file_says_what_to_do(config: Path) -> None:
    with pytest.raises(ConfigProblem, match="Set WAYMARK_CONFIG"):
        load_settings()


def test_the_environment_wins_over_the_file(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config.write_text("server: {port: 8100, host: 127.0.0.2}\n")
    monkeypatch.setenv("WAYMARK_SERVER__PORT", "8200")
    settings = load_settings()
    assert (settings.server.port, settings.server.host) == (8200, "127.0.0.2")


def test_a_wrong_value_in_the_environment_names_the_variable(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config.write_text("{}\n")
    monkeypatch.setenv("WAYMARK_SERVER__PORT", "x")
    with pytest.raises(ConfigProblem, match="WAYMARK_SERVER__PORT"):
        load_settings()


def test_secrets_are_not_shown(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config.write_text("{}\n")
    monkeypatch.setenv("WAYMARK_CHANNELS__TELEGRAM__TOKEN", "123:secret")
    monkeypatch.setenv("WAYMARK_SECURITY__KEYS", "key-secret")
    assert "secret" not in repr(load_settings())


def test_relative_paths_start_at_the_file(config: Path) -> None:
    config.write_text("database: {url: 'sqlite:///data/w.db'}\n")
    assert load_settings().database_url == f"sqlite:///{config.parent}/data/w.db"
