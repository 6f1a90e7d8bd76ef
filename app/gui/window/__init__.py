"""The main window: its parts, and what concerns all of them."""
