"""A run in other forms, one file each."""
