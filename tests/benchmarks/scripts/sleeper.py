"""One child that sleeps until it is terminated."""

import time
from multiprocessing import Process

if __name__ == "__main__":
    sleeper = Process(target=time.sleep, args=(60,), name="sleeper")
    sleeper.start()
    sleeper.join()
