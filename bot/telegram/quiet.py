"""Loggers of other people's code that would write tokens or messages into our log."""

from __future__ import annotations

import logging

_LOUD = {
    # One line a request, with the address, which holds the token.
    "httpx": logging.WARNING,
    # Every header and body at DEBUG.
    "httpcore": logging.WARNING,
    # Parameters at DEBUG, whole answers (what people wrote) at ERROR and CRITICAL where they
    # cannot be read. What matters of them we log ourselves, by kind.
    "telegram": logging.CRITICAL + 1,
}


def keep_quiet() -> None:
    """Raise the levels of those loggers; call before the first request."""
    for name, level in _LOUD.items():
        logger = logging.getLogger(name)
        logger.setLevel(level)
        # A child with a level of its own would not ask its parent.
        for child in logging.root.manager.loggerDict:
            if child.startswith(f"{name}."):
                logging.getLogger(child).setLevel(level)
