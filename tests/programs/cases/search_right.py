import time
from multiprocessing import Manager, Process, Value


def search(n, found, status, seen):
    for i in range(30):
        if found.value:
            break
        status["last"] = n
        seen["count"] = i
        time.sleep(0.002)
        if i == 10 + n and not found.value:
            found.value = 1
    print(status["last"])


if __name__ == "__main__":
    with Manager() as manager:
        found, status, seen = Value("i", 0), manager.dict(last=-1), manager.dict()
        ps = [Process(target=search, args=(n, found, status, seen), name=f"w{n}") for n in range(3)]
        [p.start() for p in ps]
        [p.join() for p in ps]
