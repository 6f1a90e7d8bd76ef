"""What the rules find, and what they do not."""
