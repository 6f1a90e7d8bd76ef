import time
from multiprocessing import Process


def check(number):
    time.sleep(0.3)


def main():
    every = [Process(target=check, args=(number,), name="check-%d" % number) for number in range(4)]
    for p in every:
        p.start()
    for p in every:
        p.join()


if __name__ == "__main__":
    main()
