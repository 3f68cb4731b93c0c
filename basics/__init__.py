"""The ground floor: errors, the clock, content files and the fixed vocabulary. Imports nothing of ours."""
