import time
from multiprocessing import Pool


class Scan:
    def __init__(self, number):
        self.number = number

    def __getstate__(self):
        time.sleep(0.1)  # a picture, packed for the journey
        return {"number": self.number}


def pages(scan):
    return scan.number % 5


def main():
    scans = [Scan(number) for number in range(24)]
    with Pool(2) as pool:
        print(sum(pool.map(pages, scans, chunksize=1)))


if __name__ == "__main__":
    main()
