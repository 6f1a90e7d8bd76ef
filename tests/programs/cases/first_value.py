import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool, Process

LEVEL = 0
LIMITS = {"size": 1}
names = []
rate = 1.0


def configure(level):
    global LEVEL
    LEVEL = level


def work():
    print("level", LEVEL)
    if len(sys.argv) > 5:
        print(LIMITS, len(names))


def price(n):
    return n * rate


def main():
    global rate
    configure(5)
    LIMITS["size"] = 3
    names.append("a")
    p = Process(target=work, name="w")
    p.start()
    p.join()
    with Pool(2) as pool:
        rate = 1.5
        print(pool.map(price, range(4)))


if __name__ == "__main__":
    main()
    with ProcessPoolExecutor(2) as executor:
        list(executor.map(price, range(2)))
        rate = 3.0
        print(list(executor.map(price, range(4))))
