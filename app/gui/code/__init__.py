"""The script's source, and where its processes are in it."""
