import os
import shutil
import struct
import tempfile
import time
from multiprocessing import Lock, Process
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


def add(meeting, shared, lock, index):
    meeting.meet()
    with lock:
        shared.buf[0] += 1
    shared.close()


def add_own(meeting, shared, lock, index):
    meeting.meet()
    shared.buf[index] += 1
    counts = shared.buf.cast("i")
    for at in range(2, 4):
        counts[at] = index
    counts[2 + index] += 1
    counts.release()
    shared.close()


def copy_of(meeting, shared, lock, index):
    meeting.meet()
    mine = list(shared.buf)
    mine[0] += 1
    text = bytes(shared.buf[:4])
    total = shared.buf[0]
    total += text[1]
    shared.buf[3] = 1
    shared.close()


def pack_own(meeting, shared, lock, index):
    meeting.meet()
    (count,) = struct.unpack_from("i", shared.buf, index * 4)
    struct.pack_into("i", shared.buf, index * 4, count + 1)
    shared.close()


def by_role(meeting, shared, lock, index):
    meeting.meet()
    if index:
        shared.buf[1] += 1
    else:
        shared.buf[0] += 1
    shared.close()


def own_block(meeting, name, lock, index):
    meeting.meet()
    block = SharedMemory(create=True, size=8)
    block.buf[0] += 1
    block.close()
    block.unlink()


def run_all(target, given, lock):
    meeting = Meeting()
    processes = [
        Process(target=target, args=(meeting, given, lock, n), name=f"{target.__name__}-{n}")
        for n in range(2)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    meeting.remove()


def main():
    lock = Lock()
    for target in (add, add_own, copy_of, pack_own, by_role, own_block):
        block = SharedMemory(create=True, size=16)
        run_all(target, block.name if target is own_block else block, lock if target is add else None)
        block.close()
        block.unlink()


if __name__ == "__main__":
    main()
