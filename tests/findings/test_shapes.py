"""The same faults in the shapes in which people write them, each beside a right twin that looks the same."""

from __future__ import annotations

from textwrap import dedent
from typing import NamedTuple

import pytest

from tests.findings.live import judged


class Shape(NamedTuple):
    """A script with a fault: `fault` in it stands where its right twin has `cure`."""

    rule: str
    says: str
    fault: str
    cure: str
    script: str
    ends: bool = False  # it does not hang


SHAPES = {
    "a notify wakes one of several that sleep": Shape(
        "waits-for-ever",
        "for a notify of self.fresh, and nobody is left to notify",
        "notify()",
        "notify_all()",
        """
        class Snapshot:
            def __init__(self):
                self.fresh, self.asleep = mp.Condition(), mp.Value("i", 0, lock=False)

            def read(self):
                with self.fresh:
                    self.asleep.value += 1
                    self.fresh.wait()

            def publish(self, readers):
                while True:
                    with self.fresh:
                        if self.asleep.value == readers:
                            self.fresh.notify()
                            return
                    time.sleep(0.01)

        def main():
            snapshot = Snapshot()
            readers = [mp.Process(target=snapshot.read, name=f"reader-{n}") for n in range(3)]
            for reader in readers:
                reader.start()
            snapshot.publish(3)
            for reader in readers:
                reader.join()
        """,
    ),
    "who is joined looks for an event that is set behind the join": Shape(
        "waits-for-ever",
        "self.stop is looked at again and again by ticker (line 10), and nobody else is left to set it; "
        "main waits for ticker to end (line 19).",
        "pass  # forgotten",
        "self.stop.set()",
        """
        class Ticker(mp.Process):
            def __init__(self):
                super().__init__(name="ticker")
                self.stop = mp.Event()

            def run(self):
                while not self.stop.wait(0.05):
                    pass

            def __enter__(self):
                self.start()
                return self

            def __exit__(self, *error):
                pass  # forgotten
                self.join()

        def main():
            with Ticker():
                pass
        """,
    ),
    "two send at the same time, and main has copies of both ends": Shape(
        "full-both-ways",
        "west waits for room in left, which main and east would have to read",
        "first, second = swap, swap",
        "first, second = swap, reversed_swap",
        """
        def swap(line, border):
            line.send(border)
            return line.recv()

        def reversed_swap(line, border):
            border, _ = line.recv(), line.send(border)
            return border

        def main():
            left, right = mp.Pipe()
            grid = b"x" * 1_000_000
            first, second = swap, swap
            halves = [
                mp.Process(target=first, args=(left, grid), name="west"),
                mp.Process(target=second, args=(right, grid), name="east"),
            ]
            for half in halves:
                half.start()
            for half in halves:
                half.join()
        """,
    ),
    "a block of shared memory is unlinked before a child attaches it": Shape(
        "gone-before-opened",
        "viewer (line 15) could not attach frame (line 13), as main (line 18) had unlinked that",
        "shared = []",
        "go.set(), worker.join()",
        """
        from multiprocessing.shared_memory import SharedMemory

        def show(go, name):
            go.wait()
            frame = SharedMemory(name)
            frame.close()

        def main():
            go = mp.Event()
            frame = SharedMemory(create=True, size=16)
            worker = mp.Process(target=show, args=(go, frame.name), name="viewer")
            worker.start()
            shared = []
            frame.close()
            frame.unlink()
            go.set()
            worker.join()
        """,
        ends=True,
    ),
    "main catches Ctrl+C, and does not tell its children": Shape(
        "interrupted",
        "was interrupted, but cannot end: its children were not ended, and it waits for them now (poller)",
        "shared = []",
        "stop.set()",
        """
        def poll(stop, ready):
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            ready.set()
            while not stop.is_set():
                time.sleep(0.05)

        def main():
            stop, ready = mp.Event(), mp.Event()
            poller = mp.Process(target=poll, args=(stop, ready), name="poller")
            poller.start()
            ready.wait()
            signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
            signal.setitimer(signal.ITIMER_REAL, 0.1)
            try:
                poller.join()
            except KeyboardInterrupt:
                shared = []
        """,
    ),
    "permits that a loop takes and does not give back": Shape(
        "deadlock",
        "job waits for permits, which it holds itself (line 6)",
        "continue",
        "permits.release(); continue",
        """
        def upload(permits, names):
            for name in names:
                permits.acquire()
                if name.startswith("."):
                    continue
                permits.release()

        def main():
            permits = mp.BoundedSemaphore(2)
            job = mp.Process(target=upload, args=(permits, [".a", "b", ".c", "d"]), name="job")
            job.start()
            job.join()
        """,
    ),
    "the end of a with block comes before the tasks": Shape(
        "left-behind",
        "terminated pool (line 9) before Pool.map_async (line 10) of resize was done, for which nobody",
        "shared = []",
        "result.wait()",
        """
        def resize(name):
            time.sleep(0.01)
            return name

        def main():
            with mp.Pool(2) as pool:
                result = pool.map_async(resize, ["a", "b", "c", "d"])
                shared = []
        """,
        ends=True,
    ),
    "a pool is closed, and main ends without a join": Shape(
        "left-behind",
        "self.pool was terminated, as the code of main was over, before Pool.apply_async (line 13)",
        "shared = []",
        "packer.pool.join()",
        """
        def pack(folder):
            time.sleep(0.01)

        class Packer:
            def __init__(self):
                self.pool = mp.Pool(2)

            def pack_all(self, folders):
                for folder in folders:
                    self.pool.apply_async(pack, (folder,))
                self.pool.close()

        def main():
            packer = Packer()
            packer.pack_all(range(200))
            shared = []
        """,
        ends=True,
    ),
}
HEAD = "import multiprocessing as mp, os, signal, time\nmp.set_start_method('fork')\n"
TAIL = '\nif __name__ == "__main__":\n    main()\n'


def _script(shape: Shape) -> str:
    script = HEAD + dedent(shape.script) + TAIL
    assert shape.fault in script
    return script


@pytest.mark.parametrize("name", SHAPES)
def test_a_fault_is_named(name: str) -> None:
    shape = SHAPES[name]
    until = None if shape.ends else (lambda live: any(one.rule == shape.rule for one in live))
    found = judged(_script(shape), until=until)
    every = [*found.live, *found.at_end]
    messages = [one.message.english for one in every if one.rule == shape.rule]
    assert any(shape.says in message for message in messages), messages or every
    assert not found.failures


@pytest.mark.parametrize("name", SHAPES)
def test_its_right_twin_is_not_accused(name: str) -> None:
    shape = SHAPES[name]
    found = judged(_script(shape).replace(shape.fault, shape.cure))
    assert not found.ever
    assert not found.at_end
    assert not found.failures


def test_who_waits_for_more_is_at_rest_while_another_one_waits_for_what_is_missing() -> None:
    script = dedent("""
        def deliver(outbox):
            while True:
                address = outbox.get()
                if "@" in address:
                    outbox.task_done()

        def main():
            outbox = mp.JoinableQueue()
            mp.Process(target=deliver, args=(outbox,), daemon=True, name="sender").start()
            for address in ("a@x.org", "nobody", "b@y.org"):
                outbox.put(address)
            outbox.join()
    """)
    found = judged(HEAD + script + TAIL, until=lambda live: any(one.rule == "waits-for-ever" for one in live))
    (finding,) = found.live
    assert "until every item of outbox is marked by task_done()" in finding.message.english


def test_who_has_no_permit_left_is_not_advised_to_make_a_semaphore_a_lock() -> None:
    shape = SHAPES["permits that a loop takes and does not give back"]
    found = judged(_script(shape), until=lambda live: any(one.rule == "deadlock" for one in live))
    (finding,) = found.live
    assert "`with permits:` does that" in finding.advice.english


def test_several_who_have_all_permits_of_a_semaphore_are_advised_the_same() -> None:
    script = dedent("""
        def upload(permits, taken):
            permits.acquire()
            taken.wait()
            permits.acquire()

        def main():
            permits, taken = mp.Semaphore(2), mp.Barrier(2)
            jobs = [mp.Process(target=upload, args=(permits, taken), name=f"job-{n}") for n in range(2)]
            for job in jobs:
                job.start()
            for job in jobs:
                job.join()
    """)
    found = judged(HEAD + script + TAIL, until=lambda live: any(one.rule == "deadlock" for one in live))
    (finding,) = found.live
    assert "`with permits:` does that" in finding.advice.english
