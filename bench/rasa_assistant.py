"""The rival of a turn: a plain Rasa assistant with our pipeline and data, and a fixed response."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import yaml

from basics.vocabulary import vocabulary
from nlu.rasa_process import command, end_group, environment, run_to_end
from nlu.server import free_port
from nlu.train import model_hash
from waymark.rasa import Places


def _files(places: Places, folder: Path) -> None:
    """A domain with a response for each request, a rule for each, and the REST channel."""
    requests = vocabulary().requests
    domain: dict[str, Any] = yaml.safe_load((places.project / "domain.yml").read_text())
    domain["responses"] = {
        f"utter_{name}": [{"text": f"A fixed response to {name}."}] for name in requests
    }
    rules = [
        {"rule": name, "steps": [{"intent": name}, {"action": f"utter_{name}"}]}
        for name in requests
    ]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "domain.yml").write_text(yaml.safe_dump(domain))
    (folder / "rules.yml").write_text(yaml.safe_dump({"version": "3.1", "rules": rules}))
    (folder / "credentials.yml").write_text("rest:\n")


def _lines(places: Places) -> list[str]:
    """The files with training lines; the project's one rule hands everything to our own flows."""
    files = sorted((places.project / "data").rglob("*.yml"))
    return [str(path) for path in files if "\nnlu:" in path.read_text()]


def _train(places: Places, folder: Path) -> Path:
    model = folder / f"rival-{model_hash(places.project, places.encoder)}.tar.gz"
    if model.exists():
        return model
    arguments = [
        "train", "--config", "config.yml", "--domain", str(folder / "domain.yml"),
        "--data", *_lines(places), str(folder / "rules.yml"),
        "--out", str(folder), "--fixed-model-name", model.name.removesuffix(".tar.gz"),
    ]  # fmt: skip
    code, tail = run_to_end(
        command(places.python, arguments),
        folder=places.project,
        variables=environment(places.encoder),
        on_line=lambda line: None,
        timeout_s=900.0,
    )
    if code != 0 or not model.exists():
        raise RuntimeError("the plain Rasa assistant could not be trained:\n" + "\n".join(tail))
    return model


@asynccontextmanager
async def plain_assistant(places: Places) -> AsyncIterator[str]:
    """A running assistant; gives the address of its REST channel."""
    folder = places.models / "rival"
    _files(places, folder)
    model, port = _train(places, folder), free_port()
    arguments = ["run", "--model", str(model), "--port", str(port), "--interface", "127.0.0.1"]
    arguments += ["--credentials", str(folder / "credentials.yml")]
    process = await asyncio.create_subprocess_exec(
        *command(places.python, arguments),
        cwd=places.project,
        env={**environment(places.encoder), "HOME": os.environ.get("HOME", "/")},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
    try:
        await _until_ready(url)
        yield url
    finally:
        end_group(process.pid, signal.SIGTERM)
        await process.wait()
        end_group(process.pid, signal.SIGKILL)


async def _until_ready(url: str) -> None:
    async with httpx.AsyncClient(timeout=10.0, trust_env=False) as http:
        for _ in range(600):
            try:
                answer = await http.post(url, json={"sender": "ready", "message": "hello"})
                if answer.status_code == 200 and answer.json():
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.25)
    raise RuntimeError("the plain Rasa assistant did not get ready")
