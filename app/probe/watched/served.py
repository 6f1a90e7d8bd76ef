"""Watches a manager's server: what its objects are, and the values that they have.

Nothing is asked in addition: the connection that a server thread reads requests from is wrapped, so that
after each answered call the object is at hand, before the answer goes out.
"""

from __future__ import annotations

from _thread import get_ident

from ...wire.records import Family, Trait, as_value, object_id_of
from ..patching.around import Watcher, around, cut
from ..patching.likeness import like
from ..recorder.reporter import Watch
from ..recorder.shorten import name_of_callable, shorten, shorten_items
from . import families, ownership

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..recorder.reporter import Reporter

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


def identity(address: object, ident: str) -> int:
    """The same number for one object in the server and in all its clients.

    A host has many names and addresses, by which the server and each client may know it; of an internet
    address the port says enough.
    """
    return object_id_of(str(address[1] if type(address) is tuple else address) + ident)


def patch(module: Any, report: Reporter) -> None:
    """Patch the server of ``multiprocessing.managers``."""
    cls = module.Server
    simple = (dict, list, set, module.Namespace, module.Value, module.array.array)
    cls.serve_forever = around(cls.serve_forever, Serving(report, "Server.serve_forever"))
    ids: dict[str, int] = {}
    cls.create = around(cls.create, Create(report, "Server.create", simple, ids))
    cls.decref = around(cls.decref, Decref(report, "Server.decref", ids))
    serve = cls.serve_client

    def serve_client(self: Any, conn: Any) -> Any:
        return serve(self, Conversation(conn, self, simple, report))

    cls.serve_client = like(serve, serve_client)


class Serving(Watcher):
    """From here on this process is the server of a manager, whatever else it does."""

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """It never returns."""
        self.report.describe(server=True)


class Create(Watcher):
    """An object comes to be: tell what it is, which its clients know of few.

    What is no more than a value is told where a client might take it for more, by its typeid.
    """

    def __init__(self, report: Reporter, name: str, simple: tuple[Any, ...], ids: dict[str, int]) -> None:
        super().__init__(report, name)
        self._simple = simple
        self._ids = ids  # of the objects that there are, by ident

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The server and the typeid."""
        thread = get_ident()
        ownership.serving[thread] = args[0].address
        return args[0], args[2], thread

    def failed(self, call: Any, error: BaseException) -> None:
        """There is none."""
        ownership.serving.pop(call[2], None)

    def done(self, call: Any, result: Any) -> None:
        """It has an ident."""
        server, typeid, thread = call
        ownership.serving.pop(thread, None)
        object_id, thing = identity(server.address, result[0]), server.id_to_obj[result[0]][0]
        self._ids[result[0]] = object_id
        family, traits = families.of_object(thing)
        if family != Family.VALUE or families.is_registered(typeid):
            watch = Watch(object_id, "", family, traits | Trait.SERVED)
            lock_id = _lock_of(thing) if family == Family.CONDITION else 0
            self.report.announce(watch, lock_id or families.size_of(thing, family))
            action = families.attribute_of(thing, "_action") if family == Family.BARRIER else None
            if action is not None:
                self.report.value(object_id, name_of_callable(action))
        if type(thing) in self._simple:
            self.report.value(object_id, _value(thing))


class Decref(Watcher):
    """A client has one proxy less. An object that nobody has leaves its ident, an address, to others."""

    def __init__(self, report: Reporter, name: str, ids: dict[str, int]) -> None:
        super().__init__(report, name)
        self._ids = ids

    def begin(self, frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The server and the ident."""
        return args[0], args[2]

    def done(self, call: Any, result: Any) -> None:
        """It may be gone; what is in another object of the manager's is kept, though no client has it."""
        server, ident = call
        object_id = self._ids.get(ident)
        if (
            object_id is not None
            and ident not in server.id_to_obj
            and ident not in server.id_to_local_proxy_obj
        ):
            del self._ids[ident]
            self.report.gone(object_id)


def _lock_of(condition: object) -> int:
    """The id of the lock that a client has given to a condition: here, too, it is a proxy. 0: another one."""
    token: Any = families.attribute_of(families.attribute_of(condition, "_lock"), "_token")
    return 0 if token is None else as_value(identity(token.address, token.id))


class Conversation:
    """A client's connection, as the server thread sees it; notices what each answer was about."""

    def __init__(self, connection: Any, server: Any, simple: tuple[Any, ...], report: Reporter) -> None:
        self._connection = connection
        self._server = server
        self._report = report
        self._request: Any = None
        self._simple = simple
        #: By ident: the value told last, and the object's identity.
        self._last: dict[str, tuple[str | None, int]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def recv(self) -> Any:
        """The next request."""
        try:
            self._request = self._connection.recv()
        except BaseException as error:
            cut(error)
            raise
        return self._request

    def send(self, answer: Any) -> Any:
        """Send an answer; before, tell the value that the object now has."""
        try:
            self._tell()
        except BaseException as error:
            if self._report.is_the_scripts(error, "manager's server"):
                raise  # else the answer goes out in any case
        try:
            return self._connection.send(answer)
        except BaseException as error:
            cut(error)
            raise

    def _tell(self) -> None:
        ident, method = self._request[0], self._request[1]
        if method in _READERS and ident in self._last:
            return
        entry = self._server.id_to_obj.get(ident)
        if entry is None or type(entry[0]) not in self._simple:
            return
        text, (last, object_id) = _value(entry[0]), self._last.get(ident, (None, 0))
        if last != text:
            object_id = object_id or identity(self._server.address, ident)  # takes longer than all else here
            self._last[ident] = text, object_id
            self._report.value(object_id, text)


def _value(thing: Any) -> str:
    if type(thing) in (dict, list, set):
        return shorten(thing)
    if type(thing).__module__ == "array":
        return shorten_items(thing)
    return ", ".join(
        "%s=%s" % (key.lstrip("_"), shorten(value, 2)) for key, value in list(vars(thing).items())
    )
