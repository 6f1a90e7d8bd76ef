"""A queue by hand: each line of standard input is a command for it."""

import queue
import sys
from multiprocessing import Pipe, Process, Queue

SIZE = 10

FOR_PRODUCER = ('put', 'put_nowait', 'full')
FOR_CONSUMER = ('get', 'get_nowait', 'qsize', 'empty')


def producer(q, orders):
    number = 0
    for command in commands(orders):
        if command == 'full':
            print('full ->', q.full())
            continue
        s = '大包子%s号' % number
        try:
            if command == 'put':
                q.put(s)         # waits while q is full
            else:
                q.put_nowait(s)  # does not wait, raises queue.Full
            print(command, '->', s, 'is in the queue')
            number += 1
        except queue.Full:
            print(command, '-> queue.Full')


def consumer(q, orders):
    for command in commands(orders):
        try:
            if command == 'get':
                print('get ->', q.get())  # waits while q is empty
            elif command == 'get_nowait':
                print('get_nowait ->', q.get_nowait())
            elif command == 'qsize':
                print('qsize ->', q.qsize())
            else:
                print('empty ->', q.empty())
        except queue.Empty:
            print(command, '-> queue.Empty')


def commands(orders):
    """What main orders, one by one, until it orders to quit."""
    while True:
        orders.send('ready')
        command = orders.recv()
        if command == 'quit':
            return
        yield command


def start(target, q):
    orders, worker_end = Pipe()
    p = Process(target=target, args=(q, worker_end),
                name=target.__name__, daemon=True)
    p.start()
    worker_end.close()  # the worker alone has it now: main sees it end
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
    pro_p, pro_orders = start(producer, q)
    con_p, con_orders = start(consumer, q)
    pro_orders.poll(None)  # until it is ready
    con_orders.poll(None)

    help_text = 'Commands: %s, quit' % ', '.join(FOR_PRODUCER + FOR_CONSUMER)
    if sys.stdin.isatty():
        print(help_text)

    for line in sys.stdin:
        command = line.strip()
        if command in FOR_PRODUCER:
            order(command, pro_p, pro_orders)
        elif command in FOR_CONSUMER:
            order(command, con_p, con_orders)
        elif command == 'quit':
            break
        elif command:
            print(help_text)

    for p, orders in (pro_p, pro_orders), (con_p, con_orders):
        if not order('quit', p, orders):
            print('terminate', p.name)
            p.terminate()
        p.join()
