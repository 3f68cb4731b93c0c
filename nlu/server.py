"""The Rasa server as a supervised child: started, watched, started again, and ended with us."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import IO

import httpx
import structlog

from basics.errors import WaymarkError
from nlu.rasa_process import command, end_group, environment

log = structlog.get_logger()

_GENTLE_S = 5.0
_LONGEST_PAUSE_S = 60.0
_STEADY_S = 120.0
"""A server that ran this long starts again without a growing pause."""


class ServerFailed(WaymarkError):
    """The Rasa server ended or did not get ready in time; its log file says why."""

    code = "nlu_server_failed"


def port_is_free(port: int) -> bool:
    """Whether nobody listens on ``port`` of the loopback address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """A port of the loopback address that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RasaServer:
    """One ``rasa run --enable-api`` on 127.0.0.1 for one trained model.

    ``python`` is the Rasa environment's interpreter, ``project`` the folder of config.yml,
    ``encoder`` the folder of model.onnx. ``port`` None takes a free one. What the server prints
    goes to ``log_file``, which then holds the last start only; Rasa does not print messages.
    """

    def __init__(
        self,
        python: Path,
        project: Path,
        model: Path,
        port: int | None,
        encoder: Path,
        log_file: Path,
        *,
        ready_s: float = 180.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        launch: Callable[[Path, list[str]], list[str]] = command,
    ) -> None:
        self._python = python
        self._project = project
        self._model = model
        self._encoder = encoder
        self._log_file = log_file
        self._ready_s = ready_s
        self._sleep = sleep
        self._launch = launch
        self._process: asyncio.subprocess.Process | None = None
        self._output: IO[bytes] | None = None
        self.port = port or free_port()
        self.ready = asyncio.Event()
        """Set while the server answers."""

    @property
    def base_url(self) -> str:
        """What to give to :class:`nlu.client.RasaUnderstander`."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """The process that leads the server's group, while there is one."""
        running = self._process is not None and self._process.returncode is None
        return self._process.pid if running and self._process is not None else None

    async def start(self, on_progress: Callable[[str], None] = lambda line: None) -> None:
        """Start the server and wait until it answers with its model loaded.

        Raises :class:`ServerFailed` when it ends or is not ready in ``ready_s`` seconds.
        """
        if not port_is_free(self.port):
            # Without this, another server's answers would be taken for ours.
            raise ServerFailed(f"Port {self.port}, meant for Rasa, is in use by another program.")
        began = time.monotonic()
        on_progress("starting Rasa")
        await self._spawn()
        try:
            async with asyncio.timeout(self._ready_s):
                await self._until_ready()
        except TimeoutError:
            await self.stop()
            raise ServerFailed(
                f"Rasa was not ready after {self._ready_s:.0f} seconds.", hint=self._see_log()
            ) from None
        except BaseException:
            await self.stop()
            raise
        self.ready.set()
        log.info("nlu.server_ready", port=self.port, seconds=round(time.monotonic() - began, 1))
        on_progress("Rasa is ready")

    async def stop(self) -> None:
        """End the whole process group: gently, and after five seconds by force."""
        self.ready.clear()
        process, self._process = self._process, None
        if process is not None:
            if process.returncode is None:
                end_group(process.pid, signal.SIGTERM)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(process.wait(), _GENTLE_S)
            # Also after a gentle end: a worker of the group may have outlived its leader.
            end_group(process.pid, signal.SIGKILL)
            await process.wait()
        if self._output is not None:
            self._output.close()
            self._output = None

    async def supervise(self) -> None:
        """Start the server again whenever it ends, with pauses of 1, 2, 4 ... 60 seconds.

        Runs until cancelled; stops the server then.
        """
        pause = 1.0
        try:
            while True:
                began = time.monotonic()
                code = await self._wait()
                if time.monotonic() - began > _STEADY_S:
                    pause = 1.0
                log.warning("nlu.server_ended", code=code, pause=pause)
                await self.stop()
                await self._sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_S)
                with contextlib.suppress(ServerFailed):
                    await self.start()
        finally:
            await self.stop()

    async def _wait(self) -> int | None:
        return await self._process.wait() if self._process is not None else None

    async def _spawn(self) -> None:
        arguments = [
            "run", "--enable-api", "--model", str(self._model.resolve()),
            "--port", str(self.port), "--interface", "127.0.0.1",
        ]  # fmt: skip
        self._log_file.parent.mkdir(parents=True, exist_ok=True)
        self._output = self._log_file.open("wb")
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self._launch(self._python, arguments),
                cwd=self._project,
                env=environment(self._encoder, threads="1"),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=self._output,
                stderr=self._output,
                start_new_session=True,
            )
        except OSError as problem:
            raise ServerFailed(f"Rasa could not be started ({problem.strerror}).") from problem

    async def _until_ready(self) -> None:
        async with httpx.AsyncClient(timeout=5.0, trust_env=False) as http:
            while not await self._answers(http):
                if self._process is None or self._process.returncode is not None:
                    raise ServerFailed("Rasa ended while it was starting.", hint=self._see_log())
                await self._sleep(0.25)

    async def _answers(self, http: httpx.AsyncClient) -> bool:
        """Ready means that a message is parsed, not only that the port is open."""
        try:
            answer = await http.post(f"{self.base_url}/model/parse", json={"text": "hello"})
        except httpx.HTTPError:
            return False
        return answer.status_code == httpx.codes.OK

    def _see_log(self) -> str:
        return f"See {self._log_file}."
