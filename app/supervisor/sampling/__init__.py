"""Stacks sampled from outside: what the processes do that no record explains."""
