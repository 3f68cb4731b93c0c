"""Every step of set-up in its order. Each looks first whether it was done, so it can run again."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from basics.clock import SystemClock
from directory.demo.loader import load_demo
from nlu.train import model_path_if_current, train
from safeguarding.model.build_stamp import is_current as risk_model_is_current
from safeguarding.model.reader import LEARNED
from safeguarding.staff import add_staff, anyone, find_staff, make_ticket
from safeguarding.tables import Role
from storage.database import Database
from storage.migrate import is_current, upgrade
from waymark.opening import cipher_for, open_database
from waymark.rasa import Places
from waymark.settings import PROJECT, Settings
from waymark.setup import rasa_environment
from waymark.setup.rasa_environment import SetupProblem
from waymark.setup.steps import Note, Steps

TICKET_MINUTES = 30
FIRST_STAFF = ("first.sign-in@waymark.example", "Sam (duty worker)")
"""Made so that somebody can look at the console at once; see `waymark staff add` for real people."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """A one-time sign-in to the console."""

    name: str
    ticket: str
    minutes: int = TICKET_MINUTES


def prepare(settings: Settings, steps: Steps) -> SignIn | None:
    """Do what is missing. Raises SetupProblem with one sentence on what to do."""
    places = Places(settings.home)
    # The risk model stands on the encoder, whose export needs the Rasa environment, so both are made
    # even where other servers understand.
    rasa_environment.ensure(PROJECT, steps)
    _encoder(places, steps)
    _risk_model(places, steps)
    if not settings.understanding.servers:
        _model(places, steps)
    _database(settings, steps)
    return asyncio.run(_content(settings, steps))


def _encoder(places: Places, steps: Steps) -> None:
    name = "Building the sentence encoder"
    if all((places.encoder / part).exists() for part in ("model.onnx", "tokenizer.json")):
        steps.skip(name)
        return
    weights = rasa_environment.fetch_encoder_weights(PROJECT, steps)
    command = [str(places.python), "-m", "nlu.encoder.build"]
    command += ["--source", str(weights), "--out", str(places.encoder)]
    with steps.step(name) as note:
        _run(command, note, "The sentence encoder could not be built")


def _risk_model(places: Places, steps: Steps) -> None:
    name = "Building the risk model"
    if risk_model_is_current(places.risk_model, LEARNED, places.encoder):
        steps.skip(name)
        return
    command = [sys.executable, "-m", "safeguarding.model.build", "--encoder", str(places.encoder)]
    command += ["--learned", str(LEARNED), "--out", str(places.risk_model)]
    with steps.step(name) as note:
        _run(command, note, "The risk model could not be built")


def _model(places: Places, steps: Steps) -> None:
    name = "Training the language model"
    if model_path_if_current(places.project, places.models, places.encoder) is not None:
        steps.skip(name)
        return
    with steps.step(name) as note:
        made = train(places.python, places.project, places.models, note, encoder=places.encoder)
        for older in places.models.glob("nlu-*.tar.gz"):
            if older != made:
                older.unlink(missing_ok=True)


def _database(settings: Settings, steps: Steps) -> None:
    name = "Setting up the database"
    cipher_for(settings)
    try:
        current = is_current(settings.database_url)
    except Exception:
        current = False
    if current:
        steps.skip(name)
        return
    with steps.step(name):
        upgrade(settings.database_url)


async def _content(settings: Settings, steps: Steps) -> SignIn | None:
    now = SystemClock().now()
    async with open_database(settings) as database:
        if settings.directory.demo:
            with steps.step("Loading the demo directory"):
                await load_demo(database, now=now)
        async with database.reading() as session:
            somebody = await anyone(session)
        # With a real directory and real staff, nobody else is let in; nor where the public comes.
        if settings.service.public or (somebody and not settings.directory.demo):
            return None
        return await _sign_in(database)


async def _sign_in(database: Database) -> SignIn:
    now = SystemClock().now()
    email, name = FIRST_STAFF
    async with database.transaction() as session:
        staff = await find_staff(session, email)
        if staff is None:
            staff = await add_staff(session, email, name, str(Role.ADMINISTRATOR), now)
        return SignIn(staff.name, await make_ticket(session, staff.id, now, TICKET_MINUTES))


def _run(command: list[str], note: Note, problem: str) -> None:
    """Run a tool of the Rasa environment; its last line of output is shown while it works."""
    log = PROJECT / "var" / "log" / "setup.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    with (
        log.open("w", encoding="utf-8") as kept,
        subprocess.Popen(
            command,
            cwd=PROJECT,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        assert process.stdout is not None
        for line in process.stdout:
            kept.write(line)
            note(_short(line))
    if process.returncode != 0:
        where = _relative(log)
        raise SetupProblem(f"{problem} (details are in {where}): run the same command again.")


def _short(line: str) -> str:
    return line.strip()[:60].replace("[", "(").replace("]", ")")


def _relative(path: Path) -> str:
    return str(path.relative_to(PROJECT))
