"""The screen that this process uses: rules, model, memory and language, from their files."""

from __future__ import annotations

from functools import lru_cache

from basics.errors import WaymarkError
from safeguarding.assessor import RiskAssessor
from safeguarding.failsafe import FailSafe
from safeguarding.language import LanguageReader
from safeguarding.memory import Memory
from safeguarding.model.build_stamp import is_current
from safeguarding.model.reader import LEARNED, OnnxRiskModel
from safeguarding.screen import Screen
from waymark.rasa import Places
from waymark.settings import PROJECT

NO_MODEL = "The risk model is not built. Run `make setup`."


def make_assessor(*, rules_only: bool = False) -> FailSafe:
    """The screen that ships; never fails. Where a part of it cannot be loaded, every message counts
    as a risk, and ``problem`` says which part."""
    if rules_only:
        return FailSafe.loading(_rules, spare=phrase_screen)
    return FailSafe.loading(
        lambda: RiskAssessor(phrase_screen(), _memory(), _model(), _language()),
        spare=phrase_screen,
    )


def _rules() -> RiskAssessor:
    return RiskAssessor(phrase_screen(), _memory(), language=_language())


@lru_cache(maxsize=1)
def phrase_screen() -> Screen:
    """The phrase rules. Reading and compiling them takes a second; they never change while we run."""
    return Screen.from_folder()


@lru_cache(maxsize=1)
def _memory() -> Memory:
    return Memory.load()


@lru_cache(maxsize=1)
def _language() -> LanguageReader:
    return LanguageReader()


@lru_cache(maxsize=1)
def _model() -> OnnxRiskModel:
    places = Places(PROJECT)
    if not is_current(places.risk_model, LEARNED, places.encoder):
        raise ModelMissing(NO_MODEL)
    return OnnxRiskModel(places.risk_model)


class ModelMissing(WaymarkError):
    """The risk model was not built, or from other parts than those that are here."""

    code = "risk_model_missing"
    layer = "model"
