"""Widgets that know nothing of a run."""
