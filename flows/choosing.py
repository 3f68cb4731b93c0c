"""A button was tapped: one of the step, of a menu, of what was understood, or of long ago."""

from __future__ import annotations

from collections.abc import Callable

from basics.vocabulary import vocabulary
from flows import commands, facts
from flows.conditions import hold
from flows.definition import Tap
from flows.menus import TIMES, find_area
from flows.run import Run
from flows.slots import age_choice
from flows.walking import answer_here, ask_again, walk


def choose(run: Run, choice: str) -> None:
    """Do what ``choice`` says, at whatever step it arrives."""
    if choice in run.flows.commands:
        commands.obey(run, choice)
        return
    step = run.step
    for tap in step.taps if step else ():
        if tap.choice == choice and hold(run, tap.when):
            press(run, tap)
            return
    if _from_menu(run, choice):
        return
    old = run.flow.tap_of.get(choice)
    if old is not None:
        press(run, old)
        return
    answer_here(run, "outcome.old_button")


def press(run: Run, tap: Tap) -> None:
    """Do what the button ``tap`` does: learn, forget, and go where it leads."""
    facts.forget(run.facts, tap.forget)
    facts.take(run.facts, tap.learn)
    if tap.choice in run.flows.commands:
        commands.obey(run, tap.choice)
    elif tap.flow is not None:
        run.enter_flow(tap.flow)
        walk(run, tap.go or run.flow.start)
    elif tap.go is not None:
        walk(run, tap.go)
    elif not _from_menu(run, tap.choice):
        ask_again(run)


def _from_menu(run: Run, choice: str) -> bool:
    """Do what a choice of a menu ("topic:sleep") says; False if it is not one."""
    kind, _, rest = choice.partition(":")
    handler = _MENUS.get(kind)
    return handler is not None and handler(run, rest)


def _domain(run: Run, slug: str) -> bool:
    if slug not in vocabulary().domains:
        return False
    run.session["domain"] = slug
    walk(run, run.flow.opens["topic"])
    return True


def _group(run: Run, slug: str) -> bool:
    if slug not in run.flows.groups:
        return False
    run.session["group"] = slug
    walk(run, run.flow.opens["interest"])
    return True


def _topic(run: Run, slug: str) -> bool:
    return _slug(run, "topics", slug)


def _interest(run: Run, slug: str) -> bool:
    return _slug(run, "interests", slug)


def _slug(run: Run, key: str, slug: str) -> bool:
    if slug not in getattr(vocabulary(), key):
        return False
    facts.remove(run.facts, f"not_{key}", slug)
    facts.add(run.facts, key, [slug])
    run.session["last"] = {key: [slug]}
    run.facts.pop("text", None)
    walk(run, run.flow.safe)
    return True


def _age(run: Run, value: str) -> bool:
    pair = age_choice(value) or run.flows.age_bands.get(value)
    if pair is None:
        return False
    several = run.facts.get("persona") in ("parent", "professional")
    before = run.facts.get("ages", []) if several else []
    run.facts["ages"] = sorted([*before, *([list(pair)] if list(pair) not in before else [])])
    run.facts.pop("no_age", None)
    walk(run, run.flow.opens["after_age"] if several else run.flow.safe)
    return True


def _area(run: Run, slug: str) -> bool:
    area = find_area(run, slug)
    if area is None:
        return False
    if area.places:
        run.session["area"] = slug
        walk(run, run.flow.opens["area"])
        return True
    run.session.pop("area", None)
    return _settle(run, area.near)


def _place(run: Run, index: str) -> bool:
    choices = run.session.get("place_choices", [])
    if not index.isdigit() or not 1 <= int(index) <= len(choices):
        return False
    return _settle(run, choices[int(index) - 1])


def _settle(run: Run, near: str) -> bool:
    facts.forget(run.facts, ("place",))
    run.facts.update(place=near, place_kind="town")
    walk(run, run.flow.safe)
    return True


def _drop(run: Run, rest: str) -> bool:
    kind, _, slug = rest.partition(":")
    if kind not in ("topic", "interest") or not facts.drop(run.facts, kind, slug):
        return False
    run.session.pop("shown", None)
    walk(run, run.flow.safe)
    return True


_SIMPLE_CHANGES: dict[str, tuple[str, ...]] = {
    "days": TIMES,
    "cost": ("free",),
}
_CHANGES: dict[str, tuple[str, ...]] = {"age": ("ages",), "place": ("place",), "persona": ()}


def _change(run: Run, name: str) -> bool:
    if not name:
        walk(run, run.flow.opens["known"])
        return True
    if name in _SIMPLE_CHANGES:
        facts.forget(run.facts, _SIMPLE_CHANGES[name])
        run.session.pop("shown", None)
        walk(run, run.flow.safe)
        return True
    if name not in run.flow.opens or name not in _CHANGES:
        return False
    facts.forget(run.facts, _CHANGES[name])
    run.session.pop("shown", None)
    walk(run, run.flow.opens[name])
    return True


def right(run: Run, rest: str = "") -> bool:
    """What was understood is right: on with the open question."""
    step = run.step
    if rest:
        return False
    if step is not None and step.kind == "offer":
        answer_here(run, "understood.right_results")
    else:
        run.say("understood.right")
        ask_again(run)
    return True


def start(run: Run, index: str) -> bool:
    services = run.session.get("results", [])
    if not index.isdigit() or not 1 <= int(index) <= len(services):
        return False
    run.session["service"] = services[int(index) - 1]
    walk(run, run.flow.opens["service"])
    return True


_MENUS: dict[str, Callable[[Run, str], bool]] = {
    "domain": _domain,
    "group": _group,
    "topic": _topic,
    "interest": _interest,
    "age": _age,
    "area": _area,
    "place": _place,
    "drop": _drop,
    "change": _change,
    "start": start,
    "right": right,
}
