"""The Rasa servers that understanding uses: those of the settings, or a child of this process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import structlog

from nlu.server import RasaServer
from nlu.train import model_path_if_current
from waymark.settings import PROJECT, Settings

_log = structlog.get_logger()
NOBODY = "http://127.0.0.1:9"
"""An address at which nothing answers (the discard port): understanding is then done locally."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where things of the Rasa environment are kept, under the configuration's folder."""

    home: Path

    @property
    def python(self) -> Path:
        return PROJECT / ".venv-rasa" / "bin" / "python"

    @property
    def project(self) -> Path:
        return PROJECT / "nlu" / "rasa"

    @property
    def encoder(self) -> Path:
        return PROJECT / "var" / "encoder"

    @property
    def risk_model(self) -> Path:
        return PROJECT / "var" / "risk"

    @property
    def models(self) -> Path:
        return PROJECT / "var" / "models"

    @property
    def log(self) -> Path:
        return self.home / "var" / "log" / "rasa.log"

    @property
    def address(self) -> Path:
        """The file in which a running child's address is kept, for commands started beside it."""
        return self.home / "var" / "rasa.url"


@dataclass(frozen=True, slots=True)
class Rasa:
    """Where the servers are, and the child of ours if there is one."""

    urls: list[str]
    places: Places
    child: RasaServer | None = None

    async def keep_running(self) -> None:
        """Start the child and start it again whenever it ends, until cancelled."""
        if self.child is None:
            return
        await self.child.start()
        self.places.address.write_text(self.urls[0])
        await self.child.supervise()

    async def ready(self, say: Callable[[str], None]) -> None:
        """Wait until the child understands; said, since it takes some seconds."""
        if self.urls == [NOBODY]:
            say(
                "There is no language model for this version yet: run `make setup`. Going on without."
            )
        if self.child is not None:
            say("Getting ready to understand (some seconds) ...")
            await self.child.start()


@asynccontextmanager
async def understanding(settings: Settings) -> AsyncIterator[Rasa]:
    """The servers of the settings; else one of this project that already answers; else a child,
    not yet started (see :meth:`Rasa.keep_running` and :meth:`Rasa.ready`)."""
    places = Places(settings.home)
    if settings.understanding.servers:
        yield Rasa(settings.understanding.servers, places)
        return
    model = model_path_if_current(places.project, places.models, places.encoder)
    if model is None:
        _log.warning("no_model", hint="make setup")
        yield Rasa([NOBODY], places)
        return
    running = await _already_running(places, model)
    if running is not None:
        yield Rasa([running], places)
        return
    child = RasaServer(places.python, places.project, model, None, places.encoder, places.log)
    try:
        yield Rasa([child.base_url], places, child)
    finally:
        await child.stop()
        with suppress(OSError):
            if places.address.read_text() == child.base_url:
                places.address.unlink()


async def _already_running(places: Places, model: Path) -> str | None:
    """The address of a server started beside us, if it answers and has the present model."""
    try:
        url = places.address.read_text().strip()
        async with httpx.AsyncClient(timeout=2.0, trust_env=False) as http:
            status = (await http.get(f"{url}/status")).json()
    except (OSError, ValueError, httpx.HTTPError):
        return None
    return url if Path(str(status.get("model_file"))).name == model.name else None
