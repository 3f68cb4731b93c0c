from __future__ import annotations

import pytest

from safeguarding.normaliser import Normaliser
from safeguarding.screen import Screen


@pytest.fixture(scope="session")
def screen() -> Screen:
    """The screen with the rules that ship."""
    return Screen.from_folder()


@pytest.fixture(scope="session")
def normaliser() -> Normaliser:
    """A reader that knows a few words that matter."""
    known = "kill die dead hurt cutting suicide myself overdose want to cut rape help home run away"
    return Normaliser(known.split(), ("strangl",))
