"""A daemon process (守护进程) ends when the code of the main process ends."""

import time
from multiprocessing import Process

DAEMON = True       # is f1 a daemon?
F1_SECONDS = 3.0
F2_SECONDS = 5.0
MAIN_SECONDS = 1.0  # how long main has something to do itself


def f1():
    time.sleep(F1_SECONDS)
    print('xxxx')


def f2():
    time.sleep(F2_SECONDS)
    print('普通子进程的代码')


if __name__ == '__main__':
    p = Process(target=f1, name='f1')
    p.daemon = DAEMON  # has to be set before start()
    p.start()

    p2 = Process(target=f2, name='f2')
    p2.start()

    time.sleep(MAIN_SECONDS)
    print('主进程结束')
    # Here main's code ends, and with it every daemon (守护进程跟着结束).
    # For f2, an ordinary child, the main process still waits.
