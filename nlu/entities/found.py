"""The shape in which entity rules report a value. Plain, because Rasa's environment uses it too."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Found:
    """A value and the span in which it was typed. ``type`` only for a place."""

    entity: str
    value: str | int
    start: int
    end: int
    type: str | None = None
    negated: bool = False

    def overlaps(self, other: Found) -> bool:
        return self.start < other.end and other.start < self.end

    def ruled_out(self) -> Found:
        """The same value, as something that is not wanted."""
        return replace(self, negated=True)

    def as_dict(self) -> dict[str, object]:
        """JSON as `waymark understand` prints it: ``type`` and ``negated`` only where they say something."""
        data: dict[str, object] = {
            "entity": self.entity,
            "value": self.value,
            "start": self.start,
            "end": self.end,
        }
        if self.type is not None:
            data["type"] = self.type
        if self.negated:
            data["negated"] = True
        return data
