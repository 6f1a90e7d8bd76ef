"""What watching costs, and whether the window keeps up: `python -m tests.benchmarks [--smoke] [names]`."""
