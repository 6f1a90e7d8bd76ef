import time
from multiprocessing import Process

time.sleep(0.15)  # as the import of a large package takes


def check(number):
    assert number >= 0


def main():
    for number in range(12):
        p = Process(target=check, args=(number,), name="check-%d" % number)
        p.start()
        p.join()


if __name__ == "__main__":
    main()
