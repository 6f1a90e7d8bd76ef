"""Many processes sell tickets from one file, with and without a lock."""

import json
import time
from multiprocessing import Lock, Process

LOCKING = True
TICKETS = 5
BUYERS = 10
PAUSE = 0.1  # seconds between reading the file and writing it

FILE = 'tickets.json'


def read_tickets():
    with open(FILE) as f:
        return json.load(f)['tickets']


def write_tickets(tickets, mode='r+'):
    # 'r+': always 20 characters, over the old ones. 'w' would empty the
    # file first, and another process could read it in that moment.
    with open(FILE, mode) as f:
        f.write(json.dumps({'tickets': tickets}).ljust(20))


def buy(name):
    tickets = read_tickets()
    if tickets == 0:
        print(name, 'finds it sold out')
        return
    time.sleep(PAUSE)  # pays; without a lock others see the same ticket
    write_tickets(tickets - 1)
    print(name, 'has a ticket,', tickets - 1, 'left')


def f1(name, l2):
    if LOCKING:
        with l2:
            buy(name)
    else:
        buy(name)


if __name__ == '__main__':
    l2 = Lock()
    write_tickets(TICKETS, 'w')

    began = time.monotonic()
    p_list = []
    for i in range(BUYERS):
        name = 'buyer-%s' % i
        p = Process(target=f1, args=(name, l2), name=name)
        p.start()
        p_list.append(p)
    for p in p_list:
        p.join()
    elapsed = time.monotonic() - began

    print('tickets left: %s, should be %s'
          % (read_tickets(), max(0, TICKETS - BUYERS)))
    print('time: %.2f s' % elapsed)
