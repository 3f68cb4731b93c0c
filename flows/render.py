"""A flow as a drawing: Mermaid, for docs and for reviews."""

from __future__ import annotations

from collections.abc import Iterator

from flows.definition import Flow, Step

_SHAPES = {
    "ask": ("([", "])"),
    "offer": ("([", "])"),
    "route": ("{{", "}}"),
    "search": ("[(", ")]"),
    "call_person": ("[[", "]]"),
    "end": ("((", "))"),
}
"""How each kind is drawn: rounded where a person is waited for, a diamond for a route."""


def mermaid(flow: Flow) -> str:
    """The whole of ``flow`` as a Mermaid flowchart: steps, and on each arrow what leads along it."""
    lines = [f"%% {flow.title}", "flowchart TD", f"  start(( )) --> {flow.start}"]
    for step in flow.steps.values():
        opening, closing = _SHAPES.get(step.kind, ("[", "]"))
        lines.append(f'  {step.name}{opening}"{_title(step)}"{closing}')
    for step in flow.steps.values():
        lines += sorted(set(_arrows(step)))
    lines += [f"  {name}:::lost" for name in flow.lost]
    lines.append("  classDef lost stroke-dasharray: 4")
    return "\n".join(lines) + "\n"


def _title(step: Step) -> str:
    return f"{step.name}<br/>{step.kind}{f': {step.words}' if step.words else ''}"


def _arrows(step: Step) -> Iterator[str]:
    if step.go:
        yield _arrow(step.name, step.go, "answer" if step.waits else "")
    for name, target in step.exits.items():
        yield _arrow(step.name, target, name)
    for turning in step.route:
        yield _arrow(step.name, turning.go, " and ".join(turning.when) or "else")
    for tap in step.taps:
        if tap.flow:
            yield f'  {step.name} -. "{tap.choice}" .-> flow_{tap.flow}>"{tap.flow}"]'
        elif tap.go:
            yield _arrow(step.name, tap.go, tap.choice)


def _arrow(start: str, end: str, label: str) -> str:
    return f'  {start} -- "{label}" --> {end}' if label else f"  {start} --> {end}"
