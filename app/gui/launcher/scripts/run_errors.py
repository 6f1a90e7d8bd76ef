"""Why a script did not even begin: the syntax error that its interpreter printed to stderr."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from app.language import QT_TRANSLATE_NOOP, Sentence
from app.state.model import Run

_KINDS = "SyntaxError|IndentationError|TabError"
#: The place, the line, and the message; between them Python shows the line and points into it.
_TOLD = re.compile(
    rf'^ *File "(?P<file>[^"]+)", line (?P<line>\d+)\n(?:.*\n){{0,3}}?(?P<kind>{_KINDS}): (?P<what>.+)$', re.M
)
#: An encoding that Python does not accept is reported on one line.
_ENCODING = re.compile(
    rf"^(?P<kind>{_KINDS}): (?P<what>.+? in file (?P<file>.+?) on line (?P<line>\d+).*)$", re.M
)
_LOOKED_AT = 20_000  # characters at the end of what main has written


class SyntaxProblem(NamedTuple):
    """Where Python found a syntax error."""

    file: str
    line: int
    what: str

    @property
    def sentence(self) -> Sentence:
        """What is wrong, and what to do."""
        return Sentence(
            "SyntaxProblem",
            QT_TRANSLATE_NOOP(
                "SyntaxProblem",
                "{file} has a syntax error in line {line}: {what}. Correct it, save the file and "
                "press Start.",
            ),
            file=os.path.basename(self.file),
            line=self.line,
            what=self.what,
        )


def syntax_problem(run: Run) -> SyntaxProblem | None:
    """The syntax error that a run ended with, or None."""
    main = run.main
    if main is None or main.exitcode != 1:
        return None
    pieces = [piece.text for piece in run.output if piece.process == main.number and piece.stream == "stderr"]
    told = "".join(pieces)[-_LOOKED_AT:]
    found = [*_TOLD.finditer(told), *_ENCODING.finditer(told)]
    if not found or not told.rstrip().endswith(found[-1]["what"].rstrip()):
        return None
    last = found[-1]
    return SyntaxProblem(last["file"], int(last["line"]), last["what"].rstrip(" ."))
