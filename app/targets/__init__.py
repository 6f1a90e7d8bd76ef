"""What can be run: scenarios and scripts, their parameters, the interpreter."""
