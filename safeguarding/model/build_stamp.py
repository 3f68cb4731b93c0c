"""Whether a built risk model fits what it would be built from now."""

from __future__ import annotations

import hashlib
from pathlib import Path

from safeguarding.model.parts import PARTS

STAMP = "built-from"
_LEARNED = (*PARTS, "probes.json")


def made_from(learned: Path, encoder: Path) -> str:
    """A hash of what a model is built from: what fitting learned, and the encoder's file."""
    digest = hashlib.sha256()
    for path in (*(learned / name for name in _LEARNED), Path(__file__).with_name("build.py")):
        digest.update(path.read_bytes() if path.is_file() else b"none")
    base = encoder / "model.onnx"
    # Its size stands for its content: the file is 90 MB, and its own build checks what is in it.
    digest.update(str(base.stat().st_size if base.is_file() else 0).encode())
    return digest.hexdigest()


def is_current(folder: Path, learned: Path, encoder: Path) -> bool:
    """Whether ``folder`` holds a model built from exactly these parts."""
    stamp = folder / STAMP
    return (
        (folder / "model.onnx").is_file()
        and stamp.is_file()
        and stamp.read_text(encoding="utf-8") == made_from(learned, encoder)
    )
