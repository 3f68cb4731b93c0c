"""Faults as they may be logged: the kind and the place, never the message, which may quote someone."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def fault(problem: BaseException) -> dict[str, Any]:
    """``{"error": kind, "at": ["file.py:12", ...]}`` for a log line; the six innermost places."""
    places: list[str] = []
    trace = problem.__traceback__
    while trace is not None:
        places.append(f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return {"error": type(problem).__name__, "at": places[-6:]}
