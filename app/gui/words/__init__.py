"""States and messages of a run, in words."""
