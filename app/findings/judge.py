"""All rules, and what they find in a run: the worst first."""

from __future__ import annotations

from typing import NamedTuple

from app.findings.abandoned_tasks import abandoned_tasks
from app.findings.always_empty import always_empty
from app.findings.always_full import always_full
from app.findings.bottleneck import bottleneck
from app.findings.busy_wait import busy_wait
from app.findings.changed_after_put import changed_after_put
from app.findings.deadlock import deadlock
from app.findings.endless import endless
from app.findings.eof_never_comes import eof_never_comes
from app.findings.evidence import Evidence
from app.findings.failing_initializer import failing_initializer
from app.findings.first_value import first_value
from app.findings.fork_with_threads import fork_with_threads
from app.findings.full_both_ways import full_both_ways
from app.findings.gone_before_opened import gone_before_opened
from app.findings.idle_workers import idle_workers
from app.findings.interrupted import interrupted
from app.findings.killed_while_holding import killed_while_holding
from app.findings.left_behind import left_behind
from app.findings.lock_order import lock_order
from app.findings.lost_exception import lost_exception
from app.findings.lost_server import lost_server
from app.findings.lost_update import lost_update
from app.findings.lost_worker import lost_worker
from app.findings.misled import misled
from app.findings.missing_lock import missing_lock
from app.findings.nested_change import nested_change
from app.findings.never_set import never_set
from app.findings.no_main_guard import no_main_guard
from app.findings.not_inherited import not_inherited
from app.findings.not_shared import not_shared
from app.findings.owner_died import owner_died
from app.findings.printed_twice import printed_twice
from app.findings.rule import Finding, Rule, Severity
from app.findings.stale_answer import stale_answer
from app.findings.start_costs import start_costs
from app.findings.start_failed import start_failed
from app.findings.starved_pool import starved_pool
from app.findings.undrained_join import undrained_join
from app.findings.unpickled_task import unpickled_task
from app.findings.unread_result import unread_result
from app.findings.unseen_failure import unseen_failure
from app.findings.unseen_update import unseen_update
from app.findings.vanished_item import vanished_item
from app.findings.waiting_callback import waiting_callback
from app.state.model import Run

#: In the order in which findings of the same severity are shown.
RULES: tuple[Rule, ...] = (
    deadlock,
    owner_died,
    undrained_join,
    eof_never_comes,
    full_both_ways,
    endless,
    never_set,
    lost_update,
    missing_lock,
    unseen_update,
    lost_worker,
    failing_initializer,
    nested_change,
    lost_exception,
    unseen_failure,
    stale_answer,
    misled,
    changed_after_put,
    vanished_item,
    no_main_guard,
    start_failed,
    gone_before_opened,
    not_shared,
    first_value,
    not_inherited,
    lock_order,
    killed_while_holding,
    lost_server,
    interrupted,
    abandoned_tasks,
    left_behind,
    fork_with_threads,
    printed_twice,
    starved_pool,
    waiting_callback,
    busy_wait,
    bottleneck,
    always_full,
    always_empty,
    idle_workers,
    start_costs,
    unread_result,
    unpickled_task,
)

_ORDER = list(Severity)


class Judgement(NamedTuple):
    """What the rules have found, and which of them failed, each with a word why."""

    findings: list[Finding]
    failures: list[str]


def judge(run: Run) -> Judgement:
    """All findings of a run as it is now, the worst first, each one once.

    A rule that fails says so and harms no other one.
    """
    evidence, failures = Evidence(run), list[str]()
    found: dict[object, Finding] = {}
    for rule in RULES:
        try:
            found |= {finding.key: finding for finding in rule(evidence)}
        except Exception as error:
            failures.append(f"the rule {rule.__name__} failed: {type(error).__name__}: {error}")
    ordered = sorted(found.values(), key=lambda finding: _ORDER.index(finding.severity))
    return Judgement(ordered, failures)
