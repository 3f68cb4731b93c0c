"""The flow engine, the flows and the resilience model. Pure: no I/O, no clock of its own."""
