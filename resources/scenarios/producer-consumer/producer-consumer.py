"""Producer and consumer (生产者消费者模型) with a queue between them."""

import time
from multiprocessing import Process, Queue

SIZE = 30             # places in the queue
ITEMS = 10
PRODUCER_PAUSE = 0.2  # seconds to make one 包子
CONSUMER_PAUSE = 0.5  # seconds before the next one is eaten


def producer(q):
    for i in range(ITEMS):
        time.sleep(PRODUCER_PAUSE)
        s = '大包子%s号' % i
        print(s + '新鲜出炉')
        q.put(s)   # waits while the queue is full
    q.put(None)    # the sentinel: nothing more will come


def consumer(q):
    while True:
        time.sleep(CONSUMER_PAUSE)
        baozi = q.get()  # waits while the queue is empty
        if baozi is None:
            break
        print(baozi + '被吃了')


if __name__ == '__main__':
    q = Queue(SIZE)
    pro_p = Process(target=producer, args=(q,), name='producer')
    con_p = Process(target=consumer, args=(q,), name='consumer')
    pro_p.start()
    con_p.start()

    pro_p.join()
    con_p.join()
    print('主进程结束')
