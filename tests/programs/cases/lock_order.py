import time
from multiprocessing import Lock, Process


def move(source, target, delay):
    time.sleep(delay)
    with source, target:
        time.sleep(0.05)


def back(lock_b, lock_a):
    time.sleep(0.3)
    with lock_b, lock_a:
        time.sleep(0.05)
    time.sleep(1)


if __name__ == "__main__":
    savings, giro = Lock(), Lock()
    ps = [
        Process(target=back, args=(giro, savings), name="back"),
        Process(target=move, args=(savings, giro, 1.5), name="forth"),
    ]
    with savings, giro:
        pass
    ps[0].start()
    ps[1].start()
    for p in ps:
        p.join()
