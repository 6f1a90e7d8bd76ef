import time
from multiprocessing import Process, Queue


def read(pages, converters):
    for number in range(60):
        time.sleep(0.03)
        pages.put("page %d" % number)
    for _ in range(converters):
        pages.put(None)


def convert(pages):
    for _ in iter(pages.get, None):
        time.sleep(0.045)


def main():
    pages = Queue(4)
    reader = Process(target=read, args=(pages, 2), name="reader")
    converters = [Process(target=convert, args=(pages,), name="converter-%d" % n) for n in range(2)]
    reader.start()
    for p in converters:
        p.start()
    reader.join()
    for p in converters:
        p.join()


if __name__ == "__main__":
    main()
