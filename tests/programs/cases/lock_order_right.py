import time
from multiprocessing import Lock, Process


def use(first, second, gate):
    with gate, first, second:
        time.sleep(0.01)


def plain(first, second):
    with first, second:
        time.sleep(0.01)


def polite(first, second):
    while True:
        with first:
            if second.acquire(timeout=0.2):
                second.release()
                return


if __name__ == "__main__":
    a, b, c, d, gate = Lock(), Lock(), Lock(), Lock(), Lock()
    with a, b:
        pass
    ps = [
        Process(target=use, args=(a, b, gate), name="u1"),
        Process(target=use, args=(b, a, gate), name="u2"),
    ]
    for p in ps:
        p.start()
    for p in ps:
        p.join()
    for pair in ((c, d), (d, c)):
        p = Process(target=plain, args=pair)
        p.start()
        p.join()
    e, f = Lock(), Lock()
    ps = [Process(target=polite, args=(e, f)), Process(target=plain, args=(f, e))]
    for p in ps:
        p.start()
    for p in ps:
        p.join()
