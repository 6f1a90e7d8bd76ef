"""What the report of a kill storm has to say of each family, given what the workers had noted when they died.

Of every operation the report must contain at least those that had returned, and at most one more a worker:
the one that was done, but not yet noted, when it was killed. Whoever is said to own something, to have been
waiting or to have lost a task is one of the dead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

OWN_QUEUE = 1000  # maxsize of a worker's own queue is this + its number


@dataclass
class Noted:
    """A report, and what the script has noted: each worker's letters, and what each round has left."""

    report: dict[str, Any]
    journals: dict[int, Counter[str]]
    left: list[dict[str, Any]]
    killed: set[int]

    def __post_init__(self) -> None:
        self.total = sum(self.journals.values(), Counter[str]())
        #: How one has ended is not known if whoever had just reaped it was killed.
        self.dead = self.killed | {
            process["pid"]
            for process in self.report["processes"]
            if process["outcome"] is None and process["parent_pid"] in self.killed
        }

    def objects(self, *kinds: str) -> list[dict[str, Any]]:
        """Those of some kinds, in the order in which they were made."""
        return [item for item in self.report["objects"] if item["kind"] in kinds]

    def of_rounds(self, kind: str) -> list[dict[str, Any]]:
        """Those that the rounds have made; main itself makes a lock before it dies."""
        return self.objects(kind)[: len(self.left)]

    def compare(self, what: str, reported: int, letter: str, at_once: int = 1) -> Iterator[str]:
        """A sentence when too few or too many are reported; `at_once` can be noted together."""
        noted = self.total[letter]
        yield from compare(what, reported, noted, at_once * len(self.journals))

    def are_dead(self, what: str, pids: Iterable[int | None]) -> Iterator[str]:
        """A sentence for each that is no dead process."""
        for pid in pids:
            if pid not in self.dead:
                yield f"{what} is said to be {pid}, who was not killed"

    def owners(self, locks: list[dict[str, Any]], free: list[bool]) -> Iterator[str]:
        """A lock that could be had has no owner, and one that could not has a dead one."""
        for number, (lock, is_free) in enumerate(zip(locks, free, strict=True)):
            what = f"the owner of {lock['kind']} {number}"
            if is_free and lock["owner_pid"] is not None:
                yield f"{what} is said to be {lock['owner_pid']}, but it is free"
            elif not is_free:
                yield from self.are_dead(what, [lock["owner_pid"]])


def compare(what: str, reported: int, noted: int, in_flight: int) -> Iterator[str]:
    """A sentence when fewer are reported than were noted, or more than can have been under way."""
    if not noted <= reported <= noted + in_flight:
        yield f"{what}: {reported} reported, {noted} noted"


def total(objects: Iterable[dict[str, Any]], key: str) -> int:
    """The sum of a number that each of them has."""
    return sum(item[key] for item in objects)


def at_least(what: str, reported: int, noted: int) -> Iterator[str]:
    """A sentence when fewer are reported than were noted."""
    if reported < noted:
        yield f"{what}: {reported} reported, {noted} noted"


def traffic(noted: Noted) -> Iterator[str]:
    """The shared lock and queue of every round, and each worker's own queue, pipe, value and lines."""
    yield from shared_traffic(noted)
    queues = {item["maxsize"]: item for item in noted.objects("Queue")}
    output = noted.report["output"]
    printed = "".join(item["text"] for item in output if item["stream"] == "stdout").splitlines()
    lines = Counter(int(line.rpartition(" ")[2]) for line in printed if line.startswith("line "))
    for number, journal in noted.journals.items():
        own = queues.get(OWN_QUEUE + number, {"puts": 0, "gets": 0})
        yield from compare(f"puts of worker {number}", own["puts"], journal["p"], 1)
        yield from compare(f"gets of worker {number}", own["gets"], journal["g"], 1)
        yield from compare(f"lines of worker {number}", lines[number], journal["w"], 1)


def shared_traffic(noted: Noted) -> Iterator[str]:
    """What all workers did together."""
    shared = [item for item in noted.objects("Queue") if not is_own(item["maxsize"])]
    yield from noted.compare("puts into shared queues", total(shared, "puts"), "P")
    yield from noted.compare("gets from shared queues", total(shared, "gets"), "G")
    yield from messages(noted)
    values = noted.objects("Value")
    yield from noted.compare("reads of values", total(values, "reads"), "v")
    yield from noted.compare("writes of values", total(values, "writes"), "v")
    yield from at_least("acquires", total(noted.of_rounds("Lock"), "acquires"), noted.total["a"])


def is_own(maxsize: int) -> bool:
    """Whether a queue of this size belongs to one worker alone."""
    return OWN_QUEUE < maxsize <= 2 * OWN_QUEUE


def messages(noted: Noted) -> Iterator[str]:
    """Those of all channels."""
    ends = [end for item in noted.objects("Pipe", "Connection") for end in item["ends"]]
    yield from noted.compare("messages sent", total(ends, "sent"), "s")
    yield from noted.compare("messages received", total(ends, "received"), "r")


def locks(noted: Noted) -> Iterator[str]:
    """A Lock and an RLock; main itself takes what is free at the end of each round."""
    for place, (kind, letter) in enumerate((("Lock", "a"), ("RLock", "r"))):
        known, free = noted.of_rounds(kind), [left["free"][place] for left in noted.left]
        yield from noted.owners(known, free)
        acquires = total(known, "acquires") - sum(free)
        yield from noted.compare(f"acquires of each {kind}", acquires, letter)


def semaphores(noted: Noted) -> Iterator[str]:
    """Permits are right but for one operation of each worker of the round."""
    known = noted.objects("Semaphore", "BoundedSemaphore")
    yield from noted.compare("acquires", total(known, "acquires"), "a")
    for place, kind in enumerate(("Semaphore", "BoundedSemaphore")):
        for item, left in zip(noted.objects(kind), noted.left, strict=True):
            if abs(item["available"] - left["permits"][place]) > 3:
                yield f"{kind}: {item['available']} permits reported, {left['permits'][place]} were left"


def events(noted: Noted) -> Iterator[str]:
    """Every set, and every call."""
    known = noted.objects("Event")
    yield from noted.compare("sets", total(known, "sets"), "s")
    calls = total(known, "calls")
    yield from compare("calls", calls, noted.total["s"] + noted.total["c"], len(noted.journals))


def conditions(noted: Noted) -> Iterator[str]:
    """Owners, notifies, and nobody who sleeps; every second one has a lock that was given to it."""
    known = noted.objects("Condition")
    yield from noted.owners(known[::2], [left["free"][0] for left in noted.left])
    yield from noted.owners(noted.of_rounds("Lock"), [left["free"][1] for left in noted.left])
    yield from noted.compare("notifies", total(known, "notifies"), "n")
    acquires = total([*known[::2], *noted.of_rounds("Lock")], "acquires")
    yield from at_least("acquires", acquires, noted.total["a"])
    for item in known:
        yield from noted.are_dead("who died in wait", item["died_waiting_pids"])
        if item["waiting_pids"]:
            yield f"{item['waiting_pids']} are said to wait in a condition, but all are dead"


def barriers(noted: Noted) -> Iterator[str]:
    """Two go on each time, unless one of them is told that it is broken."""
    known, notes, workers = noted.objects("Barrier"), noted.total, len(noted.journals)
    yield from compare("who went on", 2 * total(known, "passes"), notes["w"], notes["b"] + workers)
    yield from noted.compare("resets", total(known, "resets"), "r")
    calls = notes["w"] + notes["b"] + notes["r"] + notes["x"]
    yield from compare("calls", total(known, "calls"), calls, workers)
    for item in known:
        yield from noted.are_dead("who is there", item["there_pids"])
        yield from noted.are_dead("who died there", item["died_waiting_pids"])
        if item["broken"] is not None:
            yield from noted.are_dead("who has broken it", [item["broken"]["pid"]])


def queues(noted: Noted) -> Iterator[str]:
    """JoinableQueue with its finished items, SimpleQueue."""
    (tasks, simple) = noted.objects("JoinableQueue"), noted.objects("SimpleQueue")
    yield from noted.compare("puts of tasks", total(tasks, "puts"), "p")
    yield from noted.compare("gets of tasks", total(tasks, "gets"), "g")
    yield from noted.compare("finished tasks", total(tasks, "task_done"), "d")
    yield from noted.compare("puts into simple queues", total(simple, "puts"), "P")
    yield from noted.compare("gets from simple queues", total(simple, "gets"), "G")


def blocks(noted: Noted) -> Iterator[str]:
    """Items that are read and written; nobody has a block any more, and none has leaked."""
    items = noted.objects("ShareableList")
    yield from noted.compare("reads", total(items, "reads"), "i")
    yield from noted.compare("writes", total(items, "writes"), "i")
    for item in (*items, *noted.objects("SharedMemory")):
        if item["leaked"] or any(one["attached"] for one in item["attached_by"]):
            yield f"{item['kind']} is said to be attached or leaked"


def connections(noted: Noted) -> Iterator[str]:
    """Messages of all connections, and how many were accepted."""
    yield from messages(noted)
    yield from noted.compare("accepted", total(noted.objects("Listener"), "accepted"), "c")


def starts(noted: Noted) -> Iterator[str]:
    """Every process that was started is there, and has ended."""
    children = len(noted.report["processes"]) - len(noted.journals) - 1
    yield from noted.compare("processes started", children, "s")
    for process in noted.report["processes"]:
        if process["ended_s"] is None:
            yield f"process {process['pid']} is said to run"
        elif process["outcome"] is None and process["pid"] not in noted.dead:
            yield f"how process {process['pid']} has ended is not known"


def pools(noted: Noted) -> Iterator[str]:
    """What was asked for, what was done (a worker notes it before it returns) and whose results have come."""
    known = noted.objects("Pool", "ProcessPoolExecutor")
    tasks: Counter[str] = sum((Counter(pool["tasks"]) for pool in known), Counter())
    yield from noted.compare("tasks", tasks["submitted"], "s", 4)
    yield from at_least("tasks that are done", tasks["done"], noted.total["r"])
    yield from at_least("tasks that noted something", noted.total["t"], tasks["done"])
    for pool in known:
        yield from noted.are_dead("who died", pool["workers_died_pids"])
        yield from noted.are_dead("who broke it", pool["broken_by_pids"])
        for task in (*pool["lost_tasks"], *pool["perhaps_lost_tasks"]):
            yield from noted.are_dead(f"who lost {task['task']}", [task["pid"]])


def managers(noted: Noted) -> Iterator[str]:
    """Objects of a manager; a server that was killed may have done what nobody was told of."""
    families: dict[str, list[dict[str, Any]]] = {}
    for item in noted.report["objects"]:
        families.setdefault(item["family"], []).append(item)
    served = [item for item in families["lock"] if item["kind"] != "Lock"]  # that one is main's
    yield from at_least("acquires", total(served, "acquires"), noted.total["a"])
    yield from at_least("permits", total(families["counter"], "acquires"), noted.total["p"])
    yield from noted.compare("puts", total(families["buffer"], "puts"), "P")
    yield from noted.compare("gets", total(families["buffer"], "gets"), "G")
    yield from noted.compare("sets", total(families["flag"], "sets"), "s")
    yield from noted.compare("notifies", total(families["condition"], "notifies"), "m")
    yield from at_least("calls of dicts", total(families["value"], "calls"), noted.total["n"])
    for lock, left in zip(served, noted.left, strict=True):
        if left["free"] == [True] and lock["owner_pid"] is not None:
            yield f"the owner of a manager's lock is said to be {lock['owner_pid']}, but it is free"
        elif lock["owner_pid"] is not None:
            yield from noted.are_dead("the owner of a manager's lock", [lock["owner_pid"]])


#: By case of the script.
CHECKS: dict[str, Callable[[Noted], Iterator[str]]] = {
    "traffic": traffic,
    "locks": locks,
    "semaphores": semaphores,
    "events": events,
    "conditions": conditions,
    "barriers": barriers,
    "queues": queues,
    "blocks": blocks,
    "connections": connections,
    "starts": starts,
    "pools": pools,
    "executors": pools,
    "managers": managers,
}
