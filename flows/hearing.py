"""Something was typed: a command, an answer to the open question, news, or words that we did not get."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows import choosing, commands, facts
from flows.conditions import hold
from flows.definition import Tap
from flows.learning import Heard, Lesson, learn
from flows.run import ENDED, Run
from flows.steps.ask import ask
from flows.types import Button, Said
from flows.walking import answer_here, ask_again, walk

ORDINALS = ("first", "second", "third", "fourth", "fifth")
"""Groups of phrases that point at one of the services on show."""
CHATTER = ("hello", "thanks", "how_are_you", "are_you_real", "sorry", "swearing", "laughing", "ok")
"""Groups of phrases that are answered and lead back to the open question."""
ENGLISH = "en"
SLOTS = ("age", "place")


def hear(run: Run, said: Said) -> None:
    """Do what the words ask for, or learn from them, or say kindly that they were not understood."""
    understood = said.understood
    command = run.flows.command(said.text)
    if command is not None:
        commands.obey(run, command)
        return
    if understood.get("request") == "talk_to_person" and not understood.get("fallback"):
        _call_person(run, said)
        return
    fresh = run.session.get("step") == ENDED
    if fresh:
        facts.forget(run.facts, ("needs",))
        run.session.pop("shown", None)
    if not fresh and _answered_by_phrase(run, said.text):
        run.session["lost"] = 0
        return
    heard = _heard(run, said)
    _note_degraded(run, understood)
    lesson = _learn(run, heard)
    if lesson.changed:
        run.session["lost"] = 0
        _go_on(run, heard, lesson)
    elif fresh:
        walk(run, run.flow.opens["back"])
    else:
        _nothing_learned(run, heard)


def _call_person(run: Run, said: Said) -> None:
    """A person was asked for; what was said along with it is kept for when the flow goes on."""
    if _learn(run, _heard(run, said)).changed:
        run.wait(run.flow.safe)
    commands.obey(run, "person")


def _heard(run: Run, said: Said) -> Heard:
    step = run.step
    return Heard(
        text=said.text,
        understood=said.understood,
        expects=step.expects if step else None,
        last=run.session.get("last", {}),
        now=run.now,
        phrases=run.flows.phrases,
    )


def _learn(run: Run, heard: Heard) -> Lesson:
    """Learn; at a list of services a new wish takes the place of the one before."""
    before = list(run.facts.get("interests", []))
    lesson = learn(run.facts, heard)
    step = run.step
    if lesson.new.get("interests") and before and step and step.kind == "offer":
        run.facts["interests"] = [i for i in run.facts["interests"] if i not in before]
    if lesson.changed:
        run.session.pop("shown", None)
        run.session["last"] = lesson.new
    return lesson


def _go_on(run: Run, heard: Heard, lesson: Lesson) -> None:
    """Over to the flow of the persona that showed, then to what is missing."""
    persona = run.facts.get("persona", "unknown")
    if persona in run.flows.flows and persona != run.flow.name:
        run.enter_flow(persona)
    if lesson.changed == {"text"} and heard.understood.get("degraded"):
        walk(run, run.flow.opens["words"])
        return
    nameless = heard.understood.get("request") == "worry" and not heard.unsure
    if nameless and not run.facts.get("topics"):
        walk(run, run.flow.opens["worry"])
    else:
        walk(run, run.flow.safe)


def _answered_by_phrase(run: Run, text: str) -> bool:
    """Short answers that need no understanding: yes, skip, more, the second one, thanks."""
    groups = run.flows.phrases.matches(text)
    if not groups:
        return False
    if "no" in groups and _just_asked_if_right(run):
        walk(run, run.flow.opens["known"])
        return True
    tap = _meant(run, groups)
    if tap is not None:
        choosing.press(run, tap)
        return True
    for place, ordinal in enumerate(ORDINALS, 1):
        if ordinal in groups and choosing.start(run, str(place)):
            return True
    if "last" in groups and choosing.start(run, str(len(run.session.get("results", ())))):
        return True
    if "right" in groups and run.session.get("seen"):
        return choosing.right(run)
    step = run.step
    if "repeat" in groups and step is not None and step.waits:
        ask(run, step, step.words or "") if step.kind == "ask" else walk(run, step.name)
        return True
    for chatter in CHATTER:
        if chatter in groups:
            answer_here(run, f"smalltalk.{chatter}")
            return True
    return False


def _just_asked_if_right(run: Run) -> bool:
    """Whether the turn before showed what was understood, with no services after it."""
    step = run.step
    offered = step is not None and step.kind == "offer"
    return not offered and run.session.get("card") == run.session.get("turns", 0) - 1


def _meant(run: Run, groups: tuple[str, ...]) -> Tap | None:
    """The button of the open question that one of these phrases means."""
    step = run.step
    for tap in step.taps if step else ():
        if (tap.choice in groups or any(says in groups for says in tap.says)) and hold(
            run, tap.when
        ):
            return tap
    return None


def _note_degraded(run: Run, understood: Mapping[str, Any]) -> None:
    """Say once that typing is understood less well; take it back by saying nothing later."""
    degraded = bool(understood.get("degraded"))
    if degraded and not run.session.get("degraded"):
        run.say("degraded.notice")
    run.session["degraded"] = degraded


def _nothing_learned(run: Run, heard: Heard) -> None:
    if heard.understood.get("language", ENGLISH) != ENGLISH:
        answer_here(run, "lost.language", (Button("button.person", "person"),))
        return
    request = None if heard.unsure else heard.understood.get("request")
    step = run.step
    offered = step is not None and step.kind == "offer"
    if request == "about_this_service":
        run.say((step.why if step else None) or "about.service")
        ask_again(run)
    elif request == "worry":
        walk(run, run.flow.opens["worry"])
    elif request in ("smalltalk", "out_of_scope", "feedback"):
        place = "results" if request == "feedback" and offered else "other"
        answer_here(run, f"{request}.{place}")
    elif request in ("find_activity", "find_support") and offered:
        walk(run, run.flow.opens["different"])
    else:
        _lost(run)


def _lost(run: Run) -> None:
    """Words that we did not get: ask shortly, then menus, then offer a person. Never a guess."""
    lost = int(run.session.get("lost", 0)) + 1
    run.session["lost"] = lost
    step = run.step
    if lost == 1:
        answer_here(run, (step.unclear if step else None) or "lost.first")
    elif lost == 2 and step is not None and step.expects in SLOTS:
        answer_here(run, "lost.tap")
    else:
        walk(run, run.flow.lost[min(lost - 2, len(run.flow.lost) - 1)])
