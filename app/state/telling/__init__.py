"""The state in words."""
