import time
from multiprocessing import Barrier, Process, Queue


def fetch(pages, ready, readers):
    ready.wait()
    for number in range(50):
        time.sleep(0.04)
        pages.put("page %d" % number)
    for _ in range(readers):
        pages.put(None)


def index(pages, ready):
    ready.wait()
    for _ in iter(pages.get, None):
        time.sleep(0.002)


def main():
    pages, ready = Queue(), Barrier(4)
    fetcher = Process(target=fetch, args=(pages, ready, 3), name="fetcher")
    indexers = [Process(target=index, args=(pages, ready), name="indexer-%d" % n) for n in range(3)]
    for p in (*indexers, fetcher):
        p.start()
    for p in (*indexers, fetcher):
        p.join()


if __name__ == "__main__":
    main()
