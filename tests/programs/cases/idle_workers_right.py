import time
from multiprocessing import Pool


def resize(number):
    time.sleep(0.3)
    return number


def main():
    with Pool(4) as pool:
        print(sum(pool.map(resize, range(16), chunksize=1)))


if __name__ == "__main__":
    main()
