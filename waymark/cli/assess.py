"""``waymark assess``: screen messages, and the commands that have to do with measuring that.

Without a subcommand it screens JSON Lines. What it is measured by and learns from has subcommands,
each in a module beside this one and registered at the foot of this file.
"""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from safeguarding.assessment import Assessment
from waymark.cli import assess_evaluate, assess_train, labels
from waymark.cli.common import complain, emit, json_lines
from waymark.screening import make_assessor

app = typer.Typer(invoke_without_command=True)


@app.callback()
def assess(
    context: typer.Context,
    rules_only: Annotated[
        bool, typer.Option("--rules-only", help="Only the phrase rules, not the model.")
    ] = False,
) -> None:
    """Screen messages: JSON Lines {"id","text","history":[...]?} on standard input.

    A broken line is named by its number on standard error and left out; the command then exits 1.
    """
    if context.invoked_subcommand is not None:
        return
    assessor = make_assessor(rules_only=rules_only)
    if assessor.problem is not None:
        # Every message would come out as a risk, which says nothing about the messages.
        complain(f"{assessor.problem} With --rules-only the phrase rules screen alone.")
        raise typer.Exit(1)
    for item in json_lines(sys.stdin, required=("id", "text"), lists=("history",)):
        history = item.get("history") or ()
        found = assessor.assess(item["text"], tuple(str(line) for line in history))
        emit({"id": item["id"], **_assessed(found)})


def _assessed(found: Assessment) -> dict[str, Any]:
    return {
        "tier": str(found.tier),
        "categories": list(found.categories),
        "rules": list(found.rules),
        "score": found.score,
    }


# What is measured and learned from what was screened: a module beside this one for each.
app.command("export-labels")(labels.export_labels)
app.command("evaluate")(assess_evaluate.evaluate_files)
app.command("train")(assess_train.train_model)
