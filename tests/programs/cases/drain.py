import time
from multiprocessing import Process, Queue


def work(n, results):
    time.sleep(0.2)
    results.put(n * n)


def main():
    results = Queue()
    ps = [Process(target=work, args=(n, results), name=f"w{n}") for n in range(3)]
    for p in ps:
        p.start()
    found = []
    while not results.empty():
        found.append(results.get())
    for p in ps:
        p.join()
    print(found)


if __name__ == "__main__":
    main()
