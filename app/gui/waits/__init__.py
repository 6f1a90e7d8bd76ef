"""The table of the waits."""
