"""What is run: the scenarios, their parameters, the user's own scripts."""
