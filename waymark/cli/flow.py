"""``waymark flow``: check, draw and play the flows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from basics.errors import NotFound
from bot.wording import Wording
from flows import lint as flow_lint
from flows.definition import FlowSet
from flows.loader import DEFINITIONS, load
from flows.render import mermaid
from waymark.cli.common import existing, say
from waymark.cli.flow_talk import talk_to

app = typer.Typer(help="The flows: check, draw, play.", no_args_is_help=True)
Folder = Annotated[Path, typer.Option(help="The folder of the definitions.")]


@app.command("lint")
def lint(folder: Folder = DEFINITIONS) -> None:
    """Find mistakes in flow files; exits 1 if there are any, each named by file and line."""
    problems = flow_lint.lint(existing(folder), Wording.load().keys())
    for problem in problems:
        print(problem)
    say(f"{len(problems)} problem(s) found." if problems else "No problems found.")
    if problems:
        raise typer.Exit(1)


@app.command("render")
def render(
    name: Annotated[str, typer.Argument(help="The name of the flow.")] = "young_person",
    folder: Folder = DEFINITIONS,
) -> None:
    """Print a flow as a Mermaid diagram."""
    flows = _known(load(existing(folder)), name)
    print(mermaid(flows.flows[name]))


@app.command("run")
def run(
    name: Annotated[str, typer.Argument(help="The name of the flow.")] = "young_person",
    folder: Folder = DEFINITIONS,
) -> None:
    """Play a flow in the terminal, with simple understanding and nothing stored.

    Type a line to say something, or its number to tap a button. Messages are not screened here.
    """
    talk_to(_known(load(existing(folder)), name), name)


def _known(flows: FlowSet, name: str) -> FlowSet:
    if name not in flows.flows:
        known = ", ".join(sorted(flows.flows))
        raise NotFound(f"There is no flow “{name}”.", hint=f"There are: {known}.")
    return flows
