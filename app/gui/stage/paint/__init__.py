"""Draws what stands on the stage."""
