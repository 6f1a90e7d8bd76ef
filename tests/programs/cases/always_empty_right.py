import time
from multiprocessing import Process, Queue


def index(pages, lines):
    for page in iter(pages.get, None):
        time.sleep(0.05)
        lines.put("%s: 3 words" % page)
    lines.put(None)


def write(lines, count):
    while count:
        count -= lines.get() is None


def main():
    pages, lines = Queue(), Queue()
    indexers = [Process(target=index, args=(pages, lines), name="indexer-%d" % n) for n in range(3)]
    writer = Process(target=write, args=(lines, len(indexers)), name="writer")
    for p in (*indexers, writer):
        p.start()
    for number in range(60):
        pages.put("page %d" % number)
    for _ in indexers:
        pages.put(None)
    for p in (*indexers, writer):
        p.join()


if __name__ == "__main__":
    main()
