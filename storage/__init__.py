"""What is kept: engine and sessions, encrypted columns, conversations, inbox, outbox, migrations."""
