"""Places, topics and what was sent where."""
