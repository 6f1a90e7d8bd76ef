"""A run in other formats, one module each."""
