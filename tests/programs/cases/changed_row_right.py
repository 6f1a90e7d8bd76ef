from multiprocessing import Process, Queue


class Tag:
    def __init__(self, name):
        self.name = name

    def __reduce__(self):
        return str, (self.name,)


def produce(rows):
    words = []
    for number in range(20):
        words.append(number)
        rows.put({"number": number, "words": list(words)})
        rows.put([{"a", "b", "c", str(number)}, 1.5, (number,)])
        rows.put([Tag("x")])
        rows.put(set("abcdefghijklmnopq"))
    rows.put(None)


def main():
    rows = Queue()
    p = Process(target=produce, args=(rows,), name="producer")
    p.start()
    print(len(list(iter(rows.get, None))))
    p.join()


if __name__ == "__main__":
    main()
