"""What the stage says, and what a screen reader says of it."""
