import time
from multiprocessing import Process, Queue


def read(pages):
    for number in range(60):
        pages.put("page %d" % number)
    pages.put(None)


def convert(pages):
    for _ in iter(pages.get, None):
        time.sleep(0.03)


def main():
    pages = Queue(4)
    reader = Process(target=read, args=(pages,), name="reader")
    converter = Process(target=convert, args=(pages,), name="converter")
    reader.start()
    converter.start()
    reader.join()
    converter.join()


if __name__ == "__main__":
    main()
