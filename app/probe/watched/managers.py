"""Watches the proxies of a Manager's objects: every call, as what it does.

What an object is, its server tells (see `served`); a client knows it of few (see `families`). So a call is
told by what a method of its name does, and that it does so only if the object is of the kind that has it: a
pool of connections has an `acquire`, too.
"""

from __future__ import annotations

import time

from ...wire.records import FOR_EVER, IF_IT_HAS_IT, NO_SERIAL, PLACE, Effect, Family, Phase, Trait
from ..patching.around import Watcher, around
from ..recorder.holders import attribute_text, key_text
from ..recorder.log import encode
from ..recorder.quick import Site
from ..recorder.reporter import Watch
from ..recorder.shorten import shorten
from . import copies, families, kept_copies, served
from .bounds import bound_of
from .own_copies import aside

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

_ATTRIBUTE = "_procession_watch"
_CALLS = "_procession_calls"
_now = time.monotonic_ns

#: What the methods of these names do to an object that is a lock, a buffer, a flag, a condition or a barrier.
_EFFECTS = {
    "acquire": Effect.TAKE,
    "release": Effect.GIVE,
    "put": Effect.PUT,
    "get": Effect.GET,
    "put_nowait": Effect.PUT,
    "get_nowait": Effect.GET,
    "task_done": Effect.FINISH,
    "join": Effect.DRAIN,
    "set": Effect.SET,
    "clear": Effect.CLEAR,
    "wait": Effect.WAIT,
    "wait_for": Effect.WAIT,
    "notify": Effect.NOTIFY,
    "notify_all": Effect.NOTIFY,
    "abort": Effect.BREAK,
    "reset": Effect.RESET,
}
#: Where (block, timeout) stand among the arguments of a method that may wait; None: there is no `block`.
_BLOCK_AT: dict[str, int | None] = {"acquire": 0, "get": 0, "put": 1, "wait": None, "wait_for": None}
#: How the place is written where these methods put something; "" where it cannot be told in short.
_PLACES = {"__setitem__": key_text, "__setattr__": attribute_text}
#: How the place is written that these methods answer with what is there.
_ANSWERING = {
    "__getitem__": key_text,
    "get": key_text,
    "setdefault": key_text,
    "__getattribute__": attribute_text,
    "values": key_text,
    "items": key_text,
}
#: The same where it is all that is there, one after the other.
_WHOLE = {"values": "[...]", "items": "[...]"}
_ITERATOR = "Iterator"  # the typeid of what goes through the items of another object
_NO_WAIT = frozenset(("put_nowait", "get_nowait"))
#: A traceback of an answer: the patch, _callmethod, recv, and what it has called.
_DEPTH = 4
_READING = frozenset(("_recv_bytes", "_check_closed", "_check_readable"))
#: Effects whose result says whether it was got.
_ANSWERED = frozenset((Effect.TAKE, Effect.WAIT))


def patch(module: Any, report: Reporter) -> None:
    """Patch ``multiprocessing.managers``."""
    waiting = module.ConditionProxy.wait_for.__code__
    proxy = module.BaseProxy
    proxy._callmethod = around(proxy._callmethod, Call(report, "manager call", waiting, proxy))
    proxy.__init__ = around(proxy.__init__, Made(report, "manager proxy"))


class Made(Watcher):
    """A manager has made an object: it is there before anybody calls it."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The proxy, if it is the maker's; a copy has no manager, and is told of when it is used."""
        manager = args[3] if len(args) > 3 else kwargs.get("manager")
        return None if manager is None else args[0]

    def done(self, call: Any, result: Any) -> None:
        """It is known by its token; what a call of another object has made is told of when it is used."""
        if call._token.typeid != _ITERATOR:
            _watch(call, self.report)


class Call(Watcher):
    """A message to the server and its answer."""

    def __init__(self, report: Reporter, name: str, waiting: object, base: type) -> None:
        super().__init__(report, name)
        self._waiting = waiting  # the code of ConditionProxy.wait_for, which calls wait
        self._base = base  # of all proxies

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """None for an object that is not told, and for a call that the library makes."""
        proxy, method = args[0], args[1] if len(args) > 1 else kwargs["methodname"]
        given = args[2] if len(args) > 2 else kwargs.get("args", ())
        named = args[3] if len(args) > 3 else kwargs.get("kwds", {})
        watch = _watch(proxy, self.report)
        if watch is None:
            return None
        caller = frame.f_back or frame  # below the proxy's own method
        if caller.f_code is self._waiting:
            method, caller = "wait_for", caller.f_back or caller
        site = proxy.__dict__[_CALLS].get(method) or _new_site(proxy, watch, method, self.report)
        bound = _bound(method, given, named) if site.may_wait else FOR_EVER
        site.began.tell_text(caller, _now(), encode(_arguments(given, named)), 0, bound)
        item = b""
        if site.effect == Effect.PUT:
            item = encode(shorten(given[0] if given else dict(named).get("item")))
        is_asked = method in _ANSWERING and type(given) is tuple
        more = (proxy, *given) if is_asked or self._puts_a_proxy(method, given) else None
        return site, caller, item, bound, more

    def done(self, call: Any, result: Any) -> None:
        """The answer has come."""
        site, caller, item, bound, more = call
        if site.method == "__iter__":
            _keep_quiet(result)
        if more is not None and site.method in _PLACES:
            self._name(site.method, *more)
        value = int(site.effect in _ANSWERED and type(result) in (bool, int) and result != 0)
        site.done.tell_text(caller, _now(), item or encode(shorten(result)), value, bound)
        if more is not None and site.method in _ANSWERING and not self.report.is_library(caller):
            self._tell_change(site, caller, result, more)

    def _tell_change(self, site: Sites, caller: FrameType, result: object, asked: Any) -> None:
        """The script changes what it has been given, which is a copy."""
        how = aside(self.report, copies.change_of, caller, result, self._base)
        kept = (
            None
            if how
            else aside(self.report, kept_copies.change_of, caller, result, site.method, self._base)
        )
        if not how and kept is None:
            return
        place = _ANSWERING[site.method](asked[1]) if len(asked) > 1 else _WHOLE.get(site.method, ".value")
        name = site.watch.operation(site.method)
        if kept is None:
            value, text = int(type(result) not in copies.PLAIN), place + PLACE + how
            self.report.operation(name, Effect.ALTER, Phase.DONE, caller, site.watch, text, value)
            return
        variable, how, code, line, is_sure, part = kept
        text, log = place + part + PLACE + how + PLACE + variable, self.report.log
        file, operation = log.string(code.co_filename), log.string(name)
        log.write(
            1,
            Phase.DONE,
            _now(),
            site.watch.id,
            operation,
            file,
            line,
            int(not is_sure),
            encode(text),
            Effect.ALTER,
        )

    def failed(self, call: Any, error: BaseException) -> None:
        """The server's exception, or it is gone."""
        site, caller, _, bound, _ = call
        if self.report.script_frame(caller) is not None or not self.report.is_for_itself(caller):
            value = NO_SERIAL if site.effect == Effect.GET and _is_lost_on_its_way(error) else 0
            self.report.failed(site.watch, site.method, site.told, caller, error, value, bound)

    def _puts_a_proxy(self, method: str, given: Any) -> bool:
        """Whether another shared object comes to be in the object: ``d['a'] = manager.list()``."""
        if method not in _PLACES or type(given) is not tuple or len(given) != 2:
            return False
        return issubclass(type(given[1]), self._base)

    def _name(self, method: str, holder: Any, key: object, proxy: Any) -> None:
        """It is called by its place there."""
        watch, place = _watch(proxy, self.report), _PLACES[method](key)
        if watch is not None and place:
            self.report.name_inside(watch, holder, place)


def _is_lost_on_its_way(error: BaseException) -> bool:
    """Whether the object has answered, and its answer could not be pickled, or not unpickled here.

    In a traceback the latter comes from the connection's `recv`, and not from its reading of the bytes.
    """
    if type(error).__name__ == "RemoteError":
        text = error.args[0] if error.args else ""
        return isinstance(text, str) and text.startswith("Unserializable message")
    names: list[str] = []
    trace = error.__traceback__
    while trace is not None and len(names) < _DEPTH:
        names.append(trace.tb_frame.f_code.co_name)
        trace = trace.tb_next
    at = names.index("recv") if "recv" in names else _DEPTH
    return at < _DEPTH and not any(name in _READING for name in names[at + 1 : at + 2])


class Sites:
    """The ways to tell the calls of one method of one proxy; below the proxy's own method."""

    __slots__ = ("began", "done", "effect", "may_wait", "method", "told", "watch")

    def __init__(self, watch: Watch, method: str, report: Reporter) -> None:
        self.watch, self.method = watch, method
        self.effect = _EFFECTS.get(method, Effect.CALL)
        self.told = self.effect if self.effect == Effect.CALL else self.effect | IF_IT_HAS_IT
        self.may_wait = method in _BLOCK_AT or method in _NO_WAIT
        self.began = Site(report, watch, method, self.told, Phase.BEGAN, only_script=True)
        self.done = Site(report, watch, method, self.told, Phase.DONE, only_script=True)


def _new_site(proxy: Any, watch: Watch, method: str, report: Reporter) -> Sites:
    sites: Sites = Sites(watch, method, report)
    proxy.__dict__[_CALLS][method] = sites
    return sites


def _keep_quiet(iterator: Any) -> None:
    """Each `for` over a shared dict makes one more: it is no object of the script's."""
    if getattr(getattr(iterator, "_token", None), "typeid", None) == _ITERATOR:
        iterator.__dict__[_ATTRIBUTE] = None


def _watch(proxy: Any, report: Reporter) -> Watch | None:
    """None for one that is to be quiet, or is not made yet."""
    known: Watch | None = proxy.__dict__.get(_ATTRIBUTE)
    token = getattr(proxy, "_token", None)
    if known is None and token is not None and _ATTRIBUTE not in proxy.__dict__:
        object_id, kind = served.identity(token.address, token.id), type(proxy)
        family, traits = families.of_proxy(token.typeid, kind)
        known = Watch(object_id, kind.__name__, family, traits | Trait.SERVED)
        proxy.__dict__[_ATTRIBUTE] = known
        proxy.__dict__[_CALLS] = {}
        report.announce(known, families.shape_of_proxy(kind) if family == Family.VALUE else 0, proxy)
    return known


def _bound(method: str, args: Any, kwds: Any) -> float:
    """How long a call with these arguments may wait."""
    if method in _NO_WAIT:
        return bound_of(False, None)
    at = _BLOCK_AT[method]
    named = dict(kwds)
    if at is None:
        return bound_of(True, args[0] if args else named.get("timeout"))
    block = args[at] if len(args) > at else named.get("blocking", named.get("block", True))
    if type(block) not in (bool, int):
        return FOR_EVER  # it is something else to this object
    return bound_of(block, args[at + 1] if len(args) > at + 1 else named.get("timeout"))


def _arguments(args: Any, kwds: Any) -> str:
    words = [shorten(argument, 2) for argument in args]
    if kwds:
        words += ["%s=%s" % (key, shorten(value, 2)) for key, value in dict(kwds).items()]
    return ", ".join(words)
