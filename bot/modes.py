"""Moving a conversation that is held to another mode."""

from __future__ import annotations

from storage.conversations import Conversation, Mode


def enter(conversation: Conversation, to: Mode, owner_id: str | None = None) -> None:
    """Set who speaks. The transaction must hold the conversation (``storage.conversations.lock``),
    so nobody else can change it in between.

    The turn goes up by one: whatever was planned on how things stood before is dropped.
    """
    conversation.mode = str(to)
    conversation.owner_id = owner_id
    conversation.turn += 1
