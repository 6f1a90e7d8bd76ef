import json
import os
import tempfile
from multiprocessing import Lock, Process
from pathlib import Path


def visit(path, lock):
    with lock:
        with open(path) as file:
            count = int(file.read() or 0)
        with open(path, "w") as file:
            file.write(str(count + 1))


def both(lock, path):
    with lock, open(path, "r+") as file:
        votes = json.load(file)
        votes["red"] = votes.get("red", 0) + 1
        file.seek(0)
        json.dump(votes, file)


def own(folder, name):
    path = os.path.join(folder, name)
    Path(path).write_text("1")
    with open(path) as file:
        count = int(file.read())
    with open(path, "w") as file:
        file.write(str(count + 1))


def convert(source, target):
    with open(source) as file:
        text = file.read()
    with open(target, "w") as file:
        file.write(text.upper())


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
        count, votes = os.path.join(folder, "count.txt"), os.path.join(folder, "votes.json")
        Path(count).write_text("0")
        Path(votes).write_text("{}   ")
        lock = Lock()
        run_all(visit, (count, lock), (count, lock))
        run_all(both, (lock, votes), (lock, votes))
        run_all(own, (folder, "a"), (folder, "b"))
        run_all(convert, (count, f"{count}.a"), (count, f"{count}.b"))


if __name__ == "__main__":
    main()
