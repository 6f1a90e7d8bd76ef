"""How many lines of stderr nobody has seen yet, as the output was not in front when they came."""

from __future__ import annotations

from itertools import islice

from app.state.model import Run


class Unread:
    """Counts the lines of stderr of a run that have come since they were last seen."""

    def __init__(self) -> None:
        self._run: Run | None = None
        self._taken = 0  # pieces of output
        self.lines = 0

    def set_run(self, run: Run | None) -> None:
        """Count those of another run, from its beginning."""
        self._run, self._taken, self.lines = run, 0, 0

    def count(self, seen: bool, only: int | None) -> None:
        """Take in what has come; `seen`: the output of process `only` (None: of all) is in front."""
        run = self._run
        if run is None:
            return
        new = min(run.output_total - self._taken, len(run.output))
        self._taken = run.output_total
        for piece in islice(reversed(run.output), new):
            if piece.stream == "stderr" and not (seen and only in (None, piece.process)):
                self.lines += max(1, piece.text.count("\n"))

    def clear(self) -> None:
        """All has been seen."""
        self.lines = 0
