"""The command line: `procession` and its commands, without a window."""
