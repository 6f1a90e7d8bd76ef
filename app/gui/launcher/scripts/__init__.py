"""The user's own scripts: opening, remembering, watching and configuring them."""
