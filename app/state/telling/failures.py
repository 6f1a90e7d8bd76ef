"""Why a process has failed, in words: its exception with the script's own line, else what it said last."""

from __future__ import annotations

import re

from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.history import Location
from app.state.model import Process, Run, Thread
from app.state.telling.waits import CONTEXT

_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
_IGNORED = "Exception ignored "  # in: <function C.__del__>, while calling deallocator <...>
_LONGEST = 300  # characters of a line of stderr

AT_LINE = QT_TRANSLATE_NOOP("words", "line {line}: {what}")
AT_LINE_OF = QT_TRANSLATE_NOOP("words", "line {line} of {file}: {what}")
STARTED_AT = QT_TRANSLATE_NOOP("words", "started at line {line}: {what}")
IN_THREAD = QT_TRANSLATE_NOOP("words", "thread {thread} has failed: {what}")
ON_STDERR = QT_TRANSLATE_NOOP("words", "on stderr: {text}")
SAID_LAST = QT_TRANSLATE_NOOP("words", "last line of stderr: {text}")


def failure_of(process: Process, run: Run) -> Sentence | None:
    """The exception that has ended a process; where none was told, the last that it wrote to stderr."""
    if process.error is not None and process.error_location is None and process.started_at is not None:
        line = process.started_at.line
        return Sentence(CONTEXT, STARTED_AT, what=one_line(process.error), line=line)
    if process.error is not None:
        return error_at(process.error, process.error_location, run)
    return said_last(process)


def has_trouble(process: Process) -> bool:
    """Whether an exception has ended it or one of its threads, or was ignored in it."""
    return process.has_failed or bool(failed_threads(process)) or bool(ignored_exception(process))


def troubles(process: Process, run: Run) -> tuple[Sentence, ...]:
    """What has gone wrong in a process that went on: exceptions of its threads, and one that was ignored."""
    ignored = ignored_exception(process)
    told = (Sentence(CONTEXT, ON_STDERR, text=ignored),) if ignored else ()
    return (*thread_failures(process, run), *told)


def ignored_exception(process: Process) -> str:
    """The last exception that a process has ignored, as Python tells of it on stderr; "" if there is none."""
    if _IGNORED not in process.stderr_tail:
        return ""
    lines = plain(process.stderr_tail).splitlines()
    heads = [number for number, line in enumerate(lines) if line.startswith(_IGNORED)]
    if not heads:
        return ""
    rest = (
        line for line in lines[heads[-1] + 1 :] if line.strip() and not line.startswith((" ", "Traceback "))
    )
    return one_line(f"{lines[heads[-1]]} {next(rest, '')}")[:_LONGEST]


def thread_failures(process: Process, run: Run) -> tuple[Sentence, ...]:
    """The exceptions that have left the code of its threads; the process has gone on."""
    told = (
        (one.name, error_at(one.error, one.error_location, run))
        for one in failed_threads(process)
        if one.error
    )
    return tuple(Sentence(CONTEXT, IN_THREAD, thread=name or "?", what=what) for name, what in told)


def failed_threads(process: Process) -> list[Thread]:
    """Its threads that an exception has ended."""
    return [thread for thread in process.threads.values() if thread.error is not None]


def said_last(process: Process) -> Sentence | None:
    """The last line that a process wrote to stderr."""
    said = last_line(process.stderr_tail)
    return Sentence(CONTEXT, SAID_LAST, text=said) if said else None


def error_at(error: str, place: Location | None, run: Run) -> Sentence:
    """An exception and the line that it came from; the file, too, if it is not the script itself."""
    what = one_line(error)
    if place is None:
        return Sentence(CONTEXT, "{what}", what=what)
    if place.file == run.script:
        return Sentence(CONTEXT, AT_LINE, what=what, line=place.line)
    return Sentence(CONTEXT, AT_LINE_OF, what=what, line=place.line, file=place.file_name)


def one_line(text: str) -> str:
    """A text of several lines in one."""
    return " ".join(text.split())


def plain(text: str) -> str:
    """A text without the escapes that colour it on a terminal, such as Python's own from 3.13 on."""
    return _ESCAPES.sub("", text)


def last_line(text: str) -> str:
    """The last line with something in it."""
    lines = plain(text).rstrip().rpartition("\n")
    return lines[2].strip()[:_LONGEST]
