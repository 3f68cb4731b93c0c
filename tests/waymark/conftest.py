from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import pytest

from waymark import cli


@dataclass
class Commands:
    """Runs ``waymark`` in this process, with a configuration of its own in ``folder``."""

    folder: Path
    _monkeypatch: pytest.MonkeyPatch
    _capsys: pytest.CaptureFixture[str]

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.folder}/waymark.db"

    def run(self, *words: str, given: str | bytes = "") -> tuple[int, str, str]:
        """Exit code, standard output, standard error; ``given`` is standard input."""
        data = given.encode() if isinstance(given, str) else given
        self._monkeypatch.setattr("sys.argv", ["waymark", *words])
        self._monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8"))
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = self._capsys.readouterr()
        return code, out, err


@pytest.fixture
def commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    path = tmp_path / "config.yml"
    path.write_text("database: {url: 'sqlite:///waymark.db'}\n")
    monkeypatch.setenv("WAYMARK_CONFIG", str(path))
    monkeypatch.setattr(cli, "set_up_logging", lambda level: None)
    return Commands(tmp_path, monkeypatch, capsys)
