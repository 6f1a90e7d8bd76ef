"""Tests of the fold: events in, state out."""
