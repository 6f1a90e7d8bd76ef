"""Whole programs: real scripts, run through the command line as a person runs them."""
