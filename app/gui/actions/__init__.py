"""Everything that the user can do, each as one action, and the menus made of them."""
