"""Many starts at the same time, without the runs: each process makes a folder, looks, and removes it.

    python -m tests.supervisor.starts ROUNDS AT_ONCE

prints how many failed, and why.
"""

from __future__ import annotations

import os
import sys
from collections import Counter

from app.supervisor.folder import RunFolder
from app.wire.run_folder import LIFELINE, LOGS, TEMPORARY


def main(rounds: int, at_once: int) -> None:
    """Print what the processes said, each different word once with its count."""
    said: Counter[str] = Counter()
    for _ in range(rounds):
        said.update(_round(at_once))
    print("\n".join(f"{count} {word}" for word, count in sorted(said.items())))


def _round(at_once: int) -> list[str]:
    """The words of processes that wait for one another, so that all of them start in the same moment."""
    gate, gate_writer = os.pipe()
    words, words_writer = os.pipe()
    children = []
    for _ in range(at_once):
        pid = os.fork()
        if pid == 0:
            os.close(gate_writer)
            os.read(gate, 1)  # until nobody can write any more
            os.write(words_writer, f"{_start()}\n".encode())
            os._exit(0)
        children.append(pid)
    for descriptor in (gate, gate_writer, words_writer):
        os.close(descriptor)
    with os.fdopen(words) as lines:
        found = lines.read().splitlines()
    for pid in children:
        os.waitpid(pid, 0)
    return found


def _start() -> str:
    try:
        made = RunFolder()
        os.close(os.open(made.path / LOGS / "1-1.0", os.O_CREAT | os.O_WRONLY))
        missing = [name for name in (LOGS, TEMPORARY, LIFELINE) if not (made.path / name).exists()]
        made.remove()
        return f"without {missing}" if missing else "started"
    except Exception as error:
        return f"{type(error).__name__} {error}".partition(": '")[0].replace("\n", " ")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
