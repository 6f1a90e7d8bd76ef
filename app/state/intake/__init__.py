"""Frames come in, events in the order of time go out."""
