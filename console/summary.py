"""What the queue and the case page both say about a case, in words."""

from __future__ import annotations

from console.words import Words
from safeguarding.queue import QueueRow
from storage.conversations import Conversation, Mode


def reference(case_id: str) -> str:
    """A short name to say on the phone: the first eight characters of the id."""
    short = case_id.replace("-", "")[:8].upper()
    return f"{short[:4]}-{short[4:]}"


def titles(row: QueueRow, words: Words) -> list[str]:
    """What the case is about: its categories, or why there is one where it has none.

    "Something else" says nothing beside a category that does.
    """
    named = [slug for slug in row.categories if slug != "other"]
    if row.reason == "screening_failed":
        return [words.label("reasons", row.reason), *words.labels("categories", named)]
    if named:
        return words.labels("categories", named)
    if row.reason == "risk" and row.categories:
        return words.labels("categories", row.categories)
    return [words.label("reasons", row.reason)]


def facts(conversation: Conversation | None, words: Words) -> list[str]:
    """Where they write and the little that is known of them; what is unknown is left out."""
    if conversation is None:
        return []
    persona = conversation.persona if conversation.persona != "unknown" else None
    bot = words.label("modes", conversation.mode) if conversation.mode == Mode.BOT else ""
    return [
        fact
        for fact in (
            words.label("channels", conversation.channel),
            words.label("personas", persona),
            words.label("age_bands", conversation.age_band),
            conversation.outcode or "",
            bot,
        )
        if fact
    ]
