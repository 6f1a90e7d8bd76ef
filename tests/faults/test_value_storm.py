"""SIGKILL at random moments of reads and writes: what is said to be locked is locked, and by the dead."""

from __future__ import annotations

import json

import pytest

from tests.programs.harness import START_METHODS, run_watched

ROUNDS = {"fork": 12, "spawn": 4, "forkserver": 5}

STORM = """
import json, multiprocessing as mp, os, random, signal, sys, time

def work(count, items):
    while True:
        with count.get_lock():
            count.value += 1
        count.value += 1
        items[count.value % 4] += 0.5
        items[:2] = items[2:]

def main(method, rounds, seed):
    mp.set_start_method(method)
    chance, said = random.Random(seed), []
    for number in range(rounds):
        shared = mp.Value("q"), mp.Array("d", 4)
        workers = [mp.Process(target=work, args=shared) for _ in range(3)]
        for worker in workers:
            worker.start()
        time.sleep(chance.uniform(0.02, 0.1) + 0.4 * (method != "fork"))
        for worker in workers:
            os.kill(worker.pid, signal.SIGKILL)
            time.sleep(chance.uniform(0, 0.01))
        for worker in workers:
            worker.join()
        for one in shared:
            is_free = one.acquire(timeout=0.7)  # so long that whoever died with it is found out
            said.append(not is_free)
            if is_free:
                one.release()
    print(json.dumps(said))

if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
"""


@pytest.mark.parametrize("method", START_METHODS)
@pytest.mark.parametrize("seed", [1, 2])
def test_what_random_kills_leave_is_locked_or_free_as_the_report_says(method: str, seed: int) -> None:
    result = run_watched(STORM, arguments=(method, str(ROUNDS[method]), str(seed)), timeout_s=60)
    assert result.exitcode == 0, result.stderr
    assert result.report is not None and result.report["lost_events"] == 0
    assert result.probe_failures == []
    values = [one for one in result.report["objects"] if one["family"] == "value"]
    assert [one["owner_pid"] is not None for one in values] == json.loads(result.stdout)
    killed = {one["pid"] for one in result.processes if one["outcome"] == "killed"}
    assert {one["owner_pid"] for one in values} <= {*killed, None}
    for one in values:
        assert one["writes"] == 0 or one["last_write"]["pid"] in killed
