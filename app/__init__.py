"""Procession: see what Python processes are really doing."""

__version__ = "0.1.0"
