"""What the stage says."""
