import os
import shutil
import struct
import tempfile
import time
from multiprocessing import Process
from multiprocessing.shared_memory import SharedMemory


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


def add(meeting, shared):
    meeting.meet()
    for _ in range(100):
        shared.buf[0] = (shared.buf[0] + 1) % 256
    shared.close()


def add_one(meeting, name):
    block = SharedMemory(name=name)
    meeting.meet()
    block.buf[1] += 1
    block.close()


def add_packed(meeting, shared):
    meeting.meet()
    (count,) = struct.unpack_from("i", shared.buf, 4)
    struct.pack_into("i", shared.buf, 4, count + 1)
    shared.close()


def add_cast(meeting, shared):
    meeting.meet()
    counts = shared.buf.cast("i")
    counts[2] += 1
    counts.release()
    shared.close()


def run_all(target, given):
    meeting = Meeting()
    processes = [
        Process(target=target, args=(meeting, given), name=f"{target.__name__}-{n}") for n in range(2)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    meeting.remove()


def main():
    for target in (add, add_one, add_packed, add_cast):
        block = SharedMemory(create=True, size=16)
        run_all(target, block.name if target is add_one else block)
        block.close()
        block.unlink()


if __name__ == "__main__":
    main()
