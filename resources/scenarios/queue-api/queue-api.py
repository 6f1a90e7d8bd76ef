"""A queue by hand: each line of standard input is a command for it."""

import queue
import sys
from itertools import count
from multiprocessing import Pipe, Process, Queue

SIZE = 10


def producer(q, orders):
    baozi = ('大包子%s号' % i for i in count())
    orders.send('ready')
    for command in iter(orders.recv, 'quit'):
        try:
            if command == 'put':
                result = q.put(next(baozi))         # waits while q is full
            elif command == 'put_nowait':
                result = q.put_nowait(next(baozi))  # raises queue.Full
            else:
                result = q.full()
        except queue.Full:
            result = 'queue.Full'
        print(command, '->', result)
        orders.send('ready')


def consumer(q, orders):
    orders.send('ready')
    for command in iter(orders.recv, 'quit'):
        try:
            if command == 'get':
                result = q.get()         # waits while q is empty
            elif command == 'get_nowait':
                result = q.get_nowait()  # raises queue.Empty
            elif command == 'qsize':
                result = q.qsize()
            else:
                result = q.empty()
        except queue.Empty:
            result = 'queue.Empty'
        print(command, '->', result)
        orders.send('ready')


def start(target, q):
    orders, worker_end = Pipe()
    p = Process(target=target, args=(q, worker_end),
                name=target.__name__, daemon=True)
    p.start()
    worker_end.close()  # only the worker has it now: main sees it end
    orders.poll(None)   # until it is ready
    return p, orders


def order(command, p, orders):
    """Hand a command to p; False if p is still busy with the last one."""
    if not orders.poll():
        print(p.name, 'is still waiting in its last call')
        return False
    try:
        orders.recv()  # 'ready'
        orders.send(command)
        if not orders.poll(0.5):
            print(p.name, 'has to wait in', command)
    except (EOFError, OSError):
        print(p.name, 'has ended')
    return True


if __name__ == '__main__':
    q = Queue(SIZE)
    pro = start(producer, q)
    con = start(consumer, q)
    if sys.stdin.isatty():
        print('put, put_nowait, full, get, get_nowait, qsize, empty, quit?')

    for line in sys.stdin:
        command = line.strip()
        if command in ('put', 'put_nowait', 'full'):
            order(command, *pro)
        elif command in ('get', 'get_nowait', 'qsize', 'empty'):
            order(command, *con)
        elif command == 'quit':
            break
        else:
            print('unknown command:', command)

    for p, orders in pro, con:
        if not order('quit', p, orders):
            print('terminate', p.name)
            p.terminate()
        p.join()
