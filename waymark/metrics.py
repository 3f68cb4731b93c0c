"""Numbers for Prometheus: how much, how fast, how long people wait. Never who or what."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """The metrics of one process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.turns = Counter(
            "waymark_turns", "Messages answered", ["channel"], registry=self.registry
        )
        self.turn_seconds = Histogram(
            "waymark_turn_seconds",
            "From a message arriving to its answer being stored",
            ["channel"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.risk = Counter(
            "waymark_risk_messages",
            "Messages that screening raised",
            ["tier"],
            registry=self.registry,
        )
        self.screening_faults = Counter(
            "waymark_screening_faults",
            "Messages that could not be screened, and parts of the screen that could not be loaded",
            ["kind", "layer"],
            registry=self.registry,
        )
        self.screening_up = Gauge(
            "waymark_screening_up", "1 while no fault in screening stands", registry=self.registry
        )
        self.open_cases = Gauge(
            "waymark_open_cases", "Cases that nobody has claimed", ["tier"], registry=self.registry
        )
        self.oldest_case = Gauge(
            "waymark_oldest_open_case_seconds",
            "How long the longest-waiting unclaimed case has waited",
            registry=self.registry,
        )
        self.pending = Gauge(
            "waymark_pending_turns",
            "Messages accepted and not yet answered",
            registry=self.registry,
        )
        self.understanding_up = Gauge(
            "waymark_understanding_up", "1 while the NLU server answers", registry=self.registry
        )

    def page(self) -> bytes:
        """The text that Prometheus reads."""
        return generate_latest(self.registry)
