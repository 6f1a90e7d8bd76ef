"""What is wrong with a run, one rule per file."""
