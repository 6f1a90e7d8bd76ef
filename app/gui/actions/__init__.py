"""Everything that can be done, each as one action, and what the menus are made of."""
