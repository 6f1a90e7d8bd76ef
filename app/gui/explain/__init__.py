"""The explanation of what is chosen."""
