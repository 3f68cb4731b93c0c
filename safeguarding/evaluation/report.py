"""The figures as plain data, which JSON can hold and both readable reports are made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from basics.vocabulary import vocabulary
from safeguarding.assessment import Tier
from safeguarding.evaluation.gates import Judged
from safeguarding.evaluation.intervals import Share
from safeguarding.evaluation.measures import (
    MEASURES,
    Count,
    Outcome,
    counted,
    false_alarms,
    harmless,
    missed,
    risk,
)
from safeguarding.evaluation.message import GATE, RISK, UNSORTED, Message
from safeguarding.evaluation.noise import Noisy
from safeguarding.evaluation.picks import NOT_GIVEN, tier_name
from safeguarding.evaluation.run import Evaluation
from safeguarding.model.lines import KINDS

_TIERS = [*(str(tier) for tier in Tier if tier is not Tier.NONE), NOT_GIVEN]


def report(
    found: Evaluation,
    on: date,
    *,
    ids: bool = False,
    sampled: bool = False,
    trained: Sequence[Message] = (),
) -> dict[str, Any]:
    """Everything measured. Shares are 0 to 1, with ``low`` and ``high`` of their 95% interval; so are
    the figures of gates whose ``unit`` is ``share`` or ``per_1000``. Times are milliseconds.

    ``ids``: with the ids of misses and false alarms; a message's words never. ``sampled``: only some
    of the messages were taken. ``trained``: those that the model learned from as well.
    """
    outcomes = found.outcomes
    at_risk = risk(outcomes)
    data: dict[str, Any] = {
        "measured": {
            "on": on.isoformat(),
            "with": found.name,
            "messages": len(outcomes),
            "risk": len(at_risk),
            "harmless": len(harmless(outcomes)),
            "broken": len(found.broken),
            "failed": found.failed,
            "sampled": sampled,
            "trained": len(trained),
            "trained_risk": sum(message.kind == RISK for message in trained),
        },
        "gates": [_gate(judged) for judged in found.gates],
        "risk": _recall(Count.of(at_risk)),
        "tiers": _tiers(at_risk),
        "categories": _categories(at_risk),
        "false_alarms": _false_alarms(outcomes),
        "confusion": _confusion(outcomes),
        "groups": _groups(outcomes),
        "files": _files(outcomes),
        "noise": [_noise(noisy) for noisy in found.noisy],
        "speed": {
            name: {"p50_ms": each.p50_ms, "p95_ms": each.p95_ms, "long_ms": each.long_ms}
            for name, each in found.speeds.items()
        },
    }
    if ids:
        data["ids"] = _ids(outcomes)
    return data


def _gate(judged: Judged) -> dict[str, Any]:
    gate = judged.gate
    return {
        "id": gate.id,
        "title": gate.title,
        "source": gate.source,
        "unit": gate.unit,
        gate.limit.name: gate.limit.value,
        "state": str(judged.state),
        "lines": judged.lines,
        "value": judged.value,
        "interval": list(judged.interval) if judged.interval else None,
        "parts": [
            {"name": part.name, "state": str(part.state), "lines": part.lines, "value": part.value}
            for part in judged.parts
        ],
    }


def _recall(count: Count) -> dict[str, Any]:
    shares = {name: _share(count.share(name)) for name in MEASURES}
    return {"lines": count.lines, **shares, "named": _share(count.share("named"))}


def _share(found: Share) -> dict[str, Any]:
    low, high = found.interval
    return {
        "hits": found.hits,
        "lines": found.lines,
        "share": found.value,
        "low": low,
        "high": high,
    }


def _tiers(at_risk: Sequence[Outcome]) -> list[dict[str, Any]]:
    counts = counted(at_risk, _tier)
    return [{"tier": tier, **_recall(counts[tier])} for tier in _TIERS if tier in counts]


def _categories(at_risk: Sequence[Outcome]) -> list[dict[str, Any]]:
    groups: dict[str, list[Outcome]] = {name: [] for name in vocabulary().risk_categories}
    for outcome in at_risk:
        groups.setdefault(outcome.message.category or NOT_GIVEN, []).append(outcome)
    return [
        {"category": name, **_recall(Count.of(group)), "tiers": _tiers(group)}
        for name, group in groups.items()
        if group
    ]


def _false_alarms(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    counts = counted(harmless(outcomes), lambda outcome: outcome.message.kind)
    return [
        {
            "kind": kind,
            "lines": counts[kind].lines,
            "found": _share(counts[kind].share("found")),
            "calls_a_person": _share(counts[kind].share("calls_a_person")),
        }
        for kind in (*KINDS, UNSORTED)
        if kind in counts
    ]


def _confusion(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    counts = counted([each for each in outcomes if each.message.kind != GATE], _tier)
    return [
        {"labelled": tier, "given": {str(given): counts[tier].given[given] for given in Tier}}
        for tier in (*_TIERS, str(Tier.NONE))
        if tier in counts
    ]


def _groups(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    gates = [outcome for outcome in outcomes if outcome.message.kind == GATE]
    counts = counted(gates, lambda outcome: outcome.message.group or NOT_GIVEN)
    return [
        {
            "group": name,
            "lines": count.lines,
            "found": _share(count.share("found")),
            "calls_a_person": _share(count.share("calls_a_person")),
        }
        for name, count in counts.items()
    ]


def _files(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    names = dict.fromkeys(outcome.message.file for outcome in outcomes)
    at_risk = counted(risk(outcomes), lambda outcome: outcome.message.file)
    quiet = counted(harmless(outcomes), lambda outcome: outcome.message.file)
    return [
        {
            "file": name,
            "caught": _share(at_risk.get(name, Count()).share("caught")),
            "false_calls": _share(quiet.get(name, Count()).share("calls_a_person")),
        }
        for name in names
    ]


def _noise(noisy: Noisy) -> dict[str, Any]:
    return {
        "kind": noisy.kind,
        "lines": noisy.lines,
        **{name: _share(Count.of(noisy.noisy).share(name)) for name in MEASURES},
        "points_lower": {name: noisy.points_lower(name) for name in MEASURES},
    }


def _ids(outcomes: Sequence[Outcome]) -> dict[str, list[str]]:
    lost, alarms = missed(outcomes), false_alarms(outcomes)
    return {
        "missed": _names(outcome for outcome in lost if not outcome.found),
        "too_low": _names(outcome for outcome in lost if outcome.found),
        "false_calls": _names(outcome for outcome in alarms if outcome.calls_a_person),
        "false_concerns": _names(outcome for outcome in alarms if not outcome.calls_a_person),
    }


def _names(outcomes: Iterable[Outcome]) -> list[str]:
    return [outcome.message.id for outcome in outcomes]


def _tier(outcome: Outcome) -> str:
    return tier_name(outcome.message.tier)
