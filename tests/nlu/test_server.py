from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from nlu.server import RasaServer, ServerFailed, free_port, port_is_free

FAKE = Path(__file__).with_name("fake_rasa.py")

Make = Callable[..., RasaServer]


@pytest.fixture
async def make(tmp_path: Path) -> AsyncIterator[Make]:
    made: list[RasaServer] = []

    def server(**more: object) -> RasaServer:
        settings: dict[str, object] = {"port": None, "ready_s": 20.0, **more}
        made.append(
            RasaServer(
                Path(sys.executable),
                tmp_path,
                tmp_path / "model.tar.gz",
                encoder=tmp_path,
                log_file=tmp_path / "log" / "rasa.log",
                launch=lambda python, arguments: [str(python), str(FAKE), *arguments],
                **settings,  # type: ignore[arg-type]
            )
        )
        return made[-1]

    yield server
    for one in made:
        await one.stop()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_it_starts_and_stops(make: Make) -> None:
    told: list[str] = []
    server = make()
    await server.start(told.append)
    pid = server.pid
    assert pid is not None
    assert told == ["starting Rasa", "Rasa is ready"]
    await server.stop()
    assert not alive(pid)
    assert server.pid is None
    assert port_is_free(server.port)


async def test_stopping_twice_is_no_trouble(make: Make) -> None:
    server = make()
    await server.start()
    await server.stop()
    await server.stop()


async def test_one_that_will_not_listen_is_ended_by_force(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_RASA", "stubborn")
    monkeypatch.setattr("nlu.server._GENTLE_S", 0.1)
    server = make()
    await server.start()
    pid = server.pid
    assert pid is not None
    await server.stop()
    assert not alive(pid)


async def test_one_that_dies_at_once_names_its_log(
    make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FAKE_RASA", "dies")
    with pytest.raises(ServerFailed, match=r"ended while it was starting.*rasa\.log"):
        await make().start()
    assert "no model here" in (tmp_path / "log" / "rasa.log").read_text()


async def test_one_that_is_never_ready_is_given_up(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_RASA", "silent")
    server = make(ready_s=0.3)
    with pytest.raises(ServerFailed, match="not ready after"):
        await server.start()
    assert server.pid is None


async def test_a_busy_port_is_refused(make: Make) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(ServerFailed, match="in use by another program"):
            await make(port=other.getsockname()[1]).start()


async def test_a_missing_interpreter_is_said_plainly(tmp_path: Path) -> None:
    server = RasaServer(
        tmp_path / "nothing", tmp_path, tmp_path / "m", None, tmp_path, tmp_path / "log"
    )
    with pytest.raises(ServerFailed, match="could not be started"):
        await server.start()


async def test_one_that_dies_is_started_again(make: Make) -> None:
    pauses: list[float] = []
    again = asyncio.Event()

    async def sleep(seconds: float) -> None:
        if seconds >= 1.0:
            pauses.append(seconds)
            again.set()
        await asyncio.sleep(0.01)

    server = make(sleep=sleep)
    await server.start()
    first = server.pid
    assert first is not None
    watch = asyncio.create_task(server.supervise())
    os.kill(first, 9)
    async with asyncio.timeout(20):
        await again.wait()
        await server.ready.wait()
    assert server.pid not in (None, first)
    assert pauses == [1.0]
    watch.cancel()
    await asyncio.gather(watch, return_exceptions=True)
    assert server.pid is None


def test_a_free_port_is_free() -> None:
    assert port_is_free(free_port())
