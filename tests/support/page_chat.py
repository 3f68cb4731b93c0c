"""A small conversation in memory that knows its lines: enough to try the pages without the rest."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from typing import Any

from basics.errors import NotFound
from bot.messages import Contact, Inbound, Reply, ReplyButton, TurnAnswer
from bot.ports import Line, Opened

CONTACTS = (
    Contact(name="999", detail="If someone is in danger now. Day and night.", phone="999", checked="2026-11-02"),
    Contact(name="Childline", detail="For anyone under 19. Day and night.", phone="0800 1111", url="https://www.childline.org.uk", checked="2026-11-02"),
    Contact(name="Shout", detail="Text with someone. Day and night.", sms="85258", checked="2026-11"),
    Contact(name="Samaritans", detail="Someone to listen. Day and night.", phone="116 123", checked="2026-11-02"),
)  # fmt: skip

SERVICES: tuple[dict[str, Any], ...] = (
    {
        "service_id": "s1", "name": "Ink & Paper Drawing Club", "organization": "Larkspur Youth Arts",
        "summary": "Draw comics, people and places with a small group. Pens and paper are there.",
        "reasons": ["it has drawing and painting", "it is for ages 11 to 16", "it is 0.8 km away", "it is free"],
        "unknown": [], "min_age": 11, "max_age": 16, "distance_km": 0.8, "where": "Larkspur Hall, Manor Park",
        "cost": "Free", "free": True, "when": "Tuesdays 4:30 pm to 6 pm, in term time",
        "how_to_start": "Just turn up. Ask for Bea at the door.", "referral_needed": False, "online": False,
        "phone": "020 7946 0101", "email": "hello@larkspur.example", "url": "https://larkspur.example/ink",
        "last_checked": "2026-11-03", "fictional": True,
    },
    {
        "service_id": "s2", "name": "Sketch Together Online", "organization": "Sketch Together",
        "summary": "Draw along with others on a call. Cameras can stay off.",
        "reasons": ["it has drawing and painting", "you can do it from home"],
        "unknown": ["we do not know the cost"], "min_age": 12, "max_age": None, "distance_km": None, "where": None,
        "cost": None, "free": None, "when": "Saturdays 10 am to 11 am", "how_to_start": "Fill in the short form on their website.",
        "referral_needed": False, "online": True, "phone": None, "email": None,
        "url": "https://sketch.example", "last_checked": "2026-09-20", "fictional": True,
    },
    {
        "service_id": "s3", "name": "Green Room", "organization": "Harbour Counselling",
        "summary": "Art and a talk with a counsellor, one to one.",
        "reasons": ["it helps with feeling left out or lonely", "it is for ages 10 to 18"],
        "unknown": ["we do not know how long the wait is"], "min_age": 10, "max_age": 18, "distance_km": 2.4,
        "where": "Harbour House, Forest Gate", "cost": "£2 a visit", "free": False, "when": "Weekdays after school",
        "how_to_start": "Ask a teacher or a doctor to send the form.", "referral_needed": True, "online": False,
        "phone": None, "email": None, "url": None, "last_checked": None, "fictional": True,
    },
)  # fmt: skip

GREETING = Reply(
    id="r1", seq=1,
    text="Hi, I'm Waymark. I'm a computer program, not a person.\nWhat would you like?",
    buttons=[
        ReplyButton(label="I'm bored", choice="bored"),
        ReplyButton(label="Something's worrying me", choice="worried"),
        ReplyButton(label="I'm a parent or carer", choice="parent"),
        ReplyButton(label="I work with young people", choice="professional"),
    ],
)  # fmt: skip

UNDERSTOOD = [
    ReplyButton(label="Not being bored", choice="drop:topic:boredom"),
    ReplyButton(label="Not drawing and painting", choice="drop:interest:drawing_painting"),
    ReplyButton(label="Not feeling left out or lonely", choice="drop:topic:loneliness"),
    ReplyButton(label="Age: 13", choice="change:age"),
    ReplyButton(label="Near: E13", choice="change:place"),
    ReplyButton(label="Yes, that's right", choice="yes"),
    ReplyButton(label="Change something", choice="change"),
]


class PageChat:
    """Implements ``bot.ports.Chat`` for tests. ``fail`` makes the next message break."""

    def __init__(self) -> None:
        self.lines: dict[str, list[Line]] = {}
        self.tokens: dict[str, str] = {}
        self.modes: dict[str, str] = {}
        self.answers: dict[str, TurnAnswer] = {}
        self.received: list[Inbound] = []
        self.fail: Exception | None = None
        self.keep = False

    async def open(
        self,
        channel: str,
        *,
        address: str | None = None,
        persona: str = "unknown",
        greet: bool = True,
    ) -> Opened:
        conversation_id, token = str(uuid.uuid4()), uuid.uuid4().hex
        self.tokens[token] = conversation_id
        self.lines[conversation_id] = [Line(1, "bot", GREETING.text, GREETING)]
        self.modes[conversation_id] = "bot"
        return Opened(conversation_id, token, [GREETING])

    async def receive(self, inbound: Inbound) -> TurnAnswer:
        if self.fail is not None:
            problem, self.fail = self.fail, None
            raise problem
        if inbound.update_id in self.answers:
            return self.answers[inbound.update_id].model_copy(update={"repeated": True})
        self.received.append(inbound)
        lines = self._of(inbound.conversation_id)
        labels = {b.choice: b.label for x in lines if x.reply for b in x.reply.buttons}
        said = inbound.text or labels.get(inbound.choice or "", inbound.choice or "")
        lines.append(Line(len(lines) + 1, "person", said, None))
        replies = [self.add(inbound.conversation_id, reply) for reply in self._replies(inbound)]
        answer = TurnAnswer(replies=replies, mode=self.modes[inbound.conversation_id])
        self.answers[inbound.update_id] = answer
        return answer

    def _replies(self, inbound: Inbound) -> list[Reply]:
        text = (inbound.text or "").lower()
        blank = {"id": "", "seq": 0}
        if "end my life" in text:
            self.modes[inbound.conversation_id] = "waiting"
            return [
                Reply(
                    **blank, kind="safety", contacts=list(CONTACTS[:3]),
                    text="Thank you for telling me. That was brave. A person in our team has been told.\nIf you might act on it now, ring 999.",
                    buttons=[ReplyButton(label="Carry on with Waymark while I wait", choice="carry_on")],
                )
            ]  # fmt: skip
        if self.modes[inbound.conversation_id] == "human":
            return []
        if inbound.choice == "yes":
            return [
                Reply(
                    **blank, kind="services", text="Here are three that could fit you.",
                    services=list(SERVICES),
                    buttons=[ReplyButton(label="Show me more", choice="more"), ReplyButton(label="Something else", choice="else")],
                )
            ]  # fmt: skip
        if "draw" in text or inbound.choice == "bored":
            return [
                Reply(
                    **blank,
                    kind="understood",
                    text="This is what I picked up. Is it right?",
                    buttons=UNDERSTOOD,
                )
            ]
        return [Reply(**blank, text="Tell me a bit more. What do you like doing?")]

    def add(self, conversation_id: str, reply: Reply) -> Reply:
        """Put a reply into the conversation, as a bot or a member of staff would."""
        lines = self._of(conversation_id)
        seq = len(lines) + 1
        reply = reply.model_copy(update={"id": f"r{seq}", "seq": seq})
        lines.append(Line(seq, reply.author, reply.text, reply))
        return reply

    def _of(self, conversation_id: str) -> list[Line]:
        if conversation_id not in self.lines:
            raise NotFound("This chat does not exist any more.")
        return self.lines[conversation_id]

    async def conversation_for_token(self, token: str) -> str | None:
        return self.tokens.get(token)

    async def mode(self, conversation_id: str) -> str:
        return self.modes[conversation_id]

    def is_answering(self, conversation_id: str) -> bool:
        return False

    async def replies_after(self, conversation_id: str, seq: int) -> Sequence[Reply]:
        return [x.reply for x in self._of(conversation_id) if x.reply and x.seq > seq]

    async def wait_for_news(self, conversation_id: str, seconds: float) -> bool:
        await asyncio.sleep(min(seconds, 0.05))
        return True

    async def history(self, conversation_id: str) -> Sequence[Line]:
        return list(self._of(conversation_id))

    async def export(self, conversation_id: str) -> dict[str, Any]:
        return {"messages": [line.text for line in self._of(conversation_id)]}

    async def leave(self, token: str) -> None:
        if self.fail is not None:
            problem, self.fail = self.fail, None
            raise problem
        self.tokens.pop(token, None)

    async def erase(self, conversation_id: str) -> bool:
        if self.keep:
            self.modes[conversation_id] = "closed"
            return False
        del self.lines[conversation_id]
        return True
