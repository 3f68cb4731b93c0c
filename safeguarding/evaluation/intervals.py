"""How far a share may be from the true one, by chance alone."""

from __future__ import annotations

import math
from dataclasses import dataclass

Z = 1.959964
"""Standard normal quantile for 95%, two-sided."""


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``lines``, with its 95% interval."""

    hits: int
    lines: int

    @property
    def value(self) -> float | None:
        """0 to 1; None of no lines."""
        return self.hits / self.lines if self.lines else None

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.hits, self.lines)


def wilson(hits: int, lines: int) -> tuple[float, float]:
    """The 95% score interval of a share, 0 to 1; all of it of no lines.

    Wilson, E. B. (1927), Journal of the American Statistical Association 22(158), 209-212: unlike
    the textbook interval it stays right for few lines and for shares near 0 and 1.
    """
    if not lines:
        return 0.0, 1.0
    share = hits / lines
    spread = 1 + Z * Z / lines
    middle = share + Z * Z / (2 * lines)
    reach = Z * math.sqrt(share * (1 - share) / lines + Z * Z / (4 * lines * lines))
    low = 0.0 if hits == 0 else (middle - reach) / spread
    high = 1.0 if hits == lines else (middle + reach) / spread
    return low, high


def lines_to_prove(at_least: float) -> int | None:
    """How many lines, all of them right, it takes for the whole interval to reach ``at_least``;
    None for 1, which no number of lines proves."""
    if at_least >= 1:
        return None
    return math.ceil(round(at_least * Z * Z / (1 - at_least), 9))
