"""Writes what happened into this process's log."""
