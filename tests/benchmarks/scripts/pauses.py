"""Takes a lock now and then, and does nothing in between.

Arguments: how often, seconds.
"""

import sys
import time
from multiprocessing import Lock

if __name__ == "__main__":
    times, pause_s = int(sys.argv[1]), float(sys.argv[2])
    lock = Lock()
    for _ in range(times):
        with lock:
            pass
        time.sleep(pause_s)
