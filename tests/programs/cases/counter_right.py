from multiprocessing import Barrier, Process, Value


def count(total, start):
    start.wait()
    for _ in range(5000):
        with total.get_lock():
            total.value += 1


if __name__ == "__main__":
    total, start = Value("i", 0), Barrier(3)
    counters = [Process(target=count, args=(total, start), name=f"c{n}") for n in range(3)]
    for p in counters:
        p.start()
    for p in counters:
        p.join()
    print(total.value)
