"""What crosses a process's border, and nothing else."""
