"""The working state of one advance: the session as it changes, and the events so far."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flows import facts as known
from flows.definition import Flow, FlowSet, Step, Tap
from flows.types import Advance, Button, Event, Learned, Say

ADULTS = ("parent", "professional")
ENDED = "ended"
"""The name of the place where a session is when its flow is over."""


class Run:
    """One advance under way. The session handed in is never changed: top level and facts are copied."""

    def __init__(self, flows: FlowSet, session: Mapping[str, Any], now: datetime) -> None:
        self.flows = flows
        self.session: dict[str, Any] = dict(session)
        self.facts: known.Facts = dict(session.get("facts", {}))
        self.flow: Flow = flows.flow(str(session.get("flow", "")))
        self.now = now
        self.events: list[Event] = []

    @property
    def step(self) -> Step | None:
        """The step that is waited at; None once the flow is over."""
        return self.flow.steps.get(self.session.get("step", ""))

    @property
    def audience(self) -> str:
        """In whose words to speak: a young person's, unless they are known to be an adult."""
        persona = str(self.facts.get("persona", "unknown"))
        return persona if persona in ADULTS else "young_person"

    def enter_flow(self, name: str) -> None:
        """Go over to another flow with what is known."""
        self.flow = self.flows.flow(name)
        self.session.update(flow=self.flow.name, revision=self.flow.revision)
        adult_before = self.facts.get("persona") in ADULTS
        if self.flow.audience != "young_person" or adult_before:
            # The young person's flow is also the one for whoever we do not know yet.
            self.facts["persona"] = self.flow.audience
        if self.flow.audience == "young_person" and adult_before:
            # Those were the ages of their children or pupils.
            known.forget(self.facts, ("ages",))

    def wait(self, step: str, what: str = "input") -> None:
        """Stop here until ``what`` arrives: input, or search for an answer of the directory."""
        self.session.update(step=step, wait=what)

    def say(self, words: str, **more: Any) -> None:
        """Say ``words`` with no buttons; ``more`` joins the data."""
        self.events.append(Say(words, {**self.data(), **more}))

    def add(self, event: Event) -> None:
        self.events.append(event)

    def data(self) -> dict[str, Any]:
        """What any words may use: see docs/flows.md."""
        facts = self.facts
        ages = [known.age_words(pair) for pair in facts.get("ages", [])]
        return {
            "audience": self.audience,
            "ages": ages,
            "place": None if facts.get("online") else facts.get("place_name", facts.get("place")),
            "typed_place": self.session.get("typed_place"),
            "online": bool(facts.get("online")),
            "worried": known.worries(facts),
            "topics": list(facts.get("topics", [])),
            "interests": list(facts.get("interests", [])),
            "text": facts.get("text", ""),
            "service": self.session.get("service"),
            "shown_before": bool(self.session.get("shown")),
        }

    def button(self, tap: Tap) -> Button:
        return Button(tap.label, tap.choice)

    def finish(self) -> Advance:
        """The new session and the events, with what is worth a column of the conversation."""
        self.session["facts"] = self.facts
        self.session["at"] = self.now.isoformat(timespec="seconds")
        told = self.session.get("told", {})
        # Nobody knows who they are at first, which is no news.
        before = {"persona": "unknown", **told}
        news = {k: v for k, v in known.columns(self.facts).items() if before.get(k) != v}
        if news:
            self.session["told"] = {**told, **news}
            # Search must stay the last event, so what was learned comes first.
            self.events.insert(0, Learned(news))
        return Advance(self.session, tuple(self.events))
