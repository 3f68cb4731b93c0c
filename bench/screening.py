"""Messages screened a second, and how long one takes."""

from __future__ import annotations

import time

from bench.sentences import SENTENCES
from bench.timing import HEAD, timing
from safeguarding.screen import Screen


def report() -> str:
    """Screen the sentences over and over, and one very long message."""
    screen = Screen.from_folder()
    texts = [text for text in SENTENCES for _ in range(200)]
    for text in SENTENCES:
        screen.assess(text)
    taken = []
    for text in texts:
        began = time.perf_counter()
        screen.assess(text)
        taken.append(time.perf_counter() - began)
    long = (" ".join(SENTENCES) + " ") * 40
    long = long[:10_000]
    lengthy = []
    for _ in range(20):
        began = time.perf_counter()
        screen.assess(long)
        lengthy.append(time.perf_counter() - began)
    rate = len(taken) / sum(taken)
    return "\n".join(
        (
            f"Rules in force: {len(screen.rules.rules)}. One thread: **{rate:,.0f} messages a second**.",
            "",
            HEAD,
            timing(taken).row("one message"),
            timing(lengthy).row("a message of 10,000 characters"),
        )
    )
