"""What the processes print, and what is typed to them."""
