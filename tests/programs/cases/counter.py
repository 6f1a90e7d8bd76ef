from multiprocessing import Process, Value


def count(total):
    for _ in range(3000):
        total.value += 1


if __name__ == "__main__":
    total = Value("i", 0)
    counters = [Process(target=count, args=(total,), name=f"c{n}") for n in range(3)]
    for p in counters:
        p.start()
    for p in counters:
        p.join()
    print(total.value)
