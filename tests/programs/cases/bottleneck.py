import time
from multiprocessing import Barrier, Lock, Process, Value


def label(lock, total, ready):
    ready.wait()
    for _ in range(12):
        with lock:
            time.sleep(0.025)
            total.value += 1


def main():
    printer, total, ready = Lock(), Value("i", 0), Barrier(4)
    workers = [Process(target=label, args=(printer, total, ready), name="label-%d" % n) for n in range(4)]
    for p in workers:
        p.start()
    for p in workers:
        p.join()
    print(total.value)


if __name__ == "__main__":
    main()
