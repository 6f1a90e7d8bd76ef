"""The explanation of the chosen scenario or script."""
