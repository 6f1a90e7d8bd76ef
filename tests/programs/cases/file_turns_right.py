import json
import os
import tempfile
from multiprocessing import Lock, Pool, Process, Queue
from pathlib import Path


def count_up(path, lock):
    lock.acquire()
    try:
        count = int(Path(path).read_text())
        Path(path).write_text(str(count + 1))
    finally:
        lock.release()


def in_turns(path, inbox, outbox):
    inbox.get()
    text = Path(path).read_text()
    Path(path).write_text(text + "x")
    outbox.put(None)


def cached(path):
    try:
        with open(path) as file:
            return json.load(file)
    except OSError:
        pass
    with open(path, "w") as file:
        json.dump([3], file)
    return [3]


def append(path):
    with open(path) as file:
        first = file.readline()
    with open(path, "a") as file:
        file.write(first)


def own_part(n):
    path = f"{os.environ['PARTS']}/{n}"
    with open(path, "w") as file:
        file.write("1")
    with open(path) as file:
        total = int(file.read())
    with open(path, "w") as file:
        file.write(str(total))


def one_after_the_other(path):
    with open(path) as file:
        text = file.read()
    with open(path, "w") as file:
        file.write(text)


def run_all(target, *given):
    processes = [
        Process(target=target, args=args, name=f"{target.__name__}-{n}") for n, args in enumerate(given)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PARTS"] = folder
        count, votes = os.path.join(folder, "count.txt"), os.path.join(folder, "votes.json")
        Path(count).write_text("0")
        Path(votes).write_text("{}")
        lock, there, back = Lock(), Queue(), Queue()
        run_all(count_up, (count, lock), (count, lock))
        there.put(None)
        run_all(in_turns, (count, there, back), (count, back, there))
        there.get()
        run_all(cached, (votes,), (votes,))
        run_all(append, (count,), (count,))
        run_all(one_after_the_other, (count,))
        run_all(one_after_the_other, (count,))
        with Pool(2) as pool:
            pool.map(own_part, range(4))


if __name__ == "__main__":
    main()
