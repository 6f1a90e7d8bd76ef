"""What was found is told as past when the run is over, by every rule."""

from __future__ import annotations

import pkgutil
import re
import string
from importlib import import_module

import pytest

import app.findings
from app.findings.judge import judge
from app.findings.past import PAST, in_past
from tests.state.test_ended_with_run import philosophers, stopped

#: Words by which a sentence tells of the present.
PRESENT = re.compile(
    r"\b(waits?|is|are|cannot|can|will|comes|goes|asks|fails?|gives|stays|still|reads|never)\b"
)
#: What is true at any time, by the file of the rule and the name of the template.
AT_ANY_TIME = {
    "abandoned_tasks.COLLECTED",
    "abandoned_tasks.ENDED",
    "abandoned_tasks.LEFT",
    "always_empty.MESSAGE",
    "always_full.MESSAGE",
    "left_behind.BLOCK",
    "left_behind.REMOVED",
    "left_behind.ZOMBIES",
    "lock_order.MESSAGE",
    "lost_exception.UNASKED",
    "lost_exception.UNRUN",
    "lost_update.MESSAGE",
    "lost_update.BOTH",
    "nested_change.KEPT",
    "nested_change.MAY",
    "nested_change.MESSAGE",
    "no_main_guard.MESSAGE",
    "printed_twice.MESSAGE",
    "stale_answer.AROUND",
    "stale_answer.ENDED",
    "stale_answer.ENDED_ONE",
    "stale_answer.MESSAGE",
    "stale_answer.MESSAGE_ONE",
    "start_failed.DAEMON",
    "start_failed.IMPORTED",
    "start_failed.PICKLED",
    "start_failed.UNPICKLED",
    "undrained_join.UNKNOWN",
    "unpickled_task.NOT_RETURNED",
    "unpickled_task.NOT_SENT",
    "unseen_failure.CHILD",
    "unseen_update.MESSAGE",
    "changed_after_put.MESSAGE",
}


def templates() -> dict[str, str]:
    """What all rules say of what they have found; not what they advise."""
    found: dict[str, str] = {}
    for module in pkgutil.iter_modules(app.findings.__path__):
        if module.name != "past":
            constants = vars(import_module(f"app.findings.{module.name}")).items()
            found |= {
                f"{module.name}.{name}": value
                for name, value in constants
                if name.isupper() and isinstance(value, str) and " " in value and "ADVICE" not in name
            }
    return found


def words(template: str) -> str:
    return "".join(text for text, *_ in string.Formatter().parse(template))


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_every_sentence_about_the_present_has_its_past() -> None:
    every = templates()
    without = {name for name, text in every.items() if PRESENT.search(words(text)) and text not in PAST}
    assert without - AT_ANY_TIME == set(), "give these a past in app/findings/past.py, or name them above"
    assert without >= AT_ANY_TIME, "these are gone, or have a past"


@pytest.mark.parametrize("template", PAST)
def test_the_past_tells_the_same_things(template: str) -> None:
    assert fields(PAST[template]) == fields(template)
    assert PAST[template] != template


def test_a_deadlock_that_was_stopped_is_told_as_past_and_is_the_same_finding() -> None:
    (found,) = judge(stopped(philosophers(2)[0])).findings
    past = in_past(found)
    assert past.message.english == (
        "Deadlock: phil-0 waited for forks[1], held by phil-1 (line 9); phil-1 waited for forks[0], held by "
        "phil-0 (line 9). Because of this main waited for phil-0 to end (line 20)."
    )
    assert past.key == found.key
    assert (past.advice, past.edges) == (found.advice, found.edges)
