"""Who is who: pid, name, is_alive() and terminate()."""

import os
import time
from multiprocessing import Process, current_process

TERMINATE = True       # False: main only waits, end the child yourself
TERMINATE_AFTER = 2.0  # seconds that main lets the child work
SECONDS = 30.0         # how long the child works if nobody ends it


def f1():
    print('child: pid', os.getpid(), 'name', current_process().name)
    time.sleep(SECONDS)
    print('child: finished, nobody has ended me')


if __name__ == '__main__':
    p = Process(target=f1)
    p.start()

    print('main: pid', os.getpid(), 'name', current_process().name)
    print('main: p.pid =', p.pid, 'p.name =', p.name)
    print('is_alive() after start():', p.is_alive())

    if TERMINATE:
        time.sleep(TERMINATE_AFTER)
        p.terminate()  # sends the signal SIGTERM, does not wait for it
        print('is_alive() right after terminate():', p.is_alive())

    p.join()  # waits until the child has really ended
    print('is_alive() after join():', p.is_alive())
    print('exitcode:', p.exitcode)  # -15: ended by signal 15, SIGTERM
