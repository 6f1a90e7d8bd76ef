from multiprocessing import Process


def check(number):
    assert number >= 0


def main():
    for number in range(12):
        p = Process(target=check, args=(number,), name="check-%d" % number)
        p.start()
        p.join()


if __name__ == "__main__":
    main()
