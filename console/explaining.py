"""Why a message raised a case, told so that staff can judge it: words, rules, score and tier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from console.marking import marks_of, pieces
from console.words import Words, readable
from safeguarding.assessment import Tier
from safeguarding.help_cards import language_name
from safeguarding.queue import Sign
from storage.conversations import Message

LONGEST_QUOTE = 120
"""Characters of a marked stretch that are quoted; all of it is marked in the conversation."""


@dataclass(frozen=True, slots=True)
class SignNote:
    """One sign in the list of what raised the case. ``seq`` leads to its message."""

    tier: str | None
    at: str
    categories: list[str]
    quotes: list[str]
    """The words that the screen found, as typed."""
    rules: list[str]
    """What each rule that was met means."""
    score: str
    """What the model makes of it; empty where nothing was found in the words."""
    seq: int | None
    language: str = ""
    """Which language the message seems to be in; empty for English."""


def sign_note(
    sign: Sign,
    message: Message | None,
    at: str,
    meanings: Mapping[str, str],
    words: Words,
    language: str | None = None,
) -> SignNote:
    """``sign`` in words. ``message`` is None where it is gone; ``at`` is when it was, as told;
    ``language`` the code of the one that it is in, where that is not English."""
    asked = words.label("reasons", "asked")
    raised = sign.tier != Tier.NONE
    return SignNote(
        tier=sign.tier if raised else None,
        at=at,
        categories=words.labels("categories", sign.categories) or [asked],
        quotes=_quotes(sign, message.text) if message else [],
        rules=[meaning(rule, meanings, words) for rule in sign.rules],
        score=score_said(sign.score, words) if raised else "",
        seq=message.seq if message else None,
        language=language_said(language, words),
    )


def meaning(rule: str, meanings: Mapping[str, str], words: Words) -> str:
    """What a rule means, as a sentence. One that nobody described is shown by its name."""
    if rule in words.slugs("screen_rules"):
        return words.label("screen_rules", rule)
    said = meanings.get(rule) or readable(rule.rpartition(".")[2])
    return f"{said[:1].upper()}{said[1:]}".rstrip(".") + "."


def score_said(score: float | None, words: Words) -> str:
    """The model's score (0 to 1, calibrated) as a share of a hundred messages; never 0 or 100,
    because the model is never sure."""
    if score is None:
        return words.field("score_none")
    count = round(score * 100)
    if count < 1:
        return words.field("score_least")
    return words.field("score_most") if count > 99 else words.field("score", count=count)


def language_said(code: str | None, words: Words) -> str:
    """Which language ``code`` is, as a sentence; empty where there is none to name."""
    name = language_name(code) if code else None
    return words.field("language", name=name) if name else ""


def _quotes(sign: Sign, text: str) -> list[str]:
    found = [
        piece.text.strip() for piece in pieces(text, marks_of(sign.spans, sign.tier)) if piece.tier
    ]
    return [_short(each) for each in dict.fromkeys(found) if each]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1].rstrip()}…"
