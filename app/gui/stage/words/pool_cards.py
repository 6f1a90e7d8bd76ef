"""The card of a pool, in words: who runs a task, how many wait, are done or have failed, and what is lost."""

from __future__ import annotations

from app.gui.stage.words.facets import Card, Flag, Named, Owners, named, of_its_time, one, waiting
from app.gui.stage.words.phrases import process_name
from app.gui.words.kind_words import class_beside, sized_kind
from app.language import translate
from app.state.model import Run
from app.state.pool import PoolObject, TaskFailure, Worker
from app.wire.records import Stopped

_WORKERS = 24


def pool_card(pool: PoolObject, run: Run) -> Card:
    """Its workers while it runs, then how it was stopped; what has come of its tasks.

    Of a manager's that is elsewhere only the calls of its clients are known.
    """
    if not pool.is_known:
        calls = translate("stage", "calls: {count}").format(count=pool.calls)
        line = waiting(pool.callers, run)
        return Card(pool.name, sized_kind(pool), "cpu", class_beside(pool), waiting=line, counts=calls)
    flag = _flag(pool, run)
    return Card(
        name=pool.name,
        kind=sized_kind(pool, pool.size or None),
        class_name=class_beside(pool),
        icon="cpu",
        owners=None if flag is not None else _running(pool, run),
        flag=flag,
        waiting=waiting(pool.callers, run),
        counts=_counts_text(pool),
        trouble=_trouble_text(pool, run),
    )


def _flag(pool: PoolObject, run: Run) -> Flag | None:
    """How it was stopped, if nothing runs any more."""
    if pool.is_broken and not (pool.runs_on and pool.running):
        by = one(pool.broken_by[0] if pool.broken_by else None, run)
        return Flag(False, translate("stage", "broken"), by, is_bad=True)
    if pool.running or not pool.stopped:
        return None
    closed = pool.stopped == Stopped.CLOSED
    return Flag(False, translate("stage", "closed") if closed else translate("stage", "terminated"), None)


def _running(pool: PoolObject, run: Run) -> Owners:
    """Who runs a task, and how many of all are over."""
    running = sorted(pool.running, key=lambda worker: worker.since_ns)[:_WORKERS]
    names = tuple(name for worker in running for name in _named(worker, run))
    over = pool.done + pool.failed + pool.cancelled + pool.lost
    share = f"{over}/{pool.submitted}" + ("" if pool.is_counted else "+")
    label = of_its_time(run, translate("stage", "running"), translate("stage", "was running"))
    return Owners(names, share, False, "" if names else _idle_text(pool, run), label)


def _idle_text(pool: PoolObject, run: Run) -> str:
    initializing = sum(1 for worker in pool.workers.values() if worker.initializer)
    if initializing:
        return translate("stage", "in the initializer: {count}").format(count=initializing)
    now = translate("stage", "no task runs · workers: {count}")
    then = translate("stage", "no task ran · workers: {count}")
    return of_its_time(run, now, then).format(count=len(pool.workers))


def _named(worker: Worker, run: Run) -> tuple[Named, ...]:
    """A process; or a thread of one, under its own name."""
    process = run.processes.get(worker.process)
    if process is None:
        return ()
    thread = process.threads.get(worker.thread)
    is_main = worker.thread == process.main_thread
    return (Named(worker.process, process_name(process) if is_main or thread is None else thread.name),)


def _counts_text(pool: PoolObject) -> str:
    """Of the tasks, then of the workers and the callbacks."""
    counts = [
        (translate("stage", "waiting: {count}"), pool.waiting),
        (translate("stage", "done: {count}"), pool.done),
        (translate("stage", "failed: {count}"), pool.failed),
        (translate("stage", "cancelled: {count}"), pool.cancelled),
        (translate("stage", "cut off: {count}"), pool.cut_off),
        (translate("stage", "workers replaced: {count}"), pool.replaced),
        (translate("stage", "callbacks: {count}"), pool.callbacks),
    ]
    return " · ".join(
        text.format(count=count) for index, (text, count) in enumerate(counts) if count or index < 2
    )


def _trouble_text(pool: PoolObject, run: Run) -> str:
    """The worst that has happened: what is lost before what has only failed."""
    if pool.callback_error:
        return translate("stage", "callback: {error}: no more results").format(error=pool.callback_error)
    if pool.lost_tasks:
        task = pool.lost_tasks[-1]
        names = ", ".join(name.name for name in named([task.process], run))
        text = task.text or translate("stage", "a task")
        return translate("stage", "lost: {task}, with {name}").format(name=names, task=text)
    if pool.unsure:
        doubtful = next(iter(pool.unsure.values()))
        names = ", ".join(name.name for name in named([doubtful.process], run))
        text = translate("stage", "perhaps lost: {task}, with {name}")
        return text.format(name=names, task=doubtful.text)
    if pool.initializer_failures and not pool.initializer_error:
        return translate("stage", "initializer failed")
    if pool.initializer_failures:
        return translate("stage", "initializer: {error}").format(error=pool.initializer_error)
    if pool.died:
        names = ", ".join(name.name for name in named(pool.died[-3:], run))
        return translate("stage", "died: {names}").format(names=names)
    return "" if pool.last_failure is None else failure_text(pool.last_failure)


def failure_text(failure: TaskFailure) -> str:
    """``sq(13): ValueError: unlucky, line 3``"""
    line = ""
    if failure.location is not None:
        line = translate("stage", "line {line}").format(line=failure.location.line)
    told = ": ".join(part for part in (failure.text, failure.error) if part)
    return ", ".join(part for part in (told, line) if part)
