"""Scripts of the user's own: opening, remembering, watching and setting them up."""
