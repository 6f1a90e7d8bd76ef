"""Starts that fail and items that vanish, in real scripts; and their right twins, which nobody accuses."""

from __future__ import annotations

import pytest

from tests.programs.harness import START_METHODS, run_watched
from tests.programs.test_findings_pools import findings, message

every_method = pytest.mark.parametrize("method", START_METHODS)
spawning = pytest.mark.parametrize("method", ["spawn", "forkserver"])

# --- vanished-item ------------------------------------------------------------------------

VANISHES = """
import multiprocessing as mp

def fill(inbox, taken):
    inbox.put(ITEM)
    LAST
    inbox.put("end")
    taken.wait(20)

if __name__ == "__main__":
    mp.set_start_method("METHOD")
    inbox, taken = mp.Queue(), mp.Event()
    child = mp.Process(target=fill, args=(inbox, taken))
    child.start()
    for _ in range(2):
        inbox.get()
        taken.set()
    child.join()
"""


@every_method
def test_an_item_that_cannot_be_pickled_is_told_with_its_put_and_who_waits_for_it(method: str) -> None:
    script = VANISHES.replace("METHOD", method).replace("ITEM", "lambda: 0").replace("LAST", "pass")
    result = run_watched(script, "--timeout", "4")
    assert findings(result) == [("vanished-item", ["inbox"], [5, 16])]
    assert "could not be pickled" in message(result) and "main waits (line 16)" in message(result)


def test_also_when_its_process_is_about_to_end_and_the_library_says_nothing() -> None:
    script = VANISHES.replace("METHOD", "fork").replace("taken.wait(20)", "").replace("LAST", "pass")
    script = script.replace("ITEM", "Slow()").replace("\ndef fill", SLOW + "\ndef fill", 1)
    result = run_watched(script, "--timeout", "5")
    assert findings(result) == [("vanished-item", ["inbox"], [14, 25])]
    assert "has vanished without a word" in message(result)


#: What is pickled only when its process is about to end.
SLOW = """
import time
from multiprocessing import util

class Slow:
    def __reduce__(self):
        while not util.is_exiting():
            time.sleep(0.01)
        raise TypeError("too late")
"""


@every_method
def test_items_that_arrive_are_no_finding(method: str) -> None:
    script = VANISHES.replace("METHOD", method).replace("ITEM", "'first'").replace("LAST", "pass")
    result = run_watched(script)
    assert (result.exitcode, findings(result)) == (0, [])


# --- no-main-guard ------------------------------------------------------------------------

UNGUARDED = {
    "Process": """
        import multiprocessing as mp

        mp.set_start_method("METHOD", force=True)

        def weigh(parcel):
            print(len(parcel))

        child = mp.Process(target=weigh, args=("small",))
        child.start()
        child.join()
        """,
    "Manager": """
        import multiprocessing as mp

        mp.set_start_method("METHOD", force=True)

        def weigh(parcel):
            print(len(parcel))

        parcels = [], []
        shared = mp.Manager()
        """,
    "executor": """
        import multiprocessing as mp
        from concurrent.futures import ProcessPoolExecutor
        mp.set_start_method("METHOD", force=True)

        def weigh(parcel):
            print(len(parcel))

        with ProcessPoolExecutor(1) as pool:
            pool.submit(weigh, "small").result()
        """,
}


@spawning
@pytest.mark.parametrize("kind", UNGUARDED)
def test_a_script_that_starts_processes_when_it_is_imported_is_told_with_the_line(
    method: str, kind: str
) -> None:
    result = run_watched(UNGUARDED[kind].replace("METHOD", method))
    rules = [rule for rule, _, _ in findings(result)]
    assert (rules[0], findings(result)[0][2]) == ("no-main-guard", [10])
    assert "start-failed" not in rules and "lost-exception" not in rules
    assert "comes to line 10 itself" in message(result)


def test_under_fork_it_needs_no_guard() -> None:
    assert findings(run_watched(UNGUARDED["Process"].replace("METHOD", "fork"))) == []


# --- start-failed -------------------------------------------------------------------------

STARTS = """
import multiprocessing as mp
import threading

def weigh(parcel):
    print(parcel)

def deliver(parcel):
    mp.Process(target=weigh, args=(parcel,), name="leaf").start()

def main():
    mp.set_start_method("METHOD")
    child = mp.Process(target=TARGET, args=(ARGUMENT,), daemon=DAEMON, name="child")
    child.start()
    child.join()
    raise SystemExit(child.exitcode)

if __name__ == "__main__":
    MAIN
"""


def starts(method: str, target: str = "weigh", argument: str = "3", daemon: bool = False) -> str:
    """A script that starts a child."""
    script = STARTS.replace("METHOD", method).replace("TARGET", target).replace("DAEMON", str(daemon))
    return script.replace("ARGUMENT", argument).replace("MAIN", "main()")


@spawning
@pytest.mark.parametrize(("target", "argument"), [("lambda _: 0", "3"), ("weigh", "threading.Lock()")])
def test_what_cannot_be_pickled_is_told_where_the_child_is_started(
    method: str, target: str, argument: str
) -> None:
    result = run_watched(starts(method, target, argument))
    assert findings(result) == [("start-failed", [], [14])]
    assert message(result).startswith("main could not start child: ")
    assert "all that a child is given is pickled" in message(result)


def test_under_fork_nothing_is_pickled() -> None:
    assert findings(run_watched(starts("fork", "weigh", "threading.Lock()"))) == []


@every_method
def test_a_daemon_with_a_child_is_told(method: str) -> None:
    result = run_watched(starts(method, "deliver", daemon=True))
    assert findings(result) == [("start-failed", [], [9])]
    assert "child is a daemon, and those may have no children" in message(result)
    assert findings(run_watched(starts(method, "deliver"))) == []


def test_a_start_method_that_is_set_twice_is_told() -> None:
    script = starts("fork").replace("    main()\n", "    mp.set_start_method('spawn')\n    main()\n")
    assert findings(run_watched(script)) == [("start-failed", [], [12])]


@spawning
def test_a_function_that_only_main_defines_is_told(method: str) -> None:
    hidden = "    def hidden(_):\n        pass\n    main()\n"
    script = starts(method, "hidden").replace("    main()\n", hidden)
    result = run_watched(script)
    assert findings(result) == [("start-failed", [], [14])]
    assert "child could not unpickle what was given at the start" in message(result)


@spawning
def test_a_script_that_fails_when_it_is_imported_is_told_with_its_line(method: str) -> None:
    script = starts(method).replace("import threading\n", "role = {'__main__': 'main'}[__name__]\n")
    result = run_watched(script)
    assert findings(result) == [("start-failed", [], [3, 14])]
    assert "child failed while importing the script" in message(result)


def test_a_start_that_the_script_expects_to_fail_is_no_finding() -> None:
    expects = "    try:\n        main()\n    except Exception as error:\n        print(error)\n"
    script = starts("spawn", "lambda _: 0").replace("    main()\n", expects)
    assert findings(run_watched(script)) == []


# --- gone-before-opened -------------------------------------------------------------------

GIVEN_UP = """
import multiprocessing as mp

def weigh(gate):
    print(gate)

def begin():
    gate = mp.KIND
    child = mp.Process(target=weigh, args=(gate,), name="child")
    child.start()
    KEEP
    return child

if __name__ == "__main__":
    mp.set_start_method("METHOD")
    child = begin()
    child.join()
    raise SystemExit(child.exitcode)
"""


@spawning
@pytest.mark.parametrize("kind", ["Lock()", "Event()", "Barrier(2)"])
def test_what_the_parent_has_given_up_before_the_child_opened_it_is_told(method: str, kind: str) -> None:
    script = GIVEN_UP.replace("METHOD", method).replace("KIND", kind).replace("KEEP", "pass")
    result = run_watched(script)
    assert findings(result) == [("gone-before-opened", ["gate"], [10, 8])]
    assert "main had given it up by then" in message(result)


@spawning
def test_what_it_keeps_until_the_child_has_ended_is_opened(method: str) -> None:
    script = GIVEN_UP.replace("METHOD", method).replace("KIND", "Lock()").replace("KEEP", "child.join()")
    assert findings(run_watched(script)) == []


NOT_GIVEN = """
import multiprocessing as mp

def work(n):
    results.put(n)

def keep(queue):
    global results
    results = queue

if __name__ == "__main__":
    mp.set_start_method("METHOD")
    results = mp.SimpleQueue()
    with mp.Pool(1, *GIVEN) as pool:
        pool.map_async(work, [1]).wait()
"""


@pytest.mark.parametrize(
    ("method", "given", "is_told"),
    [
        ("spawn", "()", True),
        ("forkserver", "()", True),
        ("fork", "()", False),
        ("spawn", "(keep, (results,))", False),
    ],
)
def test_what_main_alone_has_and_a_child_looks_for_is_told(method: str, given: str, is_told: bool) -> None:
    result = run_watched(NOT_GIVEN.replace("METHOD", method).replace("GIVEN", given))
    assert result.report is not None
    (told,) = [
        [
            (one["objects"], [line["line"] for line in one["lines"]])
            for one in result.report["findings"]
            if one["rule"] == rule
        ]
        for rule in ("not-shared",)
    ]
    assert told == ([(["results"], [5, 13])] if is_told else [])
