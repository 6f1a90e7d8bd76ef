"""The tests: most feed events and read state, some run whole scripts, a few click in a window."""
