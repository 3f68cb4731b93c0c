"""Risk: what was said that sounds unsafe, the case it opens, and who is told."""
