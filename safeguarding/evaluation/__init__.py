"""Measuring the screen: labelled messages in, figures out. No figure ever holds a message's words."""
