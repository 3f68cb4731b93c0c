"""A stand-in for the program ``rasa``, for tests of what starts, trains and ends it.

Behaves by the environment variable FAKE_RASA: ready (default), dies, silent, stubborn, nothing.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

MODE = os.environ.get("FAKE_RASA", "ready")


class Parse(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.dumps({"intent": {"name": "smalltalk", "confidence": 1.0}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


def option(name: str) -> str:
    return sys.argv[sys.argv.index(name) + 1]


def run() -> None:
    if MODE == "dies":
        sys.exit("no model here")
    if MODE == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if MODE == "silent":
        threading.Event().wait()
    HTTPServer(("127.0.0.1", int(option("--port"))), Parse).serve_forever()


def train() -> None:
    print("2026-11-23 INFO - Starting to train component 'RequestClassifier'.")
    print("a line that libraries print")
    print("2026-11-23 INFO - Finished training component 'RequestClassifier'.")
    if MODE == "dies":
        sys.exit("line 7 of data is broken")
    if MODE != "nothing":
        name = option("--fixed-model-name") + ".tar.gz"
        (Path(option("--out")) / name).write_text(json.dumps(dict(os.environ)))


if __name__ == "__main__":
    match sys.argv[1]:
        case "run":
            run()
        case "train":
            train()
        case _:
            sys.exit(1 if MODE == "dies" else 0)
