"""SIGKILL at random moments of making, attaching and unlinking blocks: what is said to be there is there."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.programs.harness import START_METHODS, run_watched

ROUNDS = {"fork": 12, "spawn": 4, "forkserver": 5}

STORM = """
import json, multiprocessing as mp, os, random, signal, sys, time
from multiprocessing.shared_memory import ShareableList, SharedMemory

def work(numbers, position, shared, prefix, ready):
    ready.send(position)
    count = 0
    while True:
        numbers[position] += 1  # each its own: two at the same time damage an item
        count += 1
        other = SharedMemory(shared.name)
        own = SharedMemory(f"{prefix}-{os.getpid()}-{count}", create=True, size=count)
        other.close()
        own.close()
        own.unlink()

def main(method, rounds, seed, prefix):
    mp.set_start_method(method)
    chance = random.Random(seed)
    shared, (reader, writer) = SharedMemory(prefix, create=True, size=10), mp.Pipe(False)
    for number in range(rounds):
        numbers = ShareableList([0, 0, 0])
        workers = [mp.Process(target=work, args=(numbers, k, shared, prefix, writer)) for k in range(3)]
        for worker in workers:
            worker.start()
        for _ in workers:
            reader.recv()
        time.sleep(chance.uniform(0.02, 0.1))
        for worker in workers:
            os.kill(worker.pid, signal.SIGKILL)
            time.sleep(chance.uniform(0, 0.01))
        for worker in workers:
            worker.join()
        numbers.shm.close()
        numbers.shm.unlink()
    print(json.dumps([name for name in os.listdir("/dev/shm") if name.startswith(prefix + '-')]))
    shared.close()
    shared.unlink()

if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
"""


@pytest.mark.parametrize("method", START_METHODS)
@pytest.mark.parametrize("seed", [1, 2])
def test_what_random_kills_leave_is_there_or_gone_as_the_report_says(method: str, seed: int) -> None:
    prefix = f"storm-{os.getpid()}-{method}-{seed}"
    try:
        result = run_watched(STORM, arguments=(method, str(ROUNDS[method]), str(seed), prefix), timeout_s=60)
    finally:
        for path in Path("/dev/shm").glob(prefix + "*"):
            path.unlink()  # of one that was killed before its tracker had heard of it
    assert result.exitcode == 0, result.stderr
    assert result.report is not None and result.report["lost_events"] == 0
    assert result.probe_failures == []
    there = set(json.loads(result.stdout))
    blocks = {one["system_name"]: one for one in result.report["objects"] if "system_name" in one}
    assert len(blocks) > len(there)
    killed = {one["pid"] for one in result.processes if one["outcome"] == "killed"}
    assert len(killed) == 3 * ROUNDS[method]
    for name, one in blocks.items():
        pids = {each["pid"] for each in one["attached_by"]}
        if name.startswith(prefix + "-") and one["leaked"] != (name in there):
            assert pids <= killed, "one that was killed in the middle of its unlink"
        assert not any(each["attached"] for each in one["attached_by"])
        assert one["removed_by_pid"] or not one["leaked"], "the tracker has removed what they left"
    untold = there - set(blocks)
    assert len(untold) <= len(killed), "at most the one that each was making when it was killed"
