"""Whole conversations over real HTTP, on the real rooms."""
