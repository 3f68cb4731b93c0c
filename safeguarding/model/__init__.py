"""The statistical model: what it learns from, how it is fitted, and how it reads a message."""
