from multiprocessing import Process, Queue


def produce(rows):
    row = {"number": 0}
    for number in range(2000):
        row["number"] = number
        rows.put(row)
    rows.put(None)


def main():
    rows = Queue()
    p = Process(target=produce, args=(rows,), name="producer")
    p.start()
    print([row["number"] for row in iter(rows.get, None)])
    p.join()


if __name__ == "__main__":
    main()
