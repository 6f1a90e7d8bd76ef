"""The one base class of the program's own errors: what happened, and what to try."""


class ProcessionError(Exception):
    """An error that a person can act on; its text is one complete sentence for that person."""
