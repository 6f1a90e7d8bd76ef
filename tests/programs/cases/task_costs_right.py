import time
from multiprocessing import Pool


def length(count):
    time.sleep(0.1)
    return len("x" * count)


def main():
    with Pool(2) as pool:
        print(sum(pool.map(length, [40_000_000] * 16, chunksize=1)))


if __name__ == "__main__":
    main()
