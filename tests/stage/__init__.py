"""The stage, piece by piece, without a run."""
