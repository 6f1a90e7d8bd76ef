"""A quick way to tell an operation that comes from the same line again and again."""

from __future__ import annotations

from ...wire.records import FOR_EVER
from .chosen import accelerator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType

    from .prepared import Prepared
    from .reporter import Reporter, Watch
elif accelerator is None:
    from .prepared import Prepared
else:
    Prepared = accelerator.Prepared

_SAMPLE_EVERY_NS = 200_000
#: In place of when the variables are looked at next.
ALWAYS = -1


class Site(Prepared):
    """One phase of one operation, told from the line of the script that made it last.

    Each call gives the frame that is the script's if the script made the call itself. A call that
    the library made is told the ordinary, slower way, or not at all when `only_script` says so and
    no frame of the script is behind it.
    """

    __slots__ = ("_effect", "_only_script", "_operation", "_phase", "_watch", "what")

    def __init__(
        self,
        report: Reporter,
        watch: Watch,
        method: str,
        effect: int,
        phase: int,
        only_script: bool = False,
    ) -> None:
        super().__init__(report)
        self._watch = watch
        self._operation, self._effect, self._phase = watch.operation(method), effect, phase
        self._only_script = only_script
        if phase == 2:  # Phase.BLOCKED: what stands there may stand for ever, and it is slow anyway
            self.sample_ns = ALWAYS
        #: For `Reporter.untold`; None where only calls of the script are told: it is not known whose this is.
        self.what = None if only_script else (self._operation, effect, phase, watch.id)

    def sample(self, time_ns: int) -> None:
        """Look at the script's variables, and not again for some time, unless it waits."""
        always = self.sample_ns == ALWAYS
        if not always:
            self.sample_ns = time_ns + _SAMPLE_EVERY_NS
        try:
            self.report.sample(always)
        except RecursionError:
            return
        except BaseException as error:
            if self.is_the_scripts(error):
                raise

    def is_the_scripts(self, error: BaseException) -> bool:
        """Whether what was raised in the middle of a record is the script's; if it is ours, step aside."""
        its = self.report.is_the_scripts(error, self._operation)
        if not its:
            self.forget()
        return its

    def tell_slowly(
        self, frame: FrameType, time_ns: int, text: bytes = b"", value: int = 0, bound: float = FOR_EVER
    ) -> None:
        """From a line that nothing is prepared for; if the script is there, prepare it.

        A RecursionError means that it has not been told; whoever has called keeps it for later.
        """
        report, watch = self.report, self._watch
        script = report.script_frame(frame)
        if self._only_script and script is None and self.report.is_for_itself(frame):
            return
        told = text.decode("utf-8", "replace")
        report.operation(
            self._operation, self._effect, self._phase, script, watch, told, value, bound, time_ns
        )
        try:
            if script is frame and watch.named and report.tells(self._operation):
                self._prepare(frame)
        except RecursionError:
            return  # it is told; prepared another time

    def _prepare(self, frame: FrameType, with_place: bool = True) -> None:
        """All of a record but for its time, value, bound and text."""
        log, code = self.report.log, frame.f_code
        numbers = log.string(self._operation), log.string(code.co_filename) if with_place else 0
        line = frame.f_lineno or 0 if with_place else 0
        head, middle = log.prepare(self._phase, self._watch.id, *numbers, line, self._effect)
        self.prepare(frame.f_lasti, code, log.threads.own, log, head, middle)


class LibrarySite(Site):
    """One phase of what a loop of the library's own does: no line of the script stands behind it."""

    __slots__ = ()

    def tell_slowly(
        self, frame: FrameType, time_ns: int, text: bytes = b"", value: int = 0, bound: float = FOR_EVER
    ) -> None:
        """From where in the loop it is told does not matter to who reads it, but to what is prepared."""
        report, told = self.report, text.decode("utf-8", "replace")
        what = self._operation, self._effect, self._phase
        report.operation(*what, None, self._watch, told, value, bound, time_ns)
        try:
            if report.tells(self._operation):
                self._prepare(frame, with_place=False)
        except RecursionError:
            return  # it is told; prepared another time
