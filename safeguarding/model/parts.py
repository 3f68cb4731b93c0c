"""What fitting learned, as files: one for each layer of the encoder, and one for the heads.

Works in both Python environments: the Rasa one writes, Waymark's own reads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

LAYERS = 6
PARTS = (*(f"layer-{number}.npz" for number in range(LAYERS)), "heads.npz")
_LAYER = re.compile(r"/layer_\._(\d+)/")


def save_parts(folder: Path, arrays: Mapping[str, Any]) -> None:
    """Write ``arrays``, each to the file of its layer; what belongs to none goes with the heads."""
    for part in PARTS:
        np.savez_compressed(
            folder / part, **{name: array for name, array in arrays.items() if _part(name) == part}
        )


def load_parts(folder: Path) -> dict[str, Any]:
    """All arrays by name. OSError where a file is missing."""
    arrays: dict[str, Any] = {}
    for part in PARTS:
        with np.load(folder / part) as kept:
            arrays.update({name: kept[name] for name in kept.files})
    return arrays


def _part(name: str) -> str:
    found = _LAYER.search(name)
    return f"layer-{found.group(1)}.npz" if found else "heads.npz"
