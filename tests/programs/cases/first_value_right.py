import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool, Process

LEVEL = 0
FOLDER = os.path.dirname(os.path.abspath(__file__))
CPU = os.cpu_count() or 1
stamp = os.getpid()
names = []
cache = {}
started = 0
rate = 1.0
mode = ""
width = 0


def configure(level):
    global LEVEL
    LEVEL = level


def load():
    global cache
    cache = {"by": os.getpid()}


def work(level):
    configure(level)
    load()
    print("level", LEVEL, len(FOLDER) > 0, CPU > 0, stamp > 0, len(cache))


def log(text):
    names.append(text)
    print(len(names), text)


def talk():
    log("child")


def set_rate(new):
    global rate
    rate = new


def price(n):
    return n * rate


class Worker(Process):
    def __init__(self, mode):
        super().__init__()
        self.mode = mode

    def take_over(self):
        global mode
        mode = self.mode

    def run(self):
        self.take_over()
        print("mode", mode)


def fill(given):
    globals().update(given)


def area(n):
    return n * width


def start(target, *args):
    global started
    started += 1
    p = Process(target=target, args=args, name=f"w{started}")
    p.start()
    p.join()


def main():
    global mode, width
    mode, width = "main", 2
    worker = Worker("child")
    worker.start()
    worker.join()
    with Pool(2, initializer=fill, initargs=({"width": 7},)) as pool:
        print(pool.map(area, range(3)), width)
    configure(5)
    load()
    log("main")
    start(work, LEVEL)
    start(talk)
    set_rate(2.0)
    with Pool(2, initializer=set_rate, initargs=(1.5,)) as pool:
        print(pool.map(price, range(4)))
    with ProcessPoolExecutor(2, initializer=set_rate, initargs=(rate,)) as executor:
        print(list(executor.map(price, range(4))), rate)


if __name__ == "__main__":
    main()
