from __future__ import annotations

from nlu.fakes import ScriptedUnderstander
from nlu.understanding import Understanding


async def test_it_says_what_it_was_told_to() -> None:
    told = Understanding(request="worry", confidence=0.7)
    fake = ScriptedUnderstander({"hm": told})
    assert await fake.understand("hm") == told
    assert fake.heard == ["hm"]


async def test_other_texts_are_understood_by_rule() -> None:
    said = await ScriptedUnderstander().understand("im 13")
    assert said.values("age") == (13,)
    assert not said.degraded


async def test_it_can_be_down() -> None:
    fake = ScriptedUnderstander(down=True)
    assert (await fake.understand("im 13")).degraded
    assert fake.status()["status"] == "down"
