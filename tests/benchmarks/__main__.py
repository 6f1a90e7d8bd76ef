"""Measures and prints.

`python -m tests.benchmarks [--smoke] [--rounds N] [--beside COMMIT] [--viztracer] [names]`
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from tests.benchmarks import beside, kill_storm, overhead


def run_kill_storm(smoke: bool) -> bool:
    """2,000 random SIGKILLs (smoke: 6): no hang, no lost event, no orphan."""
    return kill_storm.print_storm(6 if smoke else 2000)


def run_fold(smoke: bool) -> bool:
    """Events that the fold applies in a second, and its cost beside taking their records apart."""
    from tests.benchmarks import fold

    return fold.print_fold(smoke)


def run_window(smoke: bool) -> bool:
    """Paint gaps, Start to first process, Terminate to row change, and how old the picture is in a flood."""
    from tests.benchmarks import window  # Qt is for this one only

    return window.print_window(smoke)


def run_rest(smoke: bool) -> bool:
    """CPU time of the window and its supervisor while nothing moves, and the first event after that."""
    from tests.benchmarks import rest

    return rest.print_rest(smoke)


def run_sampling(smoke: bool) -> bool:
    """CPU time of looking at stacks: an idle run, a process that computes, fifty processes."""
    from tests.benchmarks import sampling

    return sampling.print_sampling(smoke)


OTHERS: dict[str, Callable[[bool], bool]] = {
    "kill-storm": run_kill_storm,
    "fold": run_fold,
    "window": run_window,
    "rest": run_rest,
    "sampling": run_sampling,
}


def main() -> int:
    """Runs what is named (everything when nothing is); 0 when every target is met."""
    names = [*overhead.CASES, *OTHERS]
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description="Measures and prints ratios."
    )
    parser.add_argument(
        "names", nargs="*", metavar="name", help=f"of {', '.join(names)}; all when none is named"
    )
    parser.add_argument("--smoke", action="store_true", help="only show that everything works, in seconds")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each script in each way (5)")
    parser.add_argument(
        "--beside",
        metavar="COMMIT",
        help="the scripts also as another commit watches them, in turns",
    )
    parser.add_argument("--viztracer", action="store_true", help="also under viztracer, when it is installed")
    options = parser.parse_args()
    unknown = set(options.names) - set(names)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}; there are: {', '.join(names)}")
    if options.beside:
        try:
            options.beside = beside.short_hash(options.beside)
        except beside.UnknownCommitError:
            parser.error(f"no such commit: {options.beside}")
    chosen = options.names or names
    met = True
    scripts = [name for name in chosen if name in overhead.CASES]
    if scripts:
        with other_ways(options) as others:
            met = overhead.print_overheads(scripts, options.smoke, options.rounds, others)
    for name in chosen:
        if name in OTHERS:
            met = OTHERS[name](options.smoke) and met
    print("every target met" if met else "a target was MISSED", flush=True)
    return 0 if met else 1


@contextmanager
def other_ways(options: argparse.Namespace) -> Iterator[list[overhead.Way]]:
    """The ways beside plain and watched in which the scripts are to be run."""
    with ExitStack() as stack:
        ways = []
        if options.beside:
            tree, python = stack.enter_context(beside.checked_out(options.beside))
            ways.append(overhead.watched_at(options.beside, tree, python))
        if wants_viztracer(options.viztracer):
            ways.append(overhead.VIZTRACER)
        yield ways


def wants_viztracer(asked: bool) -> bool:
    """Whether viztracer runs beside ours; says so when it was asked for and is not here."""
    installed = importlib.util.find_spec("viztracer") is not None
    if asked and not installed:
        print("viztracer is not installed: only plain and watched runs are measured")
    return asked and installed


if __name__ == "__main__":
    sys.exit(main())
