"""What crosses a process's border."""
