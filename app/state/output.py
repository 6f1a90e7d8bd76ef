"""What the script's processes have written: all of it, or the newest part for a live view."""

from __future__ import annotations

from typing import NamedTuple

from app.state.model import STDERR_TAIL, Output, Run

_PIECE_COST = 64  # a small piece costs memory too: it counts as that many characters at least
_STDERR = 2
_STREAMS = {1: "stdout", _STDERR: "stderr"}


class Piece(NamedTuple):
    """A decoded piece, not applied yet."""

    number: int
    stream: int
    time_ns: int
    text: str


class OutputKeeper:
    """Appends to `Run.output` and drops the oldest pieces beyond a bound (characters; None: keeps all)."""

    def __init__(self, run: Run, keep: int | None) -> None:
        self._run = run
        self._keep = keep
        self._kept = 0

    def append(self, piece: Piece) -> None:
        """Take in the next piece."""
        run = self._run
        process = run.processes.get(piece.number)
        pid = process.pid if process is not None else 0
        if process is not None and piece.stream == _STDERR:
            process.stderr_tail = (process.stderr_tail + piece.text)[-STDERR_TAIL:]
        run.output.append(Output(piece.number, pid, _STREAMS[piece.stream], piece.time_ns, piece.text))
        run.output_total += 1
        self._kept += max(len(piece.text), _PIECE_COST)
        while self._keep is not None and self._kept > self._keep and len(run.output) > 1:
            oldest = run.output.popleft()
            self._kept -= max(len(oldest.text), _PIECE_COST)
            run.output_dropped += len(oldest.text)
