"""Telegram: the only package that imports ``telegram``.

A message comes in through ``polling`` -> ``inbound`` -> ``receiving``; what we owe goes out through
``delivery`` -> ``outbound`` at the speed that ``pacing`` allows. ``channel`` holds them together.
"""

from __future__ import annotations

import os

# The client's own coming default: waits are timedeltas. Without it, each 429 warns of the change.
os.environ.setdefault("PTB_TIMEDELTA", "true")
