"""The built-in scenarios, each as a whole program."""
