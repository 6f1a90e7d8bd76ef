"""Many processes change one Manager dict, with and without a lock."""

import time
from multiprocessing import Lock, Manager, Process

LOCKING = 'with'  # 'none', 'with' or 'acquire-release'
WORKERS = 10
PAUSE = 0.1       # seconds between reading num and writing it back


def subtract(m_d):
    tmp = m_d['num']
    tmp -= 1
    time.sleep(PAUSE)  # without a lock the others read the same num now
    m_d['num'] = tmp


def f1(m_d, l2):
    if LOCKING == 'with':
        with l2:
            subtract(m_d)
    elif LOCKING == 'acquire-release':
        l2.acquire()
        try:
            subtract(m_d)
        finally:
            l2.release()  # also after an error, or nobody else gets it
    else:
        subtract(m_d)


if __name__ == '__main__':
    m = Manager()
    l2 = Lock()
    m_d = m.dict({'num': 100})

    began = time.monotonic()
    p_list = []
    for i in range(WORKERS):
        p = Process(target=f1, args=(m_d, l2), name='worker-%s' % i)
        p.start()
        p_list.append(p)
    for p in p_list:
        p.join()
    elapsed = time.monotonic() - began

    print('num = %s, should be %s' % (m_d['num'], 100 - WORKERS))
    print('time: %.2f s' % elapsed)
