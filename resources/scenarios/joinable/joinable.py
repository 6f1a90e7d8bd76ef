"""A JoinableQueue knows when every item has been dealt with."""

import time
from multiprocessing import JoinableQueue, Process

SIZE = 30             # places in the queue
ITEMS = 10
PRODUCER_PAUSE = 0.2  # seconds to make one 包子
CONSUMER_PAUSE = 0.5  # seconds before the next one is eaten


def producer(q):
    for i in range(ITEMS):
        time.sleep(PRODUCER_PAUSE)
        s = '大包子%s号' % i
        print(s + '新鲜出炉')
        q.put(s)
    q.join()  # 等 task_done() 的次数和 put 的次数相同，才继续执行
    print('所有的任务都被处理了')


def consumer(q):
    while True:
        time.sleep(CONSUMER_PAUSE)
        baozi = q.get()
        print(baozi + '被吃了')
        q.task_done()  # 告诉队列：取出的这个任务已经处理完毕


if __name__ == '__main__':
    q = JoinableQueue(SIZE)
    pro_p = Process(target=producer, args=(q,), name='producer')
    con_p = Process(target=consumer, args=(q,), name='consumer')
    con_p.daemon = True  # its endless loop ends together with main
    pro_p.start()
    con_p.start()

    pro_p.join()
    print('主进程结束')
