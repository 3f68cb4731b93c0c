"""A model of single words and pairs, for a first look over a very long message.

The encoder cannot read forty windows in a tenth of a second. This one can: it is a table of how
much each word and pair of words speaks for a risk. It only chooses which windows the encoder reads.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

BUCKETS = 1 << 15
"""Words and pairs share this many places by their CRC-32; few that matter meet in one."""

Weights = npt.NDArray[np.float32]


def places(tokens: Sequence[str]) -> npt.NDArray[np.int64]:
    """Two places for each token: the word, and the pair that it makes with the one before."""
    found = np.empty((len(tokens), 2), dtype=np.int64)
    before = "^"
    for at, token in enumerate(tokens):
        found[at, 0] = zlib.crc32(token.encode("utf-8", "replace")) % BUCKETS
        found[at, 1] = zlib.crc32(f"{before} {token}".encode("utf-8", "replace")) % BUCKETS
        before = token
    return found


def likeliest(
    tokens: Sequence[str], weights: Weights, windows: Sequence[tuple[int, int]], most: int
) -> list[tuple[int, int]]:
    """Of ``windows`` (start and end in ``tokens``) the ``most`` that speak most for a risk, and
    always the last: what somebody came to say is often said at the end."""
    if len(windows) <= most:
        return list(windows)
    each = weights[places(tokens)].sum(axis=1)
    total = np.concatenate(([0.0], np.cumsum(np.maximum(each, 0.0))))
    scores = [float(total[end] - total[start]) for start, end in windows[:-1]]
    order = sorted(range(len(scores)), key=lambda at: -scores[at])[: most - 1]
    return [*(windows[at] for at in sorted(order)), windows[-1]]


def weigh(harmful: Iterable[Sequence[str]], harmless: Iterable[Sequence[str]]) -> Weights:
    """The table: for each place the logarithm of how much oftener it is met in risk lines than in
    harmless ones, smoothed so that what was met once or twice says little."""
    risk, none = _counts(harmful), _counts(harmless)
    odds = (risk + _SMOOTH) / (risk.sum() + _SMOOTH * BUCKETS)
    against = (none + _SMOOTH) / (none.sum() + _SMOOTH * BUCKETS)
    return np.asarray(np.log(odds / against), dtype=np.float32)


def _counts(messages: Iterable[Sequence[str]]) -> npt.NDArray[np.float64]:
    counts = np.zeros(BUCKETS)
    for tokens in messages:
        if tokens:
            counts[np.unique(places(tokens))] += 1
    return counts


_SMOOTH = 2.0
