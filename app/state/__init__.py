"""What the run looks like now: a pure fold over frames; no Qt, no I/O."""
