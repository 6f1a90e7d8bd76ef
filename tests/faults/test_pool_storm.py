"""SIGKILL of a worker at a random moment: what is said to be lost is lost, and what has come was done."""

from __future__ import annotations

import json

import pytest

from tests.programs.harness import START_METHODS, run_watched

ROUNDS = {"fork": 6, "spawn": 2, "forkserver": 3}
TASKS = 40

STORM = """
import json, multiprocessing as mp, os, random, signal, sys, time
from concurrent.futures import ProcessPoolExecutor, wait

def work(number):
    time.sleep(0.001 * (number % 7))
    return number

def kill_one(processes, chance):
    time.sleep(chance.uniform(0, 0.06))
    victim = chance.choice(processes)
    os.kill(victim.pid, signal.SIGKILL)
    return victim.pid

def pool_round(context, chance, tasks):
    pool = context.Pool(2)
    pool.map(work, range(4), 1)  # all workers are there
    jobs = [pool.apply_async(work, (number,)) for number in range(tasks)]
    killed = kill_one(list(pool._pool), chance)
    deadline = time.monotonic() + 1
    while not all(job.ready() for job in jobs) and time.monotonic() < deadline:
        time.sleep(0.01)  # a lock that the dead worker has taken holds up the others for ever
    return killed, [number for number, job in enumerate(jobs) if not job.ready()], pool

def executor_round(context, chance, tasks):
    executor = ProcessPoolExecutor(2, context)
    list(executor.map(work, range(4)))
    futures = [executor.submit(work, number) for number in range(tasks)]
    killed = kill_one(list(executor._processes.values()), chance)
    wait(futures)
    missing = [number for number, future in enumerate(futures) if future.exception() is not None]
    return killed, missing, executor

if __name__ == "__main__":
    context, rounds, tasks = mp.get_context(sys.argv[1]), int(sys.argv[2]), int(sys.argv[4])
    chance, said, kept = random.Random(int(sys.argv[3])), [], []
    for _ in range(rounds):
        for play in (pool_round, executor_round):
            killed, missing, thing = play(context, chance, tasks)
            said.append((killed, missing))
            kept.append(thing)
    print(json.dumps(said), flush=True)
    os._exit(0)  # a pool whose lock is taken for ever cannot be terminated
"""


@pytest.mark.parametrize("method", START_METHODS)
@pytest.mark.parametrize("seed", [1, 2])
def test_what_a_killed_worker_leaves_is_as_the_report_says(method: str, seed: int) -> None:
    arguments = (method, str(ROUNDS[method]), str(seed), str(TASKS))
    result = run_watched(STORM, arguments=arguments, timeout_s=120)
    assert result.exitcode == 0, result.stderr
    assert result.report is not None and result.report["lost_events"] == 0
    assert result.probe_failures == []
    pools = [known for known in result.report["objects"] if known["family"] == "pool"]
    for pool, (killed, missing) in zip(pools, json.loads(result.stdout), strict=True):
        judge(pool, killed, missing)


def judge(pool: dict[str, object], killed: int, missing: list[int]) -> None:
    """The facts of one pool beside what the script has seen: whose results have not come."""
    tasks, lost, perhaps = pool["tasks"], pool["lost_tasks"], pool["perhaps_lost_tasks"]
    assert isinstance(tasks, dict) and isinstance(lost, list) and isinstance(perhaps, list)
    assert tasks["submitted"] == TASKS + 4
    came = TASKS + 4 - len(missing)
    workers = pool["workers"]  # they may have a result that the dead one's lock does not let them send
    assert isinstance(workers, list)
    assert tasks["done"] - len(perhaps) - len(workers) <= came <= tasks["done"], (pool, missing)
    names = {f"work({number})" for number in missing}
    assert {task["task"] for task in lost} <= names
    assert {task["pid"] for task in (*lost, *perhaps)} <= {killed}
    assert len(lost) == tasks["lost"] <= 1
    if pool["kind"] == "Pool":
        assert pool["workers_died_pids"] in ([killed], []), "nobody knows a worker that has not begun"
        assert pool["workers_died_pids"] or not (lost or perhaps)
    elif missing:
        assert (pool["state"], pool["broken_by_pids"]) == ("broken", [killed])
        assert tasks["cut_off"] + tasks["lost"] + len(perhaps) >= len(missing) - 1
