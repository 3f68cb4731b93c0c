"""Measurements of speed, each beside a rival in the same run. ``make bench`` writes docs/bench.md."""
