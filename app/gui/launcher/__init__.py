"""Choosing what to run: scenarios, their parameters, the user's own scripts."""
