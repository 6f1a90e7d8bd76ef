"""What the records of each family of objects do to the state."""
