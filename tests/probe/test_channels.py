"""How the ends of a channel are known: as the script's, as the same in two processes, as open or closed."""

from __future__ import annotations

import multiprocessing.connection as connection
import socket
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.probe.watched import channel_ends, listeners
from app.wire.records import OTHER_END


@pytest.fixture(params=["AF_UNIX", "AF_INET"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[object, object]]:
    """The accepted end of a connection, and the client's."""
    address = str(tmp_path / "s") if request.param == "AF_UNIX" else ("localhost", 0)
    with (
        connection.Listener(address, request.param) as listener,
        connection.Client(listener.address) as client,
        listener.accept() as server,
    ):
        yield server, client


def test_both_ends_of_a_connection_have_ids_that_differ_in_one_bit(both: tuple[object, object]) -> None:
    server, client = both
    accepted = listeners._channel(socket, server, accepted=True)
    assert accepted & OTHER_END == 0
    assert listeners._channel(socket, client, accepted=False) == accepted


def test_names_that_differ_in_one_letter_are_two_channels() -> None:
    ids = [channel_ends.first_id_of(f"unix {inode}") for inode in range(1000, 1100)]
    assert len({one | OTHER_END for one in ids}) == 100


def test_two_connections_to_one_listener_are_two(tmp_path: Path) -> None:
    with connection.Listener(str(tmp_path / "s"), "AF_UNIX", backlog=2) as listener:
        clients = [connection.Client(listener.address) for _ in range(2)]
        servers = [listener.accept() for _ in range(2)]
        ids = [listeners._channel(socket, one, accepted=True) for one in servers]
        assert len(set(ids)) == 2
        assert ids == [listeners._channel(socket, one, accepted=False) for one in clients]
        for one in (*clients, *servers):
            one.close()


def test_where_the_system_does_not_tell_the_other_end_each_stands_alone(tmp_path: Path) -> None:
    without = types.SimpleNamespace(socket=socket.socket, AF_UNIX=socket.AF_UNIX)  # no AF_NETLINK
    with (
        connection.Listener(str(tmp_path / "s"), "AF_UNIX") as listener,
        connection.Client(listener.address) as client,
        listener.accept() as server,
    ):
        accepted = listeners._channel(without, server, accepted=True)
        assert accepted & ~OTHER_END == accepted
        assert accepted != listeners._channel(without, client, accepted=False)
        client.send("still connected")
        assert server.recv() == "still connected"
