"""Reading other people's lists of services: one module a format, one report for all."""
