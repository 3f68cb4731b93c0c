from __future__ import annotations

import re

import pytest

from flows.render import mermaid
from tests.flows.helpers import flow_set


@pytest.mark.parametrize("name", flow_set().flows)
def test_every_step_is_drawn_and_every_arrow_joins_two_that_are(name):
    flow = flow_set().flows[name]
    drawn = mermaid(flow)
    for step in flow.steps.values():
        assert re.search(rf"^  {step.name}[\[\(\{{]", drawn, re.MULTILINE)
    arrows = re.findall(r"^  (\w+) -- \"[^\"]*\" --> (\w+)$", drawn, re.MULTILINE)
    assert arrows
    assert all(start in flow.steps and end in flow.steps for start, end in arrows)


def test_the_drawing_says_what_leads_where():
    drawn = mermaid(flow_set().flows["young_person"])
    assert drawn.startswith("%% A young person looks for something to do")
    assert 'missing -- "place_missing" --> ask_place' in drawn
    assert 'look -- "nothing" --> nothing' in drawn
    assert 'hello -. "parent" .-> flow_parent' in drawn
