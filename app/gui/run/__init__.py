"""The window's hand on a run: its reader and its controller."""
