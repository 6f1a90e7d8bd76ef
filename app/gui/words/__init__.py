"""The words for states and messages of a run."""
