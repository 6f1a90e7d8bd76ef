import time
from multiprocessing import Pool


def pages(number):
    time.sleep(0.1)  # the picture is opened where it is needed
    return number % 5


def main():
    with Pool(2) as pool:
        print(sum(pool.map(pages, range(24), chunksize=1)))


if __name__ == "__main__":
    main()
