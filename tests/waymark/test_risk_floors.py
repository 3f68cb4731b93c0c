from __future__ import annotations

import pytest

from safeguarding.evaluation.floors import ALL, load_floors, problems
from waymark.cli.assess_evaluate import MODEL
from waymark.screening import make_assessor

WITH_MODEL = [floor for floor in load_floors() if floor.assessor == ALL]


@pytest.mark.skipif(not WITH_MODEL, reason="floors.yml holds no floor for rules and model")
@pytest.mark.skipif(not MODEL.is_file(), reason="the risk model is not built")
@pytest.mark.timeout(300)
def test_rules_and_model_keep_to_their_floors() -> None:
    assessor = make_assessor()
    assert assessor.problem is None
    assert problems(WITH_MODEL, {ALL: assessor}) == []
