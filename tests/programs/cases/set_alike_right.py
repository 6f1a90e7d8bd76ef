import os
from multiprocessing import Pool, Process

CONFIG = {}
LEVEL = 0
limits = None
paths = []
home = ""


def load():
    global CONFIG
    CONFIG = {"pid": str(os.getpid())}


def read_limits():
    global limits
    limits = [os.getpid() + 0.5]


def find_home():
    global home
    home = f"/home/{os.getpid()}"


def prepare():
    find_home()


def setup():
    read_limits()
    prepare()


def child():
    load()
    setup()
    show()


def show():
    print(CONFIG["pid"] != "", len(limits), LEVEL, home != "")


def set_level(level):
    global LEVEL
    LEVEL = level


def check(n):
    if not LEVEL:
        set_level(5)
    return price(n)


def price(n):
    return n * LEVEL


def start_one():
    worker = Process(target=child, name="w")
    worker.start()
    worker.join()


def main():
    global paths
    load()
    start_one()
    setup()
    print(CONFIG["pid"] == str(os.getpid()), limits, home)


def pooled():
    set_level(2)
    with Pool(2, initializer=load) as pool:
        results = pool.map(check, range(4))
    print(sum(results) > 0, LEVEL, price(1))


if __name__ == "__main__":
    main()
    pooled()
