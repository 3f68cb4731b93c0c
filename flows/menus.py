"""Choices made from what there is: domains, topics, interests, ages, areas, services.

What such a button carries ("topic:sleep") says all that is needed, so it works at any time, also
from an earlier message.
"""

from __future__ import annotations

from collections.abc import Callable

from basics.vocabulary import vocabulary
from flows.definition import Area
from flows.facts import age_words
from flows.run import Run
from flows.types import Button

TIMES = ("days", "not_days", "times")
Menu = Callable[[Run], list[Button]]


def domains(run: Run) -> list[Button]:
    """The six domains, without the one for likes, which has a menu of its own."""
    return [
        Button("menu.domain", f"domain:{slug}", {"slug": slug, "audience": run.audience})
        for slug in vocabulary().domains
        if slug != "talents_and_interests"
    ]


def topics(run: Run) -> list[Button]:
    """The topics of the domain that was tapped."""
    words = vocabulary()
    domain = run.session.get("domain")
    return [
        Button("menu.topic", f"topic:{slug}", {"slug": slug, "audience": run.audience})
        for slug, its_domain in words.domain_of_topic.items()
        if its_domain == domain
    ]


def groups(run: Run) -> list[Button]:
    """Interests by group."""
    return [Button("menu.group", f"group:{slug}", {"slug": slug}) for slug in run.flows.groups]


def interests(run: Run) -> list[Button]:
    """The interests of the group that was tapped."""
    return [
        Button("menu.interest", f"interest:{slug}", {"slug": slug})
        for slug in run.flows.groups.get(run.session.get("group", ""), ())
    ]


def ages(run: Run) -> list[Button]:
    """Each year from 10 to 19, and either side of it."""
    years = [Button("menu.age", f"age:{year}", {"age": str(year)}) for year in range(10, 20)]
    return [Button("menu.under_ten", "age:0-9"), *years, Button("menu.twenty", "age:20-99")]


def age_bands(run: Run) -> list[Button]:
    """Ages of a child, in steps."""
    return [
        Button("menu.age_band", f"age:{slug}", {"low": low, "high": high})
        for slug, (low, high) in run.flows.age_bands.items()
    ]


def areas(run: Run) -> list[Button]:
    """The areas, or the places in the one that was tapped."""
    area = find_area(run, str(run.session.get("area", "")))
    shown = area.places if area and area.places else tuple(run.flows.areas.values())
    return [Button("menu.area", f"area:{a.slug}", {"label": a.label}) for a in shown]


def places(run: Run) -> list[Button]:
    """The places that a typed one may have meant."""
    return [
        Button("menu.area", f"place:{i}", {"label": label})
        for i, label in enumerate(run.session.get("place_choices", ()), 1)
    ]


def services(run: Run) -> list[Button]:
    """The services on show, to ask how to start."""
    return [
        Button("menu.service", f"start:{i}", {"name": service["name"]})
        for i, service in enumerate(run.session.get("results", ()), 1)
    ]


def known(run: Run) -> list[Button]:
    """Everything that was understood, each to be taken out."""
    ages = [age_words(pair) for pair in run.facts.get("ages", ())]
    place = run.facts.get("place_name", run.facts.get("place"))
    changes = {"age": ("ages",), "place": ("place",), "days": TIMES, "cost": ("free",)}
    return [
        Button(f"drop.{kind}", f"drop:{kind}:{slug}", {"slug": slug, "audience": run.audience})
        for kind in ("topic", "interest")
        for slug in run.facts.get(f"{kind}s", ())
    ] + [
        Button(f"change.{name}", f"change:{name}", {"ages": ages, "place": place})
        for name, facts in changes.items()
        if any(run.facts.get(fact) for fact in facts)
    ]


def find_area(run: Run, slug: str) -> Area | None:
    """The area or the place within one that has ``slug``."""
    for area in run.flows.areas.values():
        for place in (area, *area.places):
            if place.slug == slug:
                return place
    return None


MENUS: dict[str, Menu] = {
    menu.__name__: menu
    for menu in (
        domains,
        topics,
        groups,
        interests,
        ages,
        age_bands,
        areas,
        places,
        services,
        known,
    )
}
