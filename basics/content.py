"""Content files: YAML read with line numbers and held to a JSON Schema.

Words, rules, contacts and flows are data. A mistake in one of them must be named by file and line,
before the service starts, not met by a young person.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from basics.errors import WaymarkError


class ContentError(WaymarkError):
    """A content file cannot be used. The message names the file, the line and what is wrong."""

    code = "content_error"


def load_yaml(path: Path, schema: Mapping[str, Any] | None = None) -> Any:
    """Read one YAML file; duplicate keys and schema violations raise :class:`ContentError`."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as problem:
        raise ContentError(f"{path.name}: cannot be read ({problem.strerror}).") from problem
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        if node is not None:
            _refuse_duplicate_keys(path, node)
        data = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        reason = getattr(problem, "problem", None) or "not valid YAML"
        raise ContentError(f"{path.name}{where}: {reason}.") from problem
    if schema is not None:
        check_schema(path, data, schema, node)
    return data


def check_schema(
    path: Path, data: Any, schema: Mapping[str, Any], node: yaml.Node | None = None
) -> None:
    """Raise :class:`ContentError` for the first place where ``data`` breaks ``schema``."""
    validator = jsonschema.Draft202012Validator(dict(schema))
    problem = jsonschema.exceptions.best_match(validator.iter_errors(data))
    if problem is None:
        return
    keys = list(problem.absolute_path)
    line = line_of(node, keys)
    where = f", line {line}" if line else ""
    at = " > ".join(str(key) for key in keys) or "top level"
    raise ContentError(f"{path.name}{where}: at {at}: {problem.message}.")


def line_of(node: yaml.Node | None, keys: list[Any]) -> int | None:
    """The 1-based line at which ``keys`` leads to in a composed YAML document."""
    if node is None:
        return None
    for key in keys:
        child = _child(node, key)
        if child is None:
            break
        node = child
    return int(node.start_mark.line) + 1


def _child(node: yaml.Node, key: Any) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == str(key):
                return value if isinstance(value, yaml.Node) else None
    elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        child = node.value[key]
        return child if isinstance(child, yaml.Node) else None
    return None


def _refuse_duplicate_keys(path: Path, node: yaml.Node) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for name, value in node.value:
            if name.value in seen:
                line = name.start_mark.line + 1
                raise ContentError(
                    f"{path.name}, line {line}: the key “{name.value}” is there twice."
                )
            seen.add(name.value)
            _refuse_duplicate_keys(path, value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _refuse_duplicate_keys(path, value)
