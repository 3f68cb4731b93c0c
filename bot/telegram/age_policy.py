"""Who may use Telegram: its minimum age in the UK is 16 (Telegram's terms for the UK and the EEA).

Pure, and free of the Telegram client, so that a turn can ask it.
"""

from __future__ import annotations

from bot.ports import Who

UNDER_16 = frozenset({"10-12", "13-15"})


def belongs_on_the_web(who: Who) -> bool:
    """Whether ``who`` is to be handed to the web chat: on Telegram, and under 16 as far as we know.

    An age that nobody told is no reason: most who come have seen Telegram's own rule. Parents and
    professionals are adults, whatever age they ask about.
    """
    adult = who.persona in ("parent", "professional")
    return who.channel == "telegram" and not adult and who.age_band in UNDER_16
