"""The program's own errors: the log of them, and how they are reported."""
