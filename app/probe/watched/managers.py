"""Watches a Manager: every call of a proxy, and the values of the objects in the server.

In the server process nothing is asked in addition: the connection that a server thread reads
requests from is wrapped, so that after each answered call the value of the object is at hand,
before the answer goes out.
"""

from __future__ import annotations

import sys
import time

from ...wire.records import Phase
from ..patching.likeness import like
from ..recorder.handlers import is_of_handler
from ..recorder.log import encode
from ..recorder.quick import Site
from ..recorder.reporter import Watch
from ..recorder.shorten import describe_exception, shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..recorder.reporter import Reporter

_ATTRIBUTE = "_procession_watch"
_CALLS = "_procession_calls"
#: Methods that change nothing; after all others the value is looked at.
_READERS = frozenset(
    [
        "__getitem__",
        "__contains__",
        "__len__",
        "__iter__",
        "__repr__",
        "__str__",
        "__getattribute__",
        "get",
        "keys",
        "values",
        "items",
        "copy",
        "count",
        "index",
    ]  # one name a line would be longer
)
_caller = sys._getframe
_now = time.monotonic_ns


def patch(module: Any, report: Reporter) -> None:
    """Patch ``multiprocessing.managers``."""
    _patch_calls(module.BaseProxy, report)
    _patch_server(module.Server, module, report)


def _identity(address: object, ident: str) -> int:
    """The same number for one object in the server and in all its clients."""
    number = 0
    for byte in (str(address) + ident).encode("utf-8", "replace"):
        number = (number * 1099511628211 ^ byte) & 0xFFFFFFFFFFFFFFFF  # FNV-1, 64 bits
    return number


# --- clients -----------------------------------------------------------------------------


def _patch_calls(cls: Any, report: Reporter) -> None:
    original = cls._callmethod

    def _callmethod(
        self: Any,
        methodname: Any,
        args: Any = (),
        kwds: Any = {},  # noqa: B006  # as the library has it
    ) -> Any:
        watch = _watch(self, report)
        if watch is None:
            return _quietly(original, self, methodname, args, kwds)
        sites = self.__dict__[_CALLS].get(methodname) or _new_calls(self, watch, methodname, report)
        frame = _caller(2)  # below the proxy's own method
        sites.began.tell_text(frame, _now(), encode(_arguments(args, kwds)))
        try:
            result = original(self, methodname, args, kwds)
        except BaseException as error:
            _tell_failure(report, watch, methodname, error)
            error.__traceback__ = error.__traceback__.tb_next  # type: ignore[union-attr]  # this frame
            del self, frame, args, kwds
            raise
        sites.done.tell_text(frame, _now(), encode(shorten(result)))
        return result

    cls._callmethod = like(original, _callmethod)


def _tell_failure(report: Reporter, watch: Watch, method: str, error: BaseException) -> None:
    frame = report.script_frame(_caller(2))
    if frame is not None:
        report.operation(watch.operation(method), Phase.FAILED, frame, watch, describe_exception(error))


class _Calls:
    """The ways to tell a call of one method of one proxy; below the proxy's own method."""

    __slots__ = ("began", "done")

    def __init__(self, watch: Watch, method: str, report: Reporter) -> None:
        self.began = Site(report, watch, method, Phase.BEGAN, only_script=True)
        self.done = Site(report, watch, method, Phase.DONE, only_script=True)


def _new_calls(proxy: Any, watch: Watch, method: str, report: Reporter) -> _Calls:
    calls = proxy.__dict__[_CALLS][method] = _Calls(watch, method, report)
    return calls


def _quietly(original: Any, *args: Any) -> Any:
    try:
        return original(*args)
    except BaseException as error:
        error.__traceback__ = error.__traceback__.tb_next.tb_next  # type: ignore[union-attr]
        del args
        raise


def _watch(proxy: Any, report: Reporter) -> Watch | None:
    known: Watch | None = proxy.__dict__.get(_ATTRIBUTE)
    if known is None:
        try:
            token = proxy._token
            known = Watch(_identity(token.address, token.id), type(proxy).__name__)
            proxy.__dict__[_ATTRIBUTE] = known
            proxy.__dict__[_CALLS] = {}
            report.announce(known, 0, proxy)
        except Exception as error:
            if is_of_handler(error):
                raise
            return None
    return known


def _arguments(args: Any, kwds: Any) -> str:
    words = [shorten(argument, 2) for argument in args]
    if kwds:
        words += ["%s=%s" % (key, shorten(value, 2)) for key, value in dict(kwds).items()]
    return ", ".join(words)


# --- the server --------------------------------------------------------------------------


def _patch_server(cls: Any, module: Any, report: Reporter) -> None:
    serve = cls.serve_client

    def serve_client(self: Any, conn: Any) -> Any:
        return serve(self, _Conversation(conn, self, module, report))

    cls.serve_client = like(serve, serve_client)


class _Conversation:
    """A client's connection, as the server thread sees it; notices what each answer was about."""

    def __init__(self, connection: Any, server: Any, module: Any, report: Reporter) -> None:
        self._connection = connection
        self._server = server
        self._report = report
        self._request: Any = None
        self._simple = (dict, list, set, module.Namespace, module.Value)
        self._last: dict[str, list[Any]] = {}  # by ident: the value told last, the object's id

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def recv(self) -> Any:
        """The next request."""
        self._request = self._connection.recv()
        return self._request

    def send(self, answer: Any) -> Any:
        """Send an answer; before, tell the value that the object now has."""
        try:
            self._tell()
        except Exception as error:
            if is_of_handler(error):
                raise  # else the answer goes out in any case
        return self._connection.send(answer)

    def _tell(self) -> None:
        ident, method = self._request[0], self._request[1]
        if method in _READERS and ident in self._last:
            return
        thing = self._server.id_to_obj[ident][0]
        if type(thing) not in self._simple:
            return
        text = _value(thing)
        known = self._last.get(ident)
        if known is None:
            known = self._last[ident] = ["", _identity(self._server.address, ident)]
        if known[0] != text:
            known[0] = text
            self._report.value(known[1], text)


def _value(thing: Any) -> str:
    if type(thing) in (dict, list, set):
        return shorten(thing)
    return ", ".join(
        "%s=%s" % (key.lstrip("_"), shorten(value, 2)) for key, value in list(vars(thing).items())
    )
