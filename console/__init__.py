"""The staff console: the queue of cases, one case, and taking a conversation over."""
