"""How the probe gets into a process, and how it is tied to the run."""
