"""The flow engine, the flows, and what a conversation has learned. Pure: no I/O, no clock of its own."""
