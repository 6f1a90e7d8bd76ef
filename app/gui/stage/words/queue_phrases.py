"""What stands on the buffers, in words: plain texts made from the state."""

from __future__ import annotations

from itertools import islice

from app.gui.stage.words.phrases import process_name, thread_of_process
from app.gui.words.kind_words import class_beside, sized_kind
from app.gui.words.state_words import duration_text, made_by_text
from app.language import translate
from app.state.model import Run
from app.state.objects import QueueObject


def queue_title(queue: QueueObject) -> str:
    """The kind with its size: "JoinableQueue(30)", "shared queue (5) · AutoProxy[Queue]"."""
    maker = made_by_text(queue.made_by) if queue.made_by else ""
    return " · ".join(filter(None, (sized_kind(queue, queue.maxsize or None), class_beside(queue), maker)))


def queue_counts(queue: QueueObject) -> str:
    """How many: "5 of 30 · put 8 · got 3"."""
    of = translate("stage", "{size} of {maxsize}") if queue.maxsize else translate("stage", "size {size}")
    parts = [
        of.format(size=queue.size, maxsize=queue.maxsize),
        translate("stage", "put {count}").format(count=queue.puts),
        translate("stage", "got {count}").format(count=queue.gets),
    ]
    return " · ".join(parts)


def queue_peak(queue: QueueObject) -> str:
    """The most items that were in it at once."""
    return translate("stage", "peak {count}").format(count=queue.high_water)


def queue_unfinished(queue: QueueObject) -> str:
    """What task_done() is still to be called for: "unfinished 6"; "" when the queue does not count it."""
    if not queue.is_joinable:
        return ""
    return translate("stage", "unfinished {count}").format(count=queue.unfinished)


def queue_note(queue: QueueObject, run: Run) -> str:
    """Who waits for the queue, or waited in the run's last moment, and for what; "" when nobody does."""
    by_method: dict[str, list[str]] = {}
    for waiter in queue.waiters:
        process = run.processes.get(waiter.process)
        if process is not None:
            name = thread_of_process(process, waiter.thread)
            by_method.setdefault(waiter.operation.rpartition(".")[2], []).append(name)
    texts, told = [], _waits if run.ended_ns is None else _waited
    for method, template in told(queue.put_waits_for_pipe):
        names = ", ".join(dict.fromkeys(by_method.get(method, ())))
        if names:
            texts.append(template.format(queue=queue.name, names=names, count=queue.unfinished))
    return " · ".join(texts)


def _waits(for_pipe: bool) -> tuple[tuple[str, str], ...]:
    """What each method waits for."""
    place = translate("stage", "{queue}.put() in {names} waits for a free place")
    pipe = translate("stage", "{queue}.put() in {names} waits to write to the pipe")
    return (
        ("join", translate("stage", "{queue}.join() in {names} waits for {count} more task_done()")),
        ("put", pipe if for_pipe else place),
        ("get", translate("stage", "{queue}.get() in {names} waits for an item")),
        ("join_thread", translate("stage", "{names} waits until what is left in {queue} is sent")),
    )


def _waited(for_pipe: bool) -> tuple[tuple[str, str], ...]:
    """The same when the run is over."""
    place = translate("stage", "{queue}.put() in {names} waited for a free place")
    pipe = translate("stage", "{queue}.put() in {names} waited to write to the pipe")
    return (
        ("join", translate("stage", "{queue}.join() in {names} waited for {count} more task_done()")),
        ("put", pipe if for_pipe else place),
        ("get", translate("stage", "{queue}.get() in {names} waited for an item")),
        ("join_thread", translate("stage", "{names} waited until what is left in {queue} is sent")),
    )


def queue_drop(queue: QueueObject) -> str:
    """How many items were dropped, and what became of the last in one sentence; "" when none was."""
    drop = queue.last_drop
    if drop is None:
        return ""
    count = translate("stage", "dropped {count}").format(count=queue.dropped)
    sentence = (
        translate("stage", "{item} was dropped because it could not be sent")
        if drop.was_pickled
        else translate("stage", "{item} was dropped because it could not be pickled")
    )
    return f"{count} · {sentence.format(item=drop.text)}"


def queue_answers(queue: QueueObject, run: Run) -> str:
    """What it dropped and said last, and how often it refused: "qsize() -> 3 at 2.1 s · queue.Full × 2"."""
    parts = [text for text in (queue_drop(queue), _last_answer(queue, run)) if text]
    if queue.full_raised:
        parts.append(translate("stage", "queue.Full × {count}").format(count=queue.full_raised))
    if queue.empty_raised:
        parts.append(translate("stage", "queue.Empty × {count}").format(count=queue.empty_raised))
    return " · ".join(parts)


def _last_answer(queue: QueueObject, run: Run) -> str:
    """What it said last, and when, by the run's clock: it need not be so any more."""
    answer = queue.last_answer
    if answer is None:
        return ""
    return translate("stage", "{answer} at {time}").format(
        answer=answer.text, time=duration_text(answer.time_ns - run.began_ns)
    )


def _asked_by(queue: QueueObject, run: Run) -> str:
    """To whom it was said."""
    process = None if queue.last_answer is None else run.processes.get(queue.last_answer.process)
    if process is None:
        return ""
    return translate("stage", "asked by {process}").format(process=process_name(process))


def queue_tip(queue: QueueObject, run: Run) -> str:
    """Everything about a queue, line by line; the oldest items with their values."""
    items = [f"{place}: {item.text}" for place, item in enumerate(islice(queue.items, 8), 1)]
    if queue.size > len(items):
        items.append("…")
    head = f"{queue.name} · {queue_title(queue)}"
    counts = [queue_counts(queue), queue_peak(queue), queue_unfinished(queue)]
    answers = queue_answers(queue, run), _asked_by(queue, run)
    error = queue.last_drop.error if queue.last_drop is not None else ""
    lines = [head, *counts, " · ".join(filter(None, answers)), error, queue_note(queue, run), *items]
    return "\n".join(line for line in lines if line)
