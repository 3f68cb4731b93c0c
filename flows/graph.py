"""Questions about the shape of a flow: what can be reached, what goes round, what leads to a person."""

from __future__ import annotations

from flows.definition import Flow


def reachable(flow: Flow) -> set[str]:
    """The steps that a conversation can come to."""
    found: set[str] = set()
    ahead = [flow.start, flow.safe, *flow.opens.values(), *flow.lost]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += flow.steps[name].targets()
    return found


def loops(flow: Flow) -> list[list[str]]:
    """Rings of steps in which nobody is waited for, each told once."""
    found: list[list[str]] = []
    seen: set[str] = set()

    def visit(name: str, path: list[str]) -> None:
        step = flow.steps[name]
        if step.waits or step.kind in ("end", "call_person"):
            return
        if name in path:
            found.append([*path[path.index(name) :], name])
            return
        if name in seen:
            return
        seen.add(name)
        for target in step.targets():
            visit(target, [*path, name])

    for name in flow.steps:
        visit(name, [])
    return found


def leads_to_person(flow: Flow, name: str) -> bool:
    """Whether buttons alone lead from the step ``name`` to a person."""
    ahead, seen = [name], set[str]()
    while ahead:
        step = flow.steps[ahead.pop()]
        if step.kind == "call_person" or any(tap.choice == "person" for tap in step.taps):
            return True
        if step.name not in seen:
            seen.add(step.name)
            ahead += step.targets()
    return False
