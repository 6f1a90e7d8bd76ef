"""Copying and saving what is shown."""
