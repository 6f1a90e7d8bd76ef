"""What is watched, one file each."""
