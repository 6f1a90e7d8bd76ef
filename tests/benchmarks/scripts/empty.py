"""Imports what the other scripts import and does nothing: what is left is the cost of starting."""

import multiprocessing

if __name__ == "__main__":
    multiprocessing.get_start_method()
