"""What can go wrong in and around a run, and what is shown of it then."""
