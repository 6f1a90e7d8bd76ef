"""Watches the proxies of a Manager's objects: every call, as what it does.

What an object is, is told by the methods that its proxy offers (a lock takes and gives, a buffer puts and
gets), and by the manager's server, which has the object itself (see `served`).
"""

from __future__ import annotations

import time

from ...wire.records import FOR_EVER, Effect, Family, Phase, Trait
from ..patching.around import Watcher, around
from ..recorder.log import encode
from ..recorder.quick import Site
from ..recorder.reporter import Watch
from ..recorder.shorten import shorten
from . import served
from .bounds import bound_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

_ATTRIBUTE = "_procession_watch"
_CALLS = "_procession_calls"
_now = time.monotonic_ns

#: What the methods of an object do, by the family that they make it one of. A proxy belongs to the first
#: family of which it offers all methods. A condition also acquires, and a buffer's get is no dict's.
_SHAPES: tuple[tuple[int, frozenset[str], dict[str, int]], ...] = (
    (Family.CONDITION, frozenset(("acquire", "release", "wait", "notify")), {}),
    (Family.BARRIER, frozenset(("wait", "abort", "reset")), {}),
    (Family.POOL, frozenset(("apply_async", "map", "terminate")), {}),
    (Family.LOCK, frozenset(("acquire", "release")), {"acquire": Effect.TAKE, "release": Effect.GIVE}),
    (
        Family.BUFFER,
        frozenset(("put", "get", "qsize")),
        {
            "put": Effect.PUT,
            "get": Effect.GET,
            "put_nowait": Effect.PUT,
            "get_nowait": Effect.GET,
            "task_done": Effect.FINISH,
            "join": Effect.DRAIN,
        },
    ),
    (
        Family.FLAG,
        frozenset(("set", "clear", "wait", "is_set")),
        {"set": Effect.SET, "clear": Effect.CLEAR, "wait": Effect.WAIT},
    ),
)
#: Where (block, timeout) stand among the arguments of a method that may wait; None: there is no `block`.
_BLOCK_AT: dict[str, int | None] = {"acquire": 0, "get": 0, "put": 1, "wait": None}
_NO_WAIT = frozenset(("put_nowait", "get_nowait"))
#: Effects whose result says whether it was got.
_ANSWERED = frozenset((Effect.TAKE, Effect.WAIT))


def patch(module: Any, report: Reporter) -> None:
    """Patch ``multiprocessing.managers``."""
    module.BaseProxy._callmethod = around(module.BaseProxy._callmethod, Call(report, "manager call"))


class Call(Watcher):
    """A message to the server and its answer."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """None for an object that is not known, and for a call that the library makes."""
        proxy, method = args[0], args[1] if len(args) > 1 else kwargs["methodname"]
        given = args[2] if len(args) > 2 else kwargs.get("args", ())
        named = args[3] if len(args) > 3 else kwargs.get("kwds", {})
        watch = _watch(proxy, self.report)
        if watch is None:
            return None
        site = proxy.__dict__[_CALLS].get(method) or _new_site(proxy, watch, method, self.report)
        caller = frame.f_back or frame  # below the proxy's own method
        bound = _bound(method, given, named) if site.may_wait else FOR_EVER
        item = site.item(given, named)
        text = encode(_arguments(given, named) if item is None else item)
        site.began.tell_text(caller, _now(), text, 0, bound)
        return site, caller, text, bound

    def done(self, call: Any, result: Any) -> None:
        """The answer has come."""
        site, caller, text, bound = call
        value = 0
        if site.effect in _ANSWERED:
            value = int(bool(result))
        elif site.effect != Effect.PUT:
            text = encode(shorten(result))
        site.done.tell_text(caller, _now(), text, value, bound)

    def failed(self, call: Any, error: BaseException) -> None:
        """The server's exception, or it is gone."""
        site, caller, _, bound = call
        if self.report.script_frame(caller) is not None:
            self.report.failed(site.watch, site.method, site.effect, caller, error, 0, bound)


class Sites:
    """The ways to tell the calls of one method of one proxy; below the proxy's own method."""

    __slots__ = ("began", "done", "effect", "may_wait", "method", "watch")

    def __init__(self, watch: Watch, method: str, effect: int, report: Reporter) -> None:
        self.watch, self.method, self.effect = watch, method, effect
        self.may_wait = effect != Effect.CALL and (method in _BLOCK_AT or method in _NO_WAIT)
        self.began = Site(report, watch, method, effect, Phase.BEGAN, only_script=True)
        self.done = Site(report, watch, method, effect, Phase.DONE, only_script=True)

    def item(self, args: Any, kwds: Any) -> str | None:
        """What is put, if this is a put."""
        if self.effect != Effect.PUT:
            return None
        return shorten(args[0] if args else dict(kwds).get("item"))


def _new_site(proxy: Any, watch: Watch, method: str, report: Reporter) -> Sites:
    effect = _effects_of(watch.family).get(method, Effect.CALL)
    sites: Sites = Sites(watch, method, effect, report)
    proxy.__dict__[_CALLS][method] = sites
    return sites


def _effects_of(family: int) -> dict[str, int]:
    return next((effects for known, _, effects in _SHAPES if known == family), {})


def _watch(proxy: Any, report: Reporter) -> Watch | None:
    known: Watch | None = proxy.__dict__.get(_ATTRIBUTE)
    token = getattr(proxy, "_token", None)
    if known is None and token is not None:
        object_id = served.identity(token.address, token.id)
        known = Watch(object_id, type(proxy).__name__, _family_of(type(proxy)), Trait.SERVED)
        proxy.__dict__[_ATTRIBUTE] = known
        proxy.__dict__[_CALLS] = {}
        report.announce(known, 0, proxy)
    return known


def _family_of(cls: Any) -> int:
    """What a proxy's class offers; a value when it is nothing that we know."""
    offered = {name for name in dir(cls) if name[:1] != "_"}
    return next((family for family, needed, _ in _SHAPES if needed <= offered), Family.VALUE)


def _bound(method: str, args: Any, kwds: Any) -> float:
    """How long a call with these arguments may wait."""
    if method in _NO_WAIT:
        return bound_of(False, None)
    at = _BLOCK_AT[method]
    named = dict(kwds)
    if at is None:
        return bound_of(True, args[0] if args else named.get("timeout"))
    block = args[at] if len(args) > at else named.get("blocking", named.get("block", True))
    return bound_of(block, args[at + 1] if len(args) > at + 1 else named.get("timeout"))


def _arguments(args: Any, kwds: Any) -> str:
    words = [shorten(argument, 2) for argument in args]
    if kwds:
        words += ["%s=%s" % (key, shorten(value, 2)) for key, value in dict(kwds).items()]
    return ", ".join(words)
