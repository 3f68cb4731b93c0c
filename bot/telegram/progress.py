"""Which updates may be confirmed: only those that are stored, and none above one that is not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

PATIENCE = 5
"""Failed attempts after which an update is suspect, if others get through."""


@dataclass(slots=True)
class Progress:
    """The offset of the next getUpdates. Pure.

    An offset confirms all updates below it, and Telegram then forgets them. Ids are no order: they
    may arrive in any, and after a quiet week Telegram starts anew somewhere else. So once an empty
    answer says that all is confirmed, we ask without an offset again.
    """

    offset: int | None = None
    attempts: dict[int, int] = field(default_factory=dict)
    """Failures by update id, of those not yet stored."""

    def after(self, got: Collection[int], failed: Collection[int]) -> None:
        """A batch was handled; ``failed`` of it could not be stored and must come again."""
        self.attempts = {each: self.attempts.get(each, 0) + 1 for each in failed}
        if failed:
            self.offset = min(failed)
        else:
            self.offset = max(got) + 1 if got else None

    def hopeless(self, failed: Collection[int], tried: Collection[int]) -> list[int]:
        """Those of ``failed`` that failed time and again though others of ``tried`` were stored:
        the fault lies in them. While nothing gets through, nothing is given up."""
        if len(failed) == len(tried):
            return []
        return [each for each in failed if self.attempts.get(each, 0) + 1 >= PATIENCE]
