import json
import os
import shutil
import tempfile
import time
from multiprocessing import Process
from pathlib import Path


def read_count(path):
    with open(path, encoding="utf-8") as file:
        return int(file.read() or 0)


def write_count(path, count):
    with open(path, "w", encoding="utf-8") as file:
        file.write(str(count))


class Meeting:
    """Two processes come here, and go on when both are there."""

    def __init__(self):
        self.folder = tempfile.mkdtemp()

    def meet(self):
        with open(f"{self.folder}/{os.getpid()}", "w"):
            pass
        while len(os.listdir(self.folder)) < 2:
            time.sleep(0.001)

    def remove(self):
        shutil.rmtree(self.folder)


def visit(meeting, path, times):
    meeting.meet()
    for _ in range(times):
        count = read_count(path)
        count += 1
        write_count(path, count)


def vote(meeting, path, name):
    meeting.meet()
    with open(path) as file:
        votes = json.loads(file.read() or "{}")
    votes[name] = votes.get(name, 0) + 1
    with open(path, "w") as file:
        json.dump(votes, file)


def note(meeting, path):
    meeting.meet()
    lines = path.read_text()
    path.write_text(lines + "x\n")


def run_all(target, *args):
    meeting = Meeting()
    processes = [
        Process(target=target, args=(meeting, *args), name=f"{target.__name__}-{n}") for n in range(2)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    meeting.remove()


def main():
    with tempfile.TemporaryDirectory() as folder:
        count, votes, lines = (
            os.path.join(folder, name) for name in ("count.txt", "votes.json", "lines.txt")
        )
        write_count(count, 0)
        Path(votes).write_text("{}")
        Path(lines).write_text("")
        run_all(visit, count, 1)
        run_all(vote, votes, "red")
        run_all(note, Path(lines))


if __name__ == "__main__":
    main()
