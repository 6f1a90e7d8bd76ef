"""What was seen from outside, folded: the stacks of a process, and the lines that it is at by them."""

from __future__ import annotations

from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.context import Context
from app.state.model import Process
from app.state.telling.stacks import own_location
from app.wire.facts import SamplingFailed, StacksSeen
from app.wire.records import Effect

MISSING = QT_TRANSLATE_NOOP(
    "Banner",
    "What the processes do between their calls is not seen, because py-spy is missing; "
    "install it beside Procession (pip install py-spy).",
)
REFUSED = QT_TRANSLATE_NOOP(
    "Banner",
    "What the processes do between their calls is not seen, because this system does not allow it. "
    "This line allows it: sudo sysctl kernel.yama.ptrace_scope={text}",
)
LOCKED = QT_TRANSLATE_NOOP(
    "Banner",
    "What the processes do between their calls is not seen, because this system allows it to nobody until it "
    "is started anew with another kernel.yama.ptrace_scope than 3.",
)
FORBIDDEN = QT_TRANSLATE_NOOP(
    "Banner",
    "What the processes do between their calls is not seen, because this system does not allow it. "
    "A container allows it when it is started with --cap-add=SYS_PTRACE.",
)
HANGS = QT_TRANSLATE_NOOP(
    "Banner",
    "What the processes do between their calls is not seen any more, because py-spy did not answer in time.",
)
FAILS = QT_TRANSLATE_NOOP(
    "Banner",
    "What some processes do between their calls is not seen, because py-spy could not read them: {text}",
)
SILENT = QT_TRANSLATE_NOOP(
    "Banner",
    "What some processes do between their calls is not seen, because py-spy ended without an answer.",
)
_TROUBLES = {
    "missing": MISSING,
    "refused": REFUSED,
    "locked": LOCKED,
    "forbidden": FORBIDDEN,
    "hangs": HANGS,
}
#: Calls in which code of the script runs: where that is, only the stack tells.
_OF_SCRIPT = frozenset((Effect.TASK, Effect.ACT, Effect.EXIT))


def stacks_seen(context: Context, fact: StacksSeen) -> None:
    """A process was looked at; what it has told since counts more."""
    process = context.alive.get(fact.number)
    if process is None or fact.time_ns < process.stacks_ns:
        return
    process.stacks, process.stacks_ns = fact.threads, fact.time_ns
    if fact.time_ns >= process.seen_ns:
        _place(process)


def _place(process: Process) -> None:
    """The lines that its threads are at, unless their calls tell."""
    by_system = {thread.system_number: number for number, thread in process.threads.items()}
    for stack in process.stacks:
        location, is_main = own_location(stack), stack.system_number == process.pid
        number = process.main_thread if is_main else by_system.get(stack.system_number)
        call = process.calls.get(number or 0)
        if location is None or (call is not None and call.effect not in _OF_SCRIPT):
            continue
        if is_main:
            process.location = location
        elif number in process.threads:
            process.threads[number].location = location


def sampling_failed(context: Context, fact: SamplingFailed) -> None:
    """Stacks cannot be read; the first trouble is the one that is shown."""
    if context.run.sampling_failure is None:
        template = _TROUBLES.get(fact.trouble, FAILS if fact.text else SILENT)
        context.run.sampling_failure = Sentence("Banner", template, text=fact.text)
