"""Stand-ins for services of other people, spoken to over real HTTP on the loopback address."""
