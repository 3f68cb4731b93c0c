"""The banner over every staff page while screening has a fault."""

from __future__ import annotations

from console.deps import ConsoleDeps
from console.times import local_moment
from console.words import Words
from safeguarding.alarm import Kind


def banner(deps: ConsoleDeps, words: Words) -> str:
    """What staff have to know of faults in screening; empty where there is none."""
    faults = deps.faults()
    if not faults:
        return ""
    layers = " and ".join(dict.fromkeys(words.label("layers", fault.layer) for fault in faults))
    since = local_moment(faults[0].since, deps.clock.now(), deps.zone)
    not_loaded = any(fault.kind is Kind.LOAD for fault in faults)
    code = "screening_down" if not_loaded else "screening_faults"
    return words.field(code, layers=layers, since=since)


def with_banner(version: str, deps: ConsoleDeps) -> str:
    """``version`` of a live page, other while there are faults, so that the banner comes and goes by
    itself."""
    faults = deps.faults()
    return f"{version}-{'-'.join(sorted({fault.layer for fault in faults}))}" if faults else version
