"""Pools in the report of a run."""

from __future__ import annotations

from typing import Any

from app.recording.export.entries import pid_of, pids_of, place_of
from app.state.model import Run
from app.state.pool import PoolObject, TaskFailure, Worker
from app.wire.records import Stopped

_STOPPED = {Stopped.CLOSED: "closed", Stopped.TERMINATED: "terminated"}


def pool_entry(pool: PoolObject, run: Run) -> dict[str, Any]:
    """Tasks are chunks where chunks are handed over; a lost one was on a worker that has died."""
    tasks = {name: getattr(pool, name) for name in ("submitted", "waiting", "done", "failed", "cancelled")}
    return {
        "size": pool.size,
        "state": "broken" if pool.is_broken else _STOPPED.get(pool.stopped, "open"),
        "broken_by_pids": pids_of(pool.broken_by, run),
        "tasks": {
            **tasks,
            "running": len(pool.running),
            "lost": pool.lost,
            "cut_off": pool.cut_off,
            "counted": pool.is_counted,
        },
        "workers": [_worker(worker, run) for worker in pool.workers.values()],
        "workers_replaced": pool.replaced,
        "workers_died_pids": pids_of(pool.died, run),
        "initializer_failures": pool.initializer_failures,
        "last_failure": _task_failure(pool.last_failure, run) if pool.last_failure is not None else None,
        "lost_tasks": [_lost(task.text, task.process, run) for task in pool.lost_tasks],
        "perhaps_lost_tasks": [_lost(task.text, task.process, run) for task in pool.unsure.values()],
        "callbacks": pool.callbacks,
        "callback_error": pool.callback_error or None,
        "calls": pool.calls,
    }


def _worker(worker: Worker, run: Run) -> dict[str, Any]:
    process = run.processes.get(worker.process)
    is_thread = process is not None and worker.thread != process.main_thread
    thread = process.threads.get(worker.thread) if process is not None and is_thread else None
    return {
        "pid": pid_of(worker.process, run),
        "thread": None if thread is None else thread.name,
        "task": None if worker.task is None else worker.task.text,
        "tasks": worker.ran,
    }


def _lost(text: str, number: int, run: Run) -> dict[str, Any]:
    return {"task": text, "pid": pid_of(number, run)}


def _task_failure(failure: TaskFailure, run: Run) -> dict[str, Any]:
    told = _lost(failure.text, failure.process, run)
    return {**told, "error": failure.error, **place_of(failure.location)}
