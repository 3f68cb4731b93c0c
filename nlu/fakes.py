"""An understander that says what it was told to, for tests of other rooms. Ships with the package."""

from __future__ import annotations

from collections.abc import Mapping

from nlu.local import LocalUnderstander
from nlu.understanding import Understanding


class ScriptedUnderstander:
    """Answers from ``answers`` by exact text; other texts go to the local rules.

    With ``down=True`` everything is answered as in an outage (``degraded``). ``heard`` lists the
    texts in order.
    """

    def __init__(
        self, answers: Mapping[str, Understanding] | None = None, *, down: bool = False
    ) -> None:
        self._answers = dict(answers or {})
        self._local = LocalUnderstander()
        self.down = down
        self.heard: list[str] = []

    async def understand(self, text: str) -> Understanding:
        self.heard.append(text)
        if not self.down and text in self._answers:
            return self._answers[text]
        guess = await self._local.understand(text)
        return guess if self.down else guess.model_copy(update={"degraded": False})

    def status(self) -> dict[str, object]:
        """As :meth:`nlu.client.RasaUnderstander.status`."""
        return {"status": "down" if self.down else "up", "servers": []}
