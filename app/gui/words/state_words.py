"""A process's condition in words, in the current language, with how long it has lasted."""

from __future__ import annotations

from app.language import translate
from app.state.model import Process, Run
from app.state.telling.durations import NOTICEABLE_NS, duration, lasting
from app.state.telling.threads import ThreadState, other_threads
from app.state.telling.words import TIMED, describe_condition


def state_text(process: Process, run: Run, now_ns: int) -> str:
    """What a process is doing: "blocked on lock (held by w1) 3 s, holding other"."""
    description = describe_condition(process, run, now_ns)
    texts = [str(part) for part in description.parts]
    since_ns = description.since_ns
    if description.condition in TIMED and since_ns is not None and now_ns - since_ns >= NOTICEABLE_NS:
        texts[0] = f"{texts[0]} {lasting_text(now_ns - since_ns)}"
    return translate("words", ", ").join(texts)


def states_text(process: Process, run: Run, now_ns: int) -> str:
    """The same, what its other threads are doing, and who has made it."""
    threads = [thread_text(one) for one in other_threads(process, run, now_ns)]
    maker = [made_by_text(process.made_by)] if process.made_by else []
    return " · ".join([state_text(process, run, now_ns), *threads, *maker])


def made_by_text(package: str) -> str:
    """That an installed package has made something, and not the script."""
    return translate("words", "made by {package}").format(package=package)


def thread_text(one: ThreadState) -> str:
    """What a thread is doing: "reader: blocked on q (empty)"."""
    return translate("words", "{thread}: {state}").format(thread=one.name, state=one.text)


def lasting_text(duration_ns: int) -> str:
    """How long something has lasted so far, in the current language."""
    return str(lasting(duration_ns))


def duration_text(duration_ns: int) -> str:
    """A duration that is over, in the current language."""
    return str(duration(duration_ns))
