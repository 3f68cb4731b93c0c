"""The web channel: the chat page, the JSON API behind it and its live events."""
