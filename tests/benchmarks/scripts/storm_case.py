"""One kind of work for the workers of `storm.py`."""


class Case:
    """What each of them is unless it says otherwise: nothing shared, nothing of one's own, nothing left."""

    daemon = True

    def __init__(self, pause_s=0.05):
        self.pause_s = pause_s  # the longest one between two kills

    def shared(self, context):
        return ()

    def own(self, context, serial):
        return ()

    def others(self, shared):
        """Who else is to be killed."""
        return []

    def left(self, shared):
        return {}

    def end(self, shared):
        """When all workers of the round are dead."""


def is_free(lock):
    """Whether a lock can be had; waits so long that whoever died with it is found out."""
    free = lock.acquire(timeout=2.0)
    if free:
        lock.release()
    return free
