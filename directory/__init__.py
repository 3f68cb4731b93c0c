"""Services: what there is, where, when, for whom, at what cost, and how sure we are of it."""
