import os
from multiprocessing import Process

results = None
best = 0
names = []


def reset():
    global results, names
    results = [0]
    names = []


def keep(value):
    global best
    best = value


def child():
    reset()
    results.append(os.getpid())
    names.append("a")
    found()


def found():
    keep(7)


def main():
    reset()
    worker = Process(target=child, name="w")
    worker.start()
    worker.join()
    print(results, best, len(names))


if __name__ == "__main__":
    main()
