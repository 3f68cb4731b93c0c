"""The conversation: one turn, the channels that carry it, and what we say."""
