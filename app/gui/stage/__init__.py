"""The drawing of a run: cards of processes, locks, shared values, and queues as buffers."""
