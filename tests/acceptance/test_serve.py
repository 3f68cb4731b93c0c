"""The real thing: ``waymark`` as its own process, with a real Rasa server as its child."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from nlu.train import model_path_if_current
from waymark.rasa import Places
from waymark.settings import PROJECT

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(300)]
PATIENCE_SECONDS = 150


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "WAYMARK_CONFIG": str(home / "config.yml"), "CI": ""}


def waymark(home: Path, *words: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "waymark", *words],
        input=text, text=True, capture_output=True, env=environment(home), timeout=200,
    )  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a configuration and a database of its own, holding the demo directory."""
    places = Places(PROJECT)
    if not places.python.exists():
        pytest.skip("the Rasa environment is not there: run `make setup`")
    if model_path_if_current(places.project, places.models, places.encoder) is None:
        pytest.skip("the language model is not trained for this version: run `make setup`")
    home = tmp_path_factory.mktemp("operator")
    (home / "config.yml").write_text("directory: {demo: true}\n")
    done = waymark(home, "up", "--setup-only")
    assert done.returncode == 0, done.stderr
    return home


@dataclass
class Served:
    process: subprocess.Popen[str]
    url: str
    output: str


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[Served]:
    process = subprocess.Popen(
        [sys.executable, "-m", "waymark", "serve", "--port", "0"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment(home),
    )  # fmt: skip
    assert process.stderr is not None
    output = ""
    for line in process.stderr:
        output += line
        if "Ctrl-C" in line:
            break
    found = re.search(r"http://127\.0\.0\.1:\d+", output)
    assert found, output
    try:
        _until_it_understands(found[0])
        yield Served(process, found[0], output)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(30)
        process.stderr.close()


def _until_it_understands(url: str) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    checks = {}
    while time.monotonic() < end:
        checks = httpx.get(f"{url}/health/ready", timeout=10).json()["checks"]
        if checks["understanding"]["status"] == "up":
            return
        time.sleep(0.5)  # waiting for another process, not for time to pass
    pytest.fail(f"Rasa was not ready in {PATIENCE_SECONDS} s: {checks}")


class Chat:
    """A conversation over the JSON API."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=30)
        opened = self.http.post("/chat/conversations", json={}).json()
        self.http.headers["Authorization"] = f"Bearer {opened['token']}"
        self.messages = f"/chat/conversations/{opened['id']}/messages"
        self.said = 0

    def say(self, text: str) -> dict[str, object]:
        self.said += 1
        answer = self.http.post(
            self.messages, json={"text": text}, headers={"Idempotency-Key": str(self.said)}
        )
        assert answer.status_code == 200, answer.text
        found: dict[str, object] = answer.json()
        return found


def services(answer: dict[str, object]) -> list[dict[str, object]]:
    replies = answer["replies"]
    assert isinstance(replies, list)
    return [service for reply in replies for service in reply["services"]]


def test_a_plain_sentence_gets_local_options(served: Served) -> None:
    answer = Chat(served.url).say("im 13 and bored all the time, i like drawing. near e13")
    found = services(answer)
    assert 3 <= len(found) <= 5
    for service in found:
        assert service["reasons"]
        assert service["last_checked"]
        assert service["how_to_start"]
        low, high = service["min_age"], service["max_age"]
        assert low is None or (isinstance(low, int) and low <= 13)
        assert high is None or (isinstance(high, int) and high >= 13)
    understood = answer["understood"]
    assert isinstance(understood, dict)
    assert understood["degraded"] is False
    assert "drawing_painting" in [interest["slug"] for interest in understood["interests"]]


def test_two_worries_are_heard_and_both_get_options(served: Served) -> None:
    chat = Chat(served.url)
    first = chat.say("my friends all left me out and i cant sleep")
    understood = first["understood"]
    assert isinstance(understood, dict)
    assert {topic["slug"] for topic in understood["topics"]} >= {"loneliness", "sleep"}
    assert services(first) == []
    chat.say("hu3")
    found = services(chat.say("13"))
    topics = {topic for service in found for topic in service["topics"]}  # type: ignore[attr-defined]
    assert topics >= {"loneliness", "sleep"}


def test_a_risk_phrase_reaches_the_queue(served: Served) -> None:
    answer = Chat(served.url).say("i want to kill myself")
    assert answer["mode"] == "waiting"
    assert isinstance(answer["case"], dict)
    assert "suicidal_intent" in answer["case"]["categories"]
    replies = answer["replies"]
    assert isinstance(replies, list)
    assert replies[0]["kind"] == "safety"
    assert any(contact["phone"] == "0800 1111" for contact in replies[0]["contacts"])
    metrics = httpx.get(f"{served.url}/metrics").text
    assert re.search(r'waymark_open_cases\{tier="(high|immediate)"\} [1-9]', metrics)


def test_the_terminal_speaks_the_documented_shape(home: Path, served: Served) -> None:
    done = waymark(home, "chat", "--json", text="im 13 and bored, i like drawing, near e13\n")
    assert done.returncode == 0, done.stderr
    greeting, answer = (json.loads(line) for line in done.stdout.splitlines())
    assert greeting["replies"][0]["buttons"][0].keys() == {"label", "choice"}
    assert answer.keys() >= {"replies", "mode", "case", "understood"}
    assert (answer["mode"], answer["case"]) == ("bot", None)
    assert len(services(answer)) >= 3


def test_understand_answers_json_lines(home: Path, served: Served) -> None:
    line = json.dumps({"id": "a", "text": "anything free for my 8 and 14 year old in hull?"})
    done = waymark(home, "understand", text=line + "\n")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["id"] == "a"
    assert found["persona"] == "parent"
    assert [e["value"] for e in found["entities"] if e["entity"] == "age"] == [8, 14]
    assert {"entity": "cost", "value": "free", "start": 9, "end": 13} in found["entities"]


def test_nothing_said_is_in_a_log_or_readable_in_the_database(home: Path, served: Served) -> None:
    secret = "purple hippopotamus trampoline"
    Chat(served.url).say(f"i like {secret} near hull")
    kept = [path for path in home.rglob("*") if path.is_file()]
    assert any(path.name == "waymark.db" for path in kept)
    found = [path.name for path in kept if b"hippopotamus" in path.read_bytes()]
    assert found == []


def test_ctrl_c_ends_everything_that_was_started(home: Path, served: Served) -> None:
    rasa = (home / "var" / "rasa.url").read_text()
    assert httpx.get(f"{rasa}/status", timeout=5).status_code == 200
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(30) == 0
    for url in (rasa, served.url):
        with pytest.raises(httpx.ConnectError):
            httpx.get(url, timeout=2)
    assert not (home / "var" / "rasa.url").exists()
