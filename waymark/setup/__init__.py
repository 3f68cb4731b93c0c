"""From an installed Waymark to one that can serve: each step once, named, timed, repeatable."""
