"""``waymark lint``: every content file that can be wrong, looked at in one go."""

from __future__ import annotations

import typer

from basics.errors import WaymarkError
from bot.wording import Wording
from flows import lint as flow_lint
from safeguarding import help_cards, replies
from safeguarding import lint as rule_lint
from safeguarding.contacts import all_contacts
from waymark.cli.common import say
from waymark.settings import load_settings


def lint() -> None:
    """Check settings, flows, words, risk rules, replies, cards and contacts; exits 1 if anything is wrong."""
    problems: list[str] = []
    for check in (_settings, _flows, _rules, _replies, help_cards.problems, _contacts):
        try:
            problems += check()
        except WaymarkError as problem:
            problems.append(str(problem))
    for line in problems:
        print(line)
    say(f"{len(problems)} problem(s) found." if problems else "No problems found.")
    if problems:
        raise typer.Exit(1)


def _settings() -> list[str]:
    load_settings()
    return []


def _flows() -> list[str]:
    return [str(problem) for problem in flow_lint.lint(known_words=Wording.load().keys())]


def _rules() -> list[str]:
    return [str(problem) for problem in rule_lint.lint()]


def _replies() -> list[str]:
    return [] if replies.words() else ["replies.yml: there are no words."]


def _contacts() -> list[str]:
    return [] if all_contacts() else ["contacts.yml: there is nobody to ring."]
