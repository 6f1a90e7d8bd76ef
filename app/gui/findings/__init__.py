"""What is wrong with the run: when it is asked for, and how it is shown."""
