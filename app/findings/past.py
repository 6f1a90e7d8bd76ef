"""What was found, told when the run is over: what waited then "waited", and nothing "is" held any more.

Each sentence that tells of the present has its past here; what is true at any time is told as it was found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.findings import (
    busy_wait,
    deadlock,
    endless,
    eof_never_comes,
    failing_initializer,
    fork_with_threads,
    full_both_ways,
    interrupted,
    killed_while_holding,
    lost_exception,
    lost_worker,
    missing_lock,
    never_set,
    not_shared,
    owner_died,
    say,
    starved_pool,
    undrained_join,
    unread_result,
    vanished_item,
    waiting_callback,
)
from app.findings.rule import Finding
from app.language import QT_TRANSLATE_NOOP, Sentence

_WAITS = {
    say.MAY: QT_TRANSLATE_NOOP("findings", "This wait might have been for ever: {message}"),
    say.WAIT_ONE: QT_TRANSLATE_NOOP("findings", "{who} waited"),
    say.WAIT_MANY: QT_TRANSLATE_NOOP("findings", "{who} waited"),
    say.WAITS_LOCK: QT_TRANSLATE_NOOP("findings", "{who} waited for {object}, held by {owner}"),
    say.WAITS_ITSELF: QT_TRANSLATE_NOOP("findings", "{who} waited for {object}, which it held itself"),
    say.WAITS_JOIN: QT_TRANSLATE_NOOP("findings", "{who} waited for {owner} to end"),
    say.WAITS_MESSAGE: QT_TRANSLATE_NOOP("findings", "{who} waited for a message on {object} from {owner}"),
    say.WAITS_ROOM: QT_TRANSLATE_NOOP(
        "findings", "{who} waited for room in {object}, which {owner} would have had to read"
    ),
    say.WAITS_PIPE_ROOM: QT_TRANSLATE_NOOP(
        "findings", "{who} waited for room in a pipe, which only {owner} could have read"
    ),
    say.WAITS_PIPE_DATA: QT_TRANSLATE_NOOP(
        "findings", "{who} waited for data from a pipe, which only {owner} could have written"
    ),
    say.WAITS_RESULT: QT_TRANSLATE_NOOP("findings", "{who} waited for a result of {object} from {owner}"),
    say.WAITS_OTHER: QT_TRANSLATE_NOOP("findings", "{who} waited in {operation} for {object}"),
    say.WAITS_PLAIN: QT_TRANSLATE_NOOP("findings", "{who} waited in {operation}"),
    deadlock.MAY_BE_SEEN: QT_TRANSLATE_NOOP(
        "findings",
        "This may have been a deadlock: {waits}. That was seen from outside, of one after the other.",
    ),
    deadlock.MAY_BE: QT_TRANSLATE_NOOP(
        "findings", "This may have been a deadlock: {waits}; a process that ran could still have ended it."
    ),
    endless.EMPTY: QT_TRANSLATE_NOOP(
        "findings", "{waits} for an item of {object}, which was empty, and nobody was left to put one."
    ),
    endless.FULL: QT_TRANSLATE_NOOP(
        "findings", "{waits} for room in {object}, which was full, and nobody was left to take an item."
    ),
    endless.UNFINISHED: QT_TRANSLATE_NOOP(
        "findings",
        "{waits} until every item of {object} was marked by task_done(); that was missing for {count}, "
        "and nobody was left to do it.",
    ),
    endless.UNSET: QT_TRANSLATE_NOOP(
        "findings", "{waits} for {object} to be set, and nobody was left to set it."
    ),
    endless.UNNOTIFIED: QT_TRANSLATE_NOOP(
        "findings", "{waits} for a notify of {object}, and nobody was left to notify."
    ),
    endless.PARTIES: QT_TRANSLATE_NOOP(
        "findings",
        "{waits} at {object}: {there} of {parties} parties came, and no other was left to come.",
    ),
    endless.PERMITS: QT_TRANSLATE_NOOP(
        "findings",
        "{waits} for {object}, of which no permit was left, and nobody who could have given one back could "
        "move.",
    ),
    endless.ITSELF: QT_TRANSLATE_NOOP(
        "findings",
        "{waits} in {operation} until all who waited for {object} had woken up, and who called that was one "
        "of them: a signal handler did so in the middle of {outer}.",
    ),
    endless.DEAD_SLEEPER: QT_TRANSLATE_NOOP(
        "findings",
        "{waits} in {operation} until all who waited for {object} had woken up; a wait still counted "
        "though its process had ended in it: {processes}.",
    ),
    endless.OTHER: QT_TRANSLATE_NOOP(
        "findings", "{waits} in {operation}, and nobody was left who could have ended this wait."
    ),
    eof_never_comes.MESSAGE: QT_TRANSLATE_NOOP(
        "findings",
        "{waits} for more on {object}; its other end {other} was open only in {holders}, where nobody would "
        "have sent. As long as it is open there, recv() raises no EOFError.",
    ),
    fork_with_threads.MESSAGE: QT_TRANSLATE_NOOP(
        "findings",
        "{waits} for a lock, and no other thread was left there to give it back: when {parent}, {threads}. A "
        "lock that was taken then stayed taken in the child, and may have been this one.",
    ),
    full_both_ways.MESSAGE: QT_TRANSLATE_NOOP(
        "findings",
        "{waits} for room in the pipe of {object}, which was full, and nobody who could read it was able to.",
    ),
    full_both_ways.RING: QT_TRANSLATE_NOOP(
        "findings", "Each waited for another one to read, and none read: {waits}."
    ),
    owner_died.MESSAGE_MANY: QT_TRANSLATE_NOOP(
        "findings", "{owner} ended while they held {object}, so nobody gave it back; {waits} for it."
    ),
    owner_died.MESSAGE: QT_TRANSLATE_NOOP(
        "findings", "{owner} ended while it held {object}, so nobody gave it back; {waits} for it."
    ),
    starved_pool.MESSAGE: QT_TRANSLATE_NOOP(
        "findings",
        "Every worker of {object} waited for another task of {object}, and none was left to run it: {waits} "
        "for results.",
    ),
    waiting_callback.MESSAGE: QT_TRANSLATE_NOOP(
        "findings",
        "{callback}, a callback of {object}, waited in {operation} for {object} itself, in the thread that "
        "takes in the results of {object}: none came before it returned.",
    ),
    undrained_join.MESSAGE: QT_TRANSLATE_NOOP(
        "findings",
        "{waits}, and {process} could not end: what was put on {object} did not fit into its pipe, and "
        "nobody else was left to take it (items there: {items}, put at {places}).",
    ),
    undrained_join.NOBODY_JOINS: QT_TRANSLATE_NOOP(
        "findings",
        "{process} could not end: what was put on {object} did not fit into its pipe, and nobody was left to "
        "take it (items there: {items}, put at {places}).",
    ),
}
_OTHERS = {
    never_set.MESSAGE: QT_TRANSLATE_NOOP(
        "findings",
        "This might have gone on for ever: {object} was looked at again and again by {who}, and nobody else "
        "was left to set it; {waits}.",
    ),
    busy_wait.MESSAGE: QT_TRANSLATE_NOOP(
        "findings",
        "{process} asked again and again instead of waiting: {call}, {count} times in {seconds} s, each time "
        "in vain.",
    ),
    failing_initializer.STARTS: QT_TRANSLATE_NOOP(
        "findings", "{message} The pool went on starting new ones until its end."
    ),
    failing_initializer.BROKEN: QT_TRANSLATE_NOOP(
        "findings", "{message} That broke {object}: it ran nothing any more."
    ),
    interrupted.WAITS: interrupted.WAITED,
    killed_while_holding.HELD: QT_TRANSLATE_NOOP(
        "findings",
        "{process} {end} while it held {objects}: nobody else could give that back, and whoever had taken it "
        "next ({others} may have) would have waited for ever.",
    ),
    killed_while_holding.WAITED: QT_TRANSLATE_NOOP(
        "findings",
        "{process} {end} while it held {objects}: nobody else could give that back, and {others} waited for "
        "it in vain.",
    ),
    killed_while_holding.IN_QUEUE: QT_TRANSLATE_NOOP(
        "findings",
        "{process} {end} while it waited in {operation} of {object}: it may have had the lock by which one "
        "at a time gets from it, and then {others} could get nothing from it any more.",
    ),
    lost_exception.PASSED_OVER: QT_TRANSLATE_NOOP(
        "findings",
        "{callback}, a callback of {object}, has raised {error} for {task}. The thread of the pool has "
        "swallowed it, and that task never counted as done.",
    ),
    lost_exception.ENDED: QT_TRANSLATE_NOOP(
        "findings",
        "{callback}, a callback of {object}, has raised {error} for {task}. That has ended the thread that "
        "takes in the results: no more came.",
    ),
    lost_worker.NEVER: QT_TRANSLATE_NOOP("findings", "{message} The result of that never came."),
    lost_worker.WAITS: QT_TRANSLATE_NOOP(
        "findings", "{message} The result of that never came, and {waits} for it."
    ),
    lost_worker.BROKE: QT_TRANSLATE_NOOP(
        "findings",
        "{message} That broke {object}: the other tasks that ran or waited ({count}) failed with "
        "BrokenProcessPool{place}, too, though nothing was wrong with them.",
    ),
    lost_worker.BROKE_ON_THE_WAY: QT_TRANSLATE_NOOP(
        "findings",
        "{message} That broke {object}: the tasks that ran or waited ({count}) failed with "
        "BrokenProcessPool{place}. It is not known whether one of them has ended the worker, as it was "
        "unpickled or its result pickled.",
    ),
    lost_worker.BROKE_ALONE: QT_TRANSLATE_NOOP(
        "findings",
        "{message} That broke {object}: it ran nothing more, and raised BrokenProcessPool{place}.",
    ),
    missing_lock.MESSAGE: QT_TRANSLATE_NOOP(
        "findings",
        "{one} and {other} read {item} and wrote it back at the same time, with no common lock: a change "
        "could have got lost, though none was seen to.",
    ),
    not_shared.AFTER: QT_TRANSLATE_NOOP("findings", "after they had run"),
    not_shared.MESSAGE: QT_TRANSLATE_NOOP(
        "findings",
        "{children} changed {names} in the memory of their own process only: {parent} still had {values} "
        "where it read that {place}.",
    ),
    unread_result.EXCEPTION: QT_TRANSLATE_NOOP(
        "findings",
        "{task} of {object} has raised {raised}. That could be pickled, but not unpickled: it gave {error} "
        "in the thread that takes in the results, and ended it. No result of {object} came any more.",
    ),
    unread_result.RESULT: QT_TRANSLATE_NOOP(
        "findings",
        "What {task} of {object} returned could be pickled, but not unpickled: it gave {error} in the thread "
        "that takes in the results, and ended it. No result of {object} came any more.",
    ),
    vanished_item.NOT_PICKLED: QT_TRANSLATE_NOOP(
        "findings",
        "{item}, which {process} has put on {object}, has vanished: put() had returned when it could not be "
        "pickled ({error}), so nobody got it.",
    ),
    vanished_item.AT_END: QT_TRANSLATE_NOOP(
        "findings",
        "{item}, which {process} has put on {object}, has vanished without a word: it could not be pickled, "
        "and its process was about to end. Nobody got it, nor what was put there after it.",
    ),
    vanished_item.NOT_SENT: QT_TRANSLATE_NOOP(
        "findings",
        "{item}, which {process} has put on {object}, has vanished: put() had returned when it could not be "
        "sent ({error}), so nobody got it.",
    ),
}
#: The template of a sentence about what is -> that of one about what was.
PAST: Mapping[str, str] = {**_WAITS, **_OTHERS}


def in_past(finding: Finding) -> Finding:
    """A finding of a run that is over; it stays the same one."""
    return replace(finding, message=_retold(finding.message))


def _retold(sentence: Sentence) -> Sentence:
    values = {
        name: _retold(value) if isinstance(value, Sentence) else value
        for name, value in sentence.values.items()
    }
    return Sentence(sentence.context, PAST.get(sentence.template, sentence.template), **values)
