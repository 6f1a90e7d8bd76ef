"""What is wrong with a run, one rule a file."""
