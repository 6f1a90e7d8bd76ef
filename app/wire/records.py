"""The record format shared by probe, supervisor and recordings.

A log is a sequence of fixed-size *slots* (`RECORD`, 128 bytes, little endian). The first byte
is the slot's kind and is written last: zero means "reserved, not yet written". Text that does
not fit into a slot's inline field goes before it in `MORE` slots of the same thread. Names that
repeat (operations, files, kinds) are numbered once per log by `STRING` slots.

What a record means stands in it and is never guessed from a name: an OBJECT tells its `Family`
and its `Trait`s, an OPERATION its `Effect` and its bound.

Imported inside the script's processes: standard library only, any CPython from 3.10 on, and
nothing that would cost each of them an import (what only the reading side needs is in `frames`).
"""

from __future__ import annotations

import struct

# --- slots -------------------------------------------------------------------------------

#: kind u8, phase u8, text length u16 (bytes used of `text`), thread u32 (see `Kind.THREAD`),
#: time i64 (ns, monotonic), object id u64, operation u32 (string number), file u32 (string number),
#: line u32, more u8 (MORE slots that precede this one), meaning u8 (an operation's `Effect`, an
#: object's `Family`), traits u16 (an object's), value i64, bound f32 (see `FOR_EVER`), text 76 bytes (UTF-8).
RECORD = struct.Struct("<BBHIqQIIIBBHqf76s")
#: The same without the text, which the writer copies in by itself.
HEAD = struct.Struct("<BBHIqQIIIBBHqf")
SLOT = RECORD.size
INLINE = 76
assert SLOT == 128 and HEAD.size == SLOT - INLINE

#: Slots in a chunk file; a log is the files ``<pid>-<began ns>.<k>``, k = 0, 1, ...
CHUNK_SLOTS = 2048
CHUNK = CHUNK_SLOTS * SLOT
#: A writer waits at a chunk's border while this many of its chunks are not yet relayed (4 MiB).
CHUNKS_AHEAD = 16
#: A writer looks every so many slots whether it has to wait for the window.
PART_SLOTS = 256
#: The last slot of a chunk is kept for `LOST`: how many events had no room (a full disk).
LOST_SLOT = CHUNK_SLOTS - 1
#: The first slot of chunk 0 that is used: a process that says little takes 32 KiB.
FIRST_SLOT = CHUNK_SLOTS - 256


class Kind:
    """What a slot says (first byte)."""

    OPERATION = 1  # an operation that the script made
    STRING = 2  # text is string number `operation`; longer ones have MORE slots before them
    MORE = 3  # more text for the next slot of the same thread
    OBJECT = 4  # what object `object` is: class `operation`, meaning, traits, `value` (see `Family`); `text`:
    # fields, such as the installed package that has made it (`made_by`), if the script has not; file and
    # line: where it was made, or has come into this process
    NAME = 5  # what holds object `object` in the script gives it the name `text`; `value`: see `Holder`
    PROCESS = 6  # this process: text is fields of `pack_fields`
    VARIABLE = 7  # module-level variable `operation` (string number) has the repr in `text`
    VALUE = 8  # object `object` now has the repr in `text`
    LOST = 9  # `value` events had no room
    REAPED = 10  # a child of this process, pid `object`, was reaped; exit code `value` (-N: signal N)
    HELPER = 11  # this process has started a helper of multiprocessing: its pid is `object`, its name `text`
    THREAD = 12  # thread `thread` of this process is called `text`; `value` is the system's number for it;
    # `object` is the queue that it feeds. Phase BEGAN: one of the script's begins, whatever it will tell
    FAILURE = 13  # a patch of ours failed and stepped aside: which one and why is `text`
    HAS = 14  # this process has end `object` of a channel open: it has made or inherited it (`value` 0),
    # or received it (1); or it has sent it to another process, which has it open from now on (phase BEGAN).
    # Of a block of shared memory: it has inherited it attached
    THREAD_ENDED = 16  # thread `thread` of this process has ended
    MADE = 17  # this process has started process `object` (its pid) in code of the installed package `text`
    GONE = 18  # nobody has object `object` any more, and from now on its id may be another one's


class Phase:
    """How far an operation has come."""

    BEGAN = 1  # the call was made
    BLOCKED = 2  # it has to wait
    DONE = 3  # with its result
    FAILED = 4  # with the exception


class Family:
    """What an object is, whatever its class is called; what the value of its OBJECT record is."""

    LOCK = 1  # one owner at a time
    COUNTER = 2  # a number of permits; value: how many
    BUFFER = 3  # items are put in and got out; value: its maxsize
    VALUE = (
        4  # something is read and written; value: its `Shape`; a block's bytes; of memory the text tells more
    )
    FLAG = 5  # set or clear; value: 1 if it is set
    CONDITION = 6  # waits and notifies; value: the id of the lock that it was given, 0: it has its own
    BARRIER = 7  # all wait until all are there; value: how many; a VALUE record names its action
    CHANNEL = 8  # one end of it; value: bits of `End`
    POOL = 9
    SERVER = 10


#: The families' names in reports, by number; the first one stands for none.
FAMILY_NAMES = (
    "",
    "lock",
    "counter",
    "buffer",
    "value",
    "flag",
    "condition",
    "barrier",
    "channel",
    "pool",
    "server",
)


class Broken:
    """Why a barrier is broken, or a pool; with none of these by the end of workers."""

    ABORT = 1
    TIMEOUT = 2  # of a wait
    ACTION = 3  # it has raised
    INITIALIZER = 4  # a worker's has raised; what the other workers run comes to its end
    RESULT = 5  # one could not be unpickled, and no more are taken in; the text is the exception


class Access:
    """How a value in shared memory was read or written; bits of a READ's or WRITE's `value`."""

    UNDER_LOCK = 1  # the thread had taken its lock before
    UNKNOWN_LOCK = 2  # a lock of another library: whether it was taken before is not known
    OUTSIDE = 4  # the script has got the memory itself: what it does with that is not told


class Shape:
    """What a value is, as far as its class, or its proxy's, says so; `value` of its OBJECT."""

    UNKNOWN = 0
    DICT = 1
    LIST = 2
    NAMESPACE = 3
    VALUE = 4  # a single one
    ARRAY = 5
    SET = 6


class Trait:
    """What is special about an object; bits of `traits`."""

    REENTRANT = 1  # its owner may take it again
    BOUNDED = 2  # giving back more than was taken is refused
    COUNTS_TASKS = 4  # a buffer whose items are marked as finished, and that can be joined
    SERVED = 8  # it lives in a manager's server; its calls are messages
    BLOCK = 256  # a value that is a block of shared memory, attached by a name that the system knows
    LISTED = 512  # a block whose bytes are the items of a ShareableList; a VALUE record tells these


#: Between the items of an array, in the text of a VALUE record; so many of them are told.
BETWEEN_ITEMS = "\x1f"
ITEMS_TOLD = 12
#: The type of an array that has a value as a whole.
CHARACTERS = "c_char"


class Holder:
    """What gives an object its name; `value` of a NAME, the higher the better.

    A process tells one name for each that it finds. It tells a name once more, with another value, when
    that has changed: PASSING, when the variable has come to hold another object.
    """

    UNKNOWN = 0  # of a probe that did not tell
    PASSING = 1  # a variable that holds one object after the other
    ARGUMENT = 2  # of a function
    LOCAL = 3  # a variable of a function
    OBJECT = 4  # an attribute: `table.lock`, `workers[0].inbox`
    SELF = 5  # an attribute of `self`, or of a class
    OUTERMOST = 6  # a variable of a function that no other one has called, such as `main()`
    MODULE = 7  # a variable of a module; as all of these also what is in a container: `forks[0]`


class Effect:
    """What an operation does to its object, or to its process, whatever the method is called."""

    CALL = 1  # asks, or does something that no other word is for
    TAKE = 2  # a lock or a permit; value of DONE: 1 if it was got
    GIVE = 3  # gives it back
    PUT = 4  # an item into a buffer; value of DONE: the item's serial (for FAILED see below)
    GET = 5  # an item out of a buffer; value of DONE: the item's serial
    FINISH = 6  # an item is marked as finished
    SET = 7  # a flag
    CLEAR = 8  # a flag
    WAIT = 9  # for a flag, a notify, the other parties; value of DONE: 0 if the time was over
    NOTIFY = 10  # lets those go on who wait; value: how many it wakes, or NOT_COUNTED
    SEND = 11  # a message of `value` bytes through a channel; FAILED in a buffer: see below
    RECEIVE = 12  # a message of `value` bytes; a FAILED one with bytes is out of the channel all the same
    SUBMIT = 13  # a job of a pool; value: `task_value` of how many tasks it consists of
    START = 14  # a process; value of DONE: its pid
    RUN = 15  # a process's own code
    END = 16  # multiprocessing ends process `value` (a pid) because main's code is over
    SIGNAL = 17  # terminate, kill or interrupt; value: the pid
    JOIN = 18  # until a process has ended; value: its pid; not above 0: until any child has
    SLEEP = 19
    OPEN = 20  # a file
    PROGRAM = 21  # another program is started; value of DONE: its pid
    DRAIN = 22  # until all items of a buffer are finished
    POLL = 23  # until there is something to receive, or somebody to accept; value of DONE: 1 if there is
    CLOSE = 24  # an end of a channel, or what a process has attached of a block
    BREAK = (
        27  # a barrier; a DONE with a `Broken` as value says that it is broken from now on. Or a pool, the
    )
    # text has the pids of the workers by whose end
    RESET = 28  # a barrier
    ACT = 29  # a barrier's action, in the process of the last party; a pool's callback, value of FAILED:
    # `task_value` of its job, and 1 if the library passes the exception over
    READ = 30  # of a value; in memory with a lock, value of DONE: bits of `Access`
    WRITE = 31  # the same
    ATTACH = 32  # a block; value: bits of `Attach`, text: fields `name`, `tracker`, `tracker_pid`
    UNLINK = 33  # a block: its name is gone from the BEGAN on, unless it fails
    TASK = 34  # a pool's, in its worker; value: `task_value`, or INITIALIZER; text when it began: what it is
    WORK = 35  # BEGAN: this thread works for a pool; BLOCKED: it waits for a task; DONE: no more (`Leaving`)
    AWAIT = 36  # what comes of jobs; value: the job or ALL_JOBS; of DONE: 0 if the time was over
    SETTLE = 37  # a task's result, or that there will be none, has come to who asked for it; value as of TASK
    CANCEL = 38  # a task is not to be run any more; value as of TASK
    EXIT = 40  # what a process does when its code is over
    FLUSH = 41  # until what was put into a buffer has been sent
    THREADS = (
        42  # until threads have ended (text: their names; value: how many); at no line: at a process's end
    )
    THREAD = 43  # a thread's own code; FAILED with the exception that has left it
    TALK = 44  # until another program has ended, through its pipes (text); value: its pid
    ALTER = 48  # what a call on a value has returned, a copy, is changed at once, and nothing comes of that;
    # text: the item, and after `PLACE` how; value: 1 if it may take effect all the same
    ASK = 50  # how a job has failed (value: the job), or how a process has ended (no object; value: its pid)
    CHANGE_OWN = 51  # a process's code, now over, has changed at this line its own copy of a global variable,
    # or of an object that it was given; text: its name there, and after `PLACE` its value
    READ_OWN = 52  # behind a join, of process `value` (a pid), this line reads the same in this process;
    # with an object: behind a wait for what this pool was asked for
    FIRST_OWN = 56  # a process's code begins, and reads at this line a global variable that it does not
    # change; its value is told as above; value: 1 if it surely comes there; with an object: as this pool's
    GIVEN_OWN = 57  # before a process started the one of pid `value`, or asked this pool for a task, it had
    # changed at this line a variable that the other one reads
    UPDATE_UNSEEN = 58  # a process's code begins, and reads something at this line and writes it back at
    # another (value), under no lock; text: "file" or "block", and each after a `PLACE` its path or name, and
    # the item
    COPY = 55  # the script has forked: value: the child's pid; text: "buffered" if output may be copied
    QUIT = 54  # a process ends itself at this line; value: its exit code, negative for a signal
    FORK = 53  # as process `value` (a pid) was forked, a thread that is not in it was at this line
    # text: fields `thread`, and `lock`, one that was taken just then


# A FAILED RUN has a `Stage` as value, and the object that could not be opened.
# A FAILED GET has the serial of an item that is out of its buffer all the same, as nobody could unpickle it.
# An item that has been put may yet be dropped by the thread that sends it. That is told with the item's
# serial as value, by a FAILED PUT if it could not be pickled, by a FAILED SEND if its pickle was not sent.


class Stage:
    """How far a process had come when an exception ended it."""

    CODE = 0  # in its own code, or that is not known
    IMPORTING = 1  # the script, as a spawned child does first
    UNPICKLING = 2  # what it was given
    OPENING = 3  # a semaphore that it was given


class Attach:
    """How a process comes to have a block; bits of an ATTACH's value."""

    CREATED = 1
    RECEIVED = 2  # from another process, which has pickled it; with neither bit: by its name
    UNTRACKED = 4  # no resource tracker is told of it
    FORGOTTEN = 8  # nothing is attached: the script has told the tracker not to care for it any more


#: No item of a value, but all of it, or one that is not known.
NO_ITEM = -1

#: In place of how many are woken: the system does not say how many sleep.
NOT_COUNTED = -1

#: The ends of a channel are two objects; this bit of their ids, else the same, tells one from the other.
OTHER_END = 1


class End:
    """What can be done with an end of a channel; bits of an OBJECT's `value`."""

    READABLE = 1
    WRITABLE = 2
    LISTENS = 4  # for others that want to connect
    OF_PIPE = 8  # both ends were made at the same time


#: In place of a serial: there is an item, of a manager's buffer, and it has none.
NO_SERIAL = -1

#: In place of a task's value: what a worker runs before its first task.
INITIALIZER = -1
#: In place of a job: all of a pool.
ALL_JOBS = -1
#: In place of how many tasks a job has: nobody knows yet. Told once more when it is known.
UNCOUNTED = 0xFFFFFFFF
#: In the text of a task that failed: after the exception, the file, and the line.
PLACE = "\x1f"


class Leaving:
    """Why a worker takes no more tasks."""

    TOLD = 0  # there are none any more, or its pool is gone
    REPLACED = 1  # it has run as many as one worker may
    UNREADABLE = 2  # it has failed as the task that it got could not be unpickled; which one is not known


class Stopped:
    """Why a pool takes no more tasks; `value` of its CLOSE."""

    CLOSED = 1  # those that it has will be run
    TERMINATED = 2  # those that it has will not be run


#: In place of a task's number, of an ACT that has failed: the library has logged that, and goes on.
LOGGED = 2

#: The text of a CLOSE that nobody has called: nothing referred to the pool any more.
COLLECTED = "collected"
#: The text when it was the end of its `with` block, with no exception.
LEFT = "left"


def task_value(job: int, number: int) -> int:
    """A task of a job (0, 1, ...), or how many a job has, as the value of a record."""
    return (job & 0x7FFFFFFF) << 32 | min(max(0, number), UNCOUNTED)


#: With an effect: the operation has it only if its object is of a family that has it, and else is a CALL. A
#: manager's client calls a method whose name says what it does to a lock, and need not know if it is one.
IF_IT_HAS_IT = 0x80

#: The bound of an operation that may wait: for ever, not at all (0.0), or so many seconds at most.
FOR_EVER = -1.0
AT_ONCE = 0.0


def object_id_of(name: str) -> int:
    """The id of an object that has a name of its own, such as a file's path: the same in every process.

    FNV-1, 64 bits; the fold makes it, too, for a file that no process has opened yet.
    """
    number = 14695981039346656037
    for byte in name.encode("utf-8", "surrogatepass"):
        number = (number * 1099511628211 ^ byte) & 0xFFFFFFFFFFFFFFFF
    return number


def as_value(object_id: int) -> int:
    """An object's id as the value of a record, which has a sign."""
    return object_id - (1 << 64) if object_id >> 63 else object_id


def pack_fields(**fields: object) -> str:
    """Small named facts as one text, without a parser's import cost: ``a=1<US>b=x``."""
    return "\x1f".join(map("%s=%s".__mod__, fields.items()))


def unpack_fields(text: str) -> dict[str, str]:
    """The inverse of `pack_fields`; values come back as text."""
    pairs = (part.partition("=") for part in text.split("\x1f") if part)
    return {key: value for key, _, value in pairs}
