"""The critical path of a run in one sentence."""

from __future__ import annotations

from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.critical_path import On, Part, Path
from app.state.history import Location
from app.state.model import Run

CONTEXT = "words"
#: Parts that are told: so many, of at least this share; what is not known is always told.
_TOLD, _LEAST = 3, 0.05
_LEAST_UNKNOWN = 0.01

PATH = QT_TRANSLATE_NOOP("words", "{share} % of {duration} s is {part}")
MORE = QT_TRANSLATE_NOOP("words", "{told}, {share} % is {part}")
LOCK = QT_TRANSLATE_NOOP("words", "waiting for {object}")
LOCK_AT = QT_TRANSLATE_NOOP("words", "waiting for {object}, mostly held {place}")
IN_ONE = QT_TRANSLATE_NOOP("words", "spent in {process}")
IN_SEVERAL = QT_TRANSLATE_NOOP("words", "spent in {count} processes, one after the other")
SLEEP = QT_TRANSLATE_NOOP("words", "spent in time.sleep()")
SLEEP_AT = QT_TRANSLATE_NOOP("words", "spent in time.sleep(), mostly {place}")
TIMEOUT = QT_TRANSLATE_NOOP("words", "waiting until a timeout is over")
TIMEOUT_AT = QT_TRANSLATE_NOOP("words", "waiting until a timeout is over, mostly {place}")
START = QT_TRANSLATE_NOOP("words", "starting processes")
HANDOVER = QT_TRANSLATE_NOOP("words", "handing over from one process to the next")
UNKNOWN = QT_TRANSLATE_NOOP("words", "not known")
AT = QT_TRANSLATE_NOOP("words", "at line {line}")
AT_FILE = QT_TRANSLATE_NOOP("words", "at line {line} of {file}")

_PLAIN = {On.START: START, On.HANDOVER: HANDOVER, On.UNKNOWN: UNKNOWN}
_WITH_PLACE = {On.LOCK: (LOCK, LOCK_AT), On.SLEEP: (SLEEP, SLEEP_AT), On.TIMEOUT: (TIMEOUT, TIMEOUT_AT)}


def path_told(path: Path, run: Run) -> Sentence:
    """On what the time of the run was spent, the most of it first."""
    sentence: Sentence | None = None
    for part in _worth_telling(path):
        share, told = round(100 * part.total_ns / path.duration_ns), _part(part, run)
        if sentence is None:
            duration = f"{path.duration_ns / 1e9:.1f}"
            sentence = Sentence(CONTEXT, PATH, share=share, duration=duration, part=told)
        else:
            sentence = Sentence(CONTEXT, MORE, told=sentence, share=share, part=told)
    assert sentence is not None, "the longest part is always told"
    return sentence


def _worth_telling(path: Path) -> list[Part]:
    """The longest parts, and how much is not known."""
    known = [part for part in path.parts if part.on is not On.UNKNOWN]
    told = [part for part in known[:_TOLD] if part.total_ns >= _LEAST * path.duration_ns]
    unknown = [part for part in path.parts if part.on is On.UNKNOWN]
    return [
        *told,
        *(part for part in unknown if part.total_ns >= _LEAST_UNKNOWN * path.duration_ns or not told),
    ]


def _part(part: Part, run: Run) -> Sentence:
    if part.on in _PLAIN:
        return Sentence(CONTEXT, _PLAIN[part.on])
    if part.on is On.WORK:
        return _in_processes(part, run)
    plain, with_place = _WITH_PLACE[part.on]
    known, location = run.objects.get(part.object), part.location
    values = {} if part.on is not On.LOCK else {"object": "?" if known is None else known.name}
    if location is None:
        return Sentence(CONTEXT, plain, **values)
    return Sentence(CONTEXT, with_place, place=_place(location, run), **values)


def _in_processes(part: Part, run: Run) -> Sentence:
    """The only process in whose code nearly all of it was spent, or how many they were."""
    most = max(part.by_process, key=lambda number: part.by_process[number])
    if part.by_process[most] >= 0.9 * part.total_ns:
        process = run.processes[most]
        return Sentence(CONTEXT, IN_ONE, process=process.name or str(process.pid))
    return Sentence(CONTEXT, IN_SEVERAL, count=len(part.by_process))


def _place(location: Location, run: Run) -> Sentence:
    if location.file == run.script or not run.script:
        return Sentence(CONTEXT, AT, line=location.line)
    return Sentence(CONTEXT, AT_FILE, line=location.line, file=location.file_name)
