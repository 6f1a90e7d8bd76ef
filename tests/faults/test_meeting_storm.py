"""SIGKILL at random moments of waits, notifies, meetings and permits: what is said to be owned is owned."""

from __future__ import annotations

import json

import pytest

from tests.programs.harness import START_METHODS, run_watched

ROUNDS = {"fork": 12, "spawn": 4, "forkserver": 5}

STORM = """
import json, multiprocessing as mp, os, random, signal, sys, threading, time

def work(seed, ready, gate, permits):
    chance = random.Random(seed)
    while True:
        with permits:
            with ready:
                if chance.random() < 0.5:
                    ready.wait(0.005)
                else:
                    ready.notify(chance.randrange(1, 4))
        try:
            gate.wait(0.02)
        except threading.BrokenBarrierError:
            gate.reset()

def main(method, rounds, seed):
    mp.set_start_method(method)
    chance, said = random.Random(seed), []
    for number in range(rounds):
        ready, gate, permits = mp.Condition(), mp.Barrier(2), mp.Semaphore(2)
        workers = [mp.Process(target=work, args=(seed + k, ready, gate, permits)) for k in range(3)]
        for worker in workers:
            worker.start()
        time.sleep(chance.uniform(0.05, 0.2) + 0.4 * (method != "fork"))
        for worker in workers:
            os.kill(worker.pid, signal.SIGKILL)
            time.sleep(chance.uniform(0, 0.01))
        for worker in workers:
            worker.join()
        is_free = ready.acquire(timeout=0.7)  # so long that whoever died with it is found out
        said.append((not is_free, permits.get_value()))
        if is_free:
            ready.release()
    print(json.dumps(said))

if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
"""


@pytest.mark.parametrize("method", START_METHODS)
@pytest.mark.parametrize("seed", [1, 2])
def test_what_random_kills_leave_is_owned_or_free_as_the_report_says(method: str, seed: int) -> None:
    result = run_watched(STORM, arguments=(method, str(ROUNDS[method]), str(seed)), timeout_s=60)
    assert result.exitcode == 0, result.stderr
    assert result.report is not None and result.report["lost_events"] == 0
    assert result.probe_failures == []
    said = json.loads(result.stdout)
    by_kind = {kind: [one for one in result.report["objects"] if one["kind"] == kind] for kind in KINDS}
    assert [one["owner_pid"] is not None for one in by_kind["Condition"]] == [taken for taken, _ in said]
    killed = {one["pid"] for one in result.processes if one["outcome"] == "killed"}
    for one in by_kind["Condition"]:
        assert one["owner_pid"] is None or one["owner_pid"] in killed
        assert one["waiting_pids"] == [] and set(one["died_waiting_pids"]) <= killed
    for one in by_kind["Barrier"]:
        assert set(one["there_pids"]) <= killed and set(one["died_waiting_pids"]) <= killed
    for one, (_, value) in zip(by_kind["Semaphore"], said, strict=True):
        assert abs(one["available"] - value) <= 3, "one operation of each that was killed may not be told"


KINDS = ("Condition", "Barrier", "Semaphore")
