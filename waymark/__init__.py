"""Settings, wiring, command line and server: where the rooms are put together."""
