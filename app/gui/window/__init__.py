"""The main window: its parts, and what goes through all of them."""
