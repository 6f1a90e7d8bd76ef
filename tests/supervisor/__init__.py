"""The supervisor, piece by piece, without a run."""
