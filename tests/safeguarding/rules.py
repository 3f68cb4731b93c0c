"""A small folder of rules for tests: every category is there, with rules that nothing meets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from basics.vocabulary import vocabulary

NEVER = {
    "id": "never",
    "means": "nothing",
    "tier": "concern",
    "patterns": ["zyxwv"],
    "positives": ["zyxwv", "a zyxwv", "zyxwv b"],
    "traps": ["a", "b", "c"],
    "reviewed": {"by": None, "date": None},
}


class Folder:
    """Rules to be written below ``root``; change ``files`` for what the methods do not do."""

    def __init__(self, root: Path) -> None:
        self.path = root / "rules"
        self.slots: dict[str, list[str]] = {"none": ["zyxwvu"]}
        self.context: dict[str, Any] = {
            "not_about": ["stop", "sure", "know", "like", "ok"],
            "around": ["film"],
            "cues": [],
        }
        self.files: dict[str, dict[str, Any]] = {
            category: {"category": category, "rules": [{**NEVER}]}
            for category in vocabulary().risk_categories
        }

    def rule(self, category: str, name: str, **keys: Any) -> None:
        """Add a rule, with the keys given over those of one that nothing meets."""
        self.files[category]["rules"].append({**NEVER, "id": name, **keys})

    def cue(self, name: str, **keys: Any) -> None:
        """Add a context cue."""
        self.context["cues"].append({"id": name, "means": "a test", **keys})

    def write(self) -> Path:
        """Write everything; gives the folder."""
        self.path.mkdir(exist_ok=True)
        everything = {**self.files, "_slots": self.slots, "_context": self.context}
        for name, data in everything.items():
            text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
            (self.path / f"{name}.yml").write_text(text, encoding="utf-8")
        return self.path
