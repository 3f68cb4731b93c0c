"""The demo directory: made-up services for the six HeadStart areas, to try Waymark with."""
