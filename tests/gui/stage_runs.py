"""States of runs, for tests of what is drawn."""

from __future__ import annotations

from app.state.history import Location
from app.state.model import Outcome, Process, Run
from app.state.objects import (
    ChannelEnd,
    FlagObject,
    Item,
    LockObject,
    Owner,
    QueueObject,
    Transfer,
    ValueObject,
    Waiter,
)
from app.wire.records import OTHER_END, Effect, Family, Shape, Trait
from tests.state.build import FAMILIES, made_call

SECOND_NS = 1_000_000_000
NOW_NS = 100 * SECOND_NS
QUEUE, LOCK, DICT, FLAG, READER = 2**63 + 9, 5, 6, 7, 8


def process(run: Run, number: int, name: str, kind: str = "process") -> Process:
    """A living process; number 1 is main."""
    made = Process(number, 4100 + number, 4101, name, kind, watched=True, began_ns=NOW_NS - 9 * SECOND_NS)
    made.last_operation, made.main_thread = "time.sleep", 1
    made.location = Location("/tmp/script.py", 10 + number)
    run.processes[number] = made
    return made


def call(
    made: Process, operation: str, object_id: int = 0, argument: str = "", blocked: bool = False
) -> None:
    """The process has been in this call for 1.8 s."""
    made.calls[1] = made_call(operation, object_id, NOW_NS - 1_800_000_000, blocked, argument)


def plain_run() -> Run:
    """Main alone."""
    run = Run(target="t", script="/tmp/script.py", began_ns=NOW_NS - 9 * SECOND_NS, now_ns=NOW_NS, version=1)
    process(run, 1, "main", "main")
    return run


def queue_run(maxsize: int = 30, items: int = 5, kind: str = "JoinableQueue") -> Run:
    """A producer that waits in join(), a daemon consumer, and items between them."""
    run = plain_run()
    producer, consumer = process(run, 2, "producer"), process(run, 3, "consumer")
    consumer.daemon = True
    family, traits = FAMILIES[kind]
    queue = QueueObject(QUEUE, kind, "q", True, maxsize=maxsize, producers={2}, consumers={3})
    queue.family, queue.traits = family, traits
    run.objects[QUEUE] = queue
    for _ in range(items):
        put(run)
    call(producer, f"{kind}.join", QUEUE, blocked=True)
    queue.waiters.append(Waiter(2, 1, f"{kind}.join", NOW_NS))
    call(consumer, "time.sleep", argument="0.5")
    return run


def put(run: Run) -> Item:
    """The producer puts the next item."""
    queue = run.objects[QUEUE]
    assert isinstance(queue, QueueObject)
    queue.puts += 1
    item = Item(f"'大包子{queue.puts}号'", 2, run.now_ns, queue.puts)
    queue.items.append(item)
    queue.size += 1
    queue.high_water = max(queue.high_water, queue.size)
    queue.recent.append(Transfer(item.number, item.text, 2, run.now_ns, True))
    run.version += 1
    return item


def get(run: Run) -> Item:
    """The consumer gets the oldest item."""
    queue = run.objects[QUEUE]
    assert isinstance(queue, QueueObject)
    item = queue.items.popleft()
    queue.size -= 1
    queue.gets += 1
    queue.recent.append(Transfer(item.number, item.text, 3, run.now_ns, False))
    run.version += 1
    return item


def lock_run(workers: int = 10) -> Run:
    """Workers of which the first holds the lock and the others wait in line."""
    run = plain_run()
    lock = LockObject(LOCK, "Lock", "lock", True, owners=[Owner(2, NOW_NS - SECOND_NS)], acquires=4)
    value = ValueObject(DICT, "DictProxy", "m_d", True, value="{'num': 94}", last_process=2)
    value.last_call = "__setitem__('num', 94)"
    value.family, value.traits, value.shape = Family.VALUE, Trait.SERVED, Shape.DICT
    run.objects |= {LOCK: lock, DICT: value}
    for number in range(2, 2 + workers):
        worker = process(run, number, f"worker-{number - 1}")
        if number == 2:
            worker.holding[LOCK] = NOW_NS - SECOND_NS
        else:
            call(worker, "Lock.acquire", LOCK, blocked=True)
            lock.waiters.append(Waiter(number, 1, "Lock.acquire", NOW_NS, Effect.TAKE))
    return run


def flag_run() -> Run:
    """A worker that waits for a flag which main has cleared."""
    run = plain_run()
    flag = FlagObject(FLAG, "Event", "ready", True, sets=2, changed_by=1)
    flag.family = FAMILIES["Event"][0]
    run.objects[FLAG] = flag
    call(process(run, 2, "worker"), "Event.wait", FLAG, blocked=True)
    flag.waiters.append(Waiter(2, 1, "Event.wait", NOW_NS, Effect.WAIT))
    return run


def kill(run: Run, number: int) -> None:
    """The process is killed, whatever it holds stays held."""
    victim = run.processes[number]
    victim.ended_ns, victim.exitcode, victim.signal, victim.outcome = NOW_NS, -9, 9, Outcome.KILLED
    for key in victim.holding:
        lock = run.objects[key]
        if isinstance(lock, LockObject):
            lock.owner_is_dead = True
    run.version += 1


def channel_run(users: int = 1) -> Run:
    """Workers that wait for messages on the end that main has closed, and have its other end open."""
    run = plain_run()
    reader = ChannelEnd(READER, "Connection", "reader", True, was_open=True, of_pipe=True)
    writer = ChannelEnd(READER | OTHER_END, "Connection", "writer", True, was_open=True, of_pipe=True)
    writer.sent, writer.bytes_sent, reader.received, reader.to_receive = 5, 90, 3, 2
    run.objects |= {reader.id: reader, writer.id: writer}
    for number in range(2, 2 + users):
        call(process(run, number, f"worker-{number - 1}"), "Connection.recv", READER, blocked=True)
        reader.waiters.append(Waiter(number, 1, "Connection.recv", NOW_NS, Effect.RECEIVE))
        reader.open_in[number] = writer.open_in[number] = 1
    for end in (reader, writer):
        end.family = FAMILIES["Connection"][0]
    return run
