from multiprocessing import Process

counts = {"a": 0}
seen = set()
level = 1
answer = ""


def note(word):
    counts[word] = counts.get(word, 0) + 1
    seen.add(word)


def work(words):
    global answer
    for word in words:
        note(word)
    answer = "ready"


class Worker(Process):
    def run(self):
        global level
        level += 1


def report():
    print(counts, seen, answer)


if __name__ == "__main__":
    p = Process(target=work, args=(["a", "b"],), name="counter")
    w = Worker(name="leveller")
    p.start()
    w.start()
    p.join()
    w.join()
    report()
    print(level)
