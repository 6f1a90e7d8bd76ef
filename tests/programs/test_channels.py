"""Pipes, connections and listeners in real scripts: what is told of them, and that nothing is changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.programs.harness import START_METHODS, Result, run_watched, wait_until, watched

ECHO = """
    import multiprocessing as mp

    def echo(conn, extra):
        while True:
            thing = conn.recv()
            if thing is None:
                break
            conn.send(("got", thing))
        conn.send_bytes(b"x" * 10)
        conn.send_bytes(b"0123456789", 2, 4)
        extra.close()
        conn.close()

    if __name__ == "__main__":
        parent, child = mp.Pipe()
        reader, writer = mp.Pipe(duplex=False)
        worker = mp.Process(target=echo, args=(child, writer))
        worker.start()
        child.close()
        writer.close()
        for thing in (1, "two", [3, {"four": 5}], "x" * 100_000):
            parent.send(thing)
            print(len(repr(parent.recv())))
        print(parent.poll(), parent.poll(0.05), parent.poll(timeout=0))
        parent.send(None)
        print(parent.recv_bytes())
        buffer = bytearray(8)
        print(parent.recv_bytes_into(buffer, 2), buffer)
        for end in (parent, reader):
            try:
                end.recv()
            except EOFError as error:
                print("EOF", repr(error))
        worker.join()
        print(worker.exitcode)
"""


@pytest.mark.parametrize("method", START_METHODS)
def test_both_ends_of_a_pipe_are_one_object_with_all_that_went_through(method: str) -> None:
    result = run_watched(ECHO, "--start-method", method)
    assert result.exitcode == 0, result.stderr
    pipe, other = result.object("Pipe", "parent, child"), result.object("Pipe", "reader, writer")
    assert (pipe["family"], pipe["messages"]) == ("channel", 11)
    parent, child = pipe["ends"]
    assert [parent["name"], child["name"]] == ["parent", "child"]
    assert (parent["sent"], child["received"], child["sent"], parent["received"]) == (5, 5, 6, 6)
    assert parent["bytes_sent"] == child["bytes_received"] > 100_000
    assert child["bytes_sent"] == parent["bytes_received"] > 100_000
    assert (parent["to_receive"], child["to_receive"]) == (0, 0)
    assert (parent["open_in"], child["open_in"]) == ([], [])
    reader, writer = other["ends"]
    assert (reader["readable"], reader["writable"], writer["readable"]) == (True, False, False)
    assert result.probe_failures == []


def test_a_pipe_is_used_as_without_us(compare: Callable[..., Result]) -> None:
    result = compare(ECHO)
    assert result.object("Pipe", "parent, child")["messages"] == 11


TROUBLE = """
    import multiprocessing as mp, os, threading, traceback
    from multiprocessing.connection import Connection

    def tried(function, *args, **kwargs):
        try:
            print(function.__name__, repr(function(*args, **kwargs)))
        except BaseException:
            traceback.print_exc()

    class Bad:
        def __reduce__(self):
            return explode, ()

    def explode():
        raise EOFError("not the end")

    if __name__ == "__main__":
        a, b = mp.Pipe()
        print(type(a) is Connection, type(a).__name__, isinstance(a, Connection), a.closed, a.readable)
        tried(a.send, threading.Lock())
        tried(a.send, lambda: 0)
        tried(a.send)
        tried(a.send_bytes, "text")
        tried(a.send_bytes, b"1234", 5)
        tried(a.send_bytes, buf=b"1234", size=2)
        tried(b.recv_bytes, maxlength=-1)
        tried(b.recv_bytes, 9)
        a.send(Bad())
        tried(b.recv)
        a.send_bytes(b"123456")
        tried(b.recv_bytes_into, bytearray(2))
        tried(b.poll, None.__class__)
        a.send_bytes(b"123456")
        tried(b.poll, timeout=None)
        tried(b.recv_bytes, 3)
        tried(b.recv)
        b.close()
        b.close()
        tried(b.fileno)
        tried(b.poll)
        tried(b.send, 1)
        tried(a.send, 1)
        tried(a.recv)
        with a as same:
            print(same is a)
        tried(a.recv_bytes)
        reader, writer = mp.Pipe(False)
        tried(reader.send, 1)
        tried(writer.recv)
        tried(writer.poll)
        del writer
        tried(reader.recv)
        reader, writer = mp.Pipe(False)
        os.write(writer.fileno(), b"\\0\\0\\0\\x09abc")
        writer.close()
        tried(reader.recv)
        print(sorted(name for name in dir(reader) if "_procession" not in name))
"""


def test_every_failure_is_the_librarys_own(compare: Callable[..., Result]) -> None:
    result = compare(TROUBLE)
    first = result.object("Pipe", "a, b")
    assert (first["ends"][1]["received"], first["ends"][0]["sent"]) == (3, 4)
    assert result.report is not None
    ends = [end for one in result.report["objects"] for end in one["ends"]]
    assert [end["open_in"] for end in ends if end["name"] in ("a", "b", "writer")] == [[]] * 4
    assert result.probe_failures == []


INNER = """
    import multiprocessing as mp
    from concurrent.futures import ProcessPoolExecutor

    def double(number):
        return number * 2

    if __name__ == "__main__":
        q = mp.Queue()
        q.put(1)
        print(q.get())
        with mp.Pool(2) as pool:
            print(pool.map(double, range(4)))
        with ProcessPoolExecutor(2) as executor:
            print(list(executor.map(double, range(4))))
        with mp.Manager() as manager:
            shared = manager.dict()
            shared["a"] = 1
            print(dict(shared))
"""


@pytest.mark.parametrize("method", START_METHODS)
def test_what_the_library_connects_for_itself_is_not_shown(method: str) -> None:
    result = run_watched(INNER, "--start-method", method)
    assert result.exitcode == 0, result.stderr
    assert [one["name"] for one in result.objects.values() if one["family"] == "channel"] == []


# --- who has it open, and who waits ------------------------------------------------------------

INHERITED = """
    import multiprocessing as mp

    def read(reader):
        while True:
            print(reader.recv(), flush=True)

    if __name__ == "__main__":
        reader, writer = mp.Pipe(False)
        worker = mp.get_context("fork").Process(target=read, args=(reader,), name="worker")
        worker.start()
        reader.close()
        writer.send("letter")
        writer.close()
        worker.join()
"""


def test_an_inherited_end_is_told_to_be_open_in_the_reader_that_waits_for_its_end() -> None:
    result = run_watched(INHERITED, "--timeout", "2")
    assert (result.exitcode, result.stdout) == (124, "letter\n")
    (pipe,) = result.objects.values()
    worker = result.process("worker")
    assert [end["open_in"] for end in pipe["ends"]] == [[worker["pid"]], [worker["pid"]]]
    assert [end["name"] for end in pipe["ends"]] == ["reader", "writer"]
    assert pipe["ends"][0]["received"] == 1
    assert worker["outcome"] == "ended-with-run"


WAITING = """
    import multiprocessing as mp
    from multiprocessing.connection import wait

    def work(conn, gate):
        gate.recv()
        conn.send("ready")
        gate.recv()

    if __name__ == "__main__":
        first, other = mp.Pipe()
        second, far = mp.Pipe(False)
        gate, inner = mp.Pipe()
        worker = mp.Process(target=work, args=(other, inner), name="worker")
        worker.start()
        print(wait([first, second], timeout=0.2), wait([second], 0))
        gate.send(1)
        print([one is first for one in wait([first, worker.sentinel])])
        print(first.recv())
        gate.send(1)
        print([one == worker.sentinel for one in wait([worker.sentinel, second])])
        worker.join()
        print([one is second for one in wait(iter([second]), 0.01)])
"""


@pytest.mark.parametrize("method", START_METHODS)
def test_a_wait_for_several_ends_tells_which_one_ended_it(method: str) -> None:
    result = run_watched(WAITING, "--start-method", method)
    assert (result.exitcode, result.stdout) == (0, "[] []\n[True]\nready\n[True]\n[]\n"), result.stderr
    assert result.probe_failures == []


def test_connection_wait_is_as_without_us(compare: Callable[..., Result]) -> None:
    compare(WAITING)


GRANTS = """
    import multiprocessing as mp, time

    def write(writer):
        time.sleep(0.2)
        writer.send("letter")
        time.sleep(0.2)
        writer.close()

    if __name__ == "__main__":
        reader, writer = mp.Pipe(False)
        worker = mp.Process(target=write, args=(writer,), name="worker")
        worker.start()
        writer.close()
        print(reader.recv())
        if {eof}:
            try:
                reader.recv()
            except EOFError:
                print("end")
"""


@pytest.mark.parametrize("eof", [False, True])
def test_a_send_grants_a_receive_and_a_close_its_end(eof: bool) -> None:
    text = GRANTS.replace("{eof}", str(eof)).replace("if __name__", "if __name__")
    result = run_watched(text + "        import os; os._exit(0)\n")
    wait, worker = result.process("main")["last_wait"], result.process("worker")
    assert wait["operation"] == "Connection.recv" and wait["waited_s"] > 0.1
    grant = wait["granted_by"]
    assert grant["pid"] == worker["pid"] and grant["certain"]
    assert grant["operation"] == ("Connection.close" if eof else "Connection.send")
    assert wait["how"] == ("failed" if eof else "done")
    line = text.split("\n")[grant["line"] - 1].strip()
    assert line == ("writer.close()" if eof else 'writer.send("letter")')


FULL = """
    import multiprocessing as mp, time

    def read(reader, begun):
        begun.recv()
        time.sleep(0.3)
        while reader.recv() is not None:
            pass

    if __name__ == "__main__":
        reader, writer = mp.Pipe(False)
        begun, begin = mp.Pipe(False)
        worker = mp.Process(target=read, args=(reader, begun), name="worker")
        worker.start()
        begin.send(1)
        writer.send(b"x" * 1_000_000)
        writer.send(None)
        import os; os._exit(0)
"""


def test_a_receive_grants_a_send_that_had_no_room() -> None:
    result = run_watched(FULL)
    wait = result.process("main")["last_wait"]
    assert wait is not None and (wait["operation"], wait["object"]) == ("Connection.send", "writer")
    assert wait["waited_s"] > 0.2


# --- listeners -----------------------------------------------------------------------------------

LISTENING = """
    import multiprocessing as mp, sys
    from multiprocessing.connection import AuthenticationError, Client, Listener

    def call(address, key):
        with Client(address, authkey=key) as client:
            client.send("hello")
            print(client.recv(), flush=True)

    def refused(address):
        try:
            Client(address, authkey=b"wrong")
        except AuthenticationError as error:
            print(error, flush=True)

    if __name__ == "__main__":
        address = ("localhost", 0) if sys.argv[1] == "AF_INET" else None
        with Listener(address, sys.argv[1], authkey=b"key") as listener:
            worker = mp.Process(target=refused, args=(listener.address,))
            worker.start()
            try:
                listener.accept()
            except AuthenticationError as error:
                print(error, flush=True)
            worker.join()
            for number in range(2):
                worker = mp.Process(target=call, args=(listener.address, b"key"))
                worker.start()
                with listener.accept() as server:
                    print(server.recv(), flush=True)
                    server.send(number)
                    worker.join()
"""


@pytest.mark.parametrize("family", ["AF_UNIX", "AF_INET"])
@pytest.mark.parametrize("method", START_METHODS)
def test_a_listener_and_both_ends_of_each_connection(method: str, family: str) -> None:
    result = run_watched(LISTENING, "--start-method", method, arguments=(family,))
    assert result.exitcode == 0, result.stderr
    listener = result.object("Listener", "listener")
    assert (listener["accepted"], listener["open_in"]) == (2, [])
    assert result.report is not None
    found = [one for one in result.report["objects"] if one["kind"] == "Connection"]
    assert [[end["name"] for end in one["ends"]] for one in found] == [["server", "client"]] * 2
    assert [one["messages"] for one in found] == [2, 2], "the handshake is the library's"
    assert result.probe_failures == []


def test_a_listener_is_used_as_without_us(compare: Callable[..., Result]) -> None:
    compare(LISTENING, "AF_UNIX", ordered=False)


# --- passed on ------------------------------------------------------------------------------------

PASSED_ON = """
    import multiprocessing as mp

    def write(conn):
        end = conn.recv()
        end.send("from far")
        end.close()

    if __name__ == "__main__":
        reader, writer = mp.Pipe(False)
        here, there = mp.Pipe()
        worker = mp.Process(target=write, args=(there,), name="worker")
        worker.start()
        here.send(writer)
        print(reader.recv())
        writer.close()
        worker.join()
"""


@pytest.mark.parametrize("method", START_METHODS)
def test_an_end_that_is_sent_through_another_is_the_same_end(method: str) -> None:
    result = run_watched(PASSED_ON, "--start-method", method)
    assert (result.exitcode, result.stdout) == (0, "from far\n"), result.stderr
    reader, writer = result.object("Pipe", "reader, writer")["ends"]
    assert (writer["sent"], reader["received"], writer["open_in"]) == (1, 1, [])


# --- killed in the middle ----------------------------------------------------------------------------

KILLED = """
    import multiprocessing as mp, os, sys

    def work(conn, what):
        conn.send(os.getpid())
        if what == "send":
            conn.send_bytes(b"x" * 50_000_000)
        conn.recv()

    if __name__ == "__main__":
        what = sys.argv[1]
        parent, child = mp.Pipe()
        worker = mp.Process(target=work, args=(child, what), name="worker")
        worker.start()
        child.close()
        print(parent.recv() == worker.pid, flush=True)
        if what == "send":
            parent.poll(None)
        sys.stdin.readline()
        worker.kill()
        worker.join()
        for _ in range(2):
            try:
                parent.recv()
            except (EOFError, OSError) as error:
                print(type(error).__name__, error, flush=True)
        try:
            parent.send(1)
        except OSError as error:
            print(type(error).__name__, flush=True)
"""


@pytest.mark.parametrize("what", ["send", "receive"])
@pytest.mark.parametrize("method", START_METHODS)
def test_a_kill_in_the_middle_is_shown_and_nothing_hangs(method: str, what: str, tmp_path: Any) -> None:
    script = tmp_path / "script.py"
    script.write_text("\n".join(line[4:] for line in KILLED.split("\n")).replace("sys.argv[1]", repr(what)))
    with watched(script, "--start-method", method) as run:
        run.wait_for("True")
        run.type("go")
        result = run.result()
    assert result.exitcode == 0, result.stderr
    assert result.outcomes()["worker"] == "killed"
    parent, child = result.object("Pipe", "parent, child")["ends"]
    assert (child["open_in"], result.report is not None and result.report["lost_events"]) == ([], 0)
    assert result.stdout.count("OSError") + result.stdout.count("EOFError") == 2
    assert "BrokenPipeError" in result.stdout
    assert parent["to_receive"] == 0


def test_a_script_that_hangs_in_a_receive_is_ended_with_its_wait_told() -> None:
    with watched(INHERITED) as run:
        run.wait_for("letter")
        wait_until(lambda: len(run.main().children()) >= 1, "the worker")
        run.process.terminate()
        result = run.result()
    assert result.report is not None and result.report["lost_events"] == 0


# --- by every way into a process ---------------------------------------------------------------------

EVERY_WAY = """
    import multiprocessing as mp, os
    from multiprocessing.connection import Listener

    class Desk(Listener):
        pass

    def keep(end):
        global kept
        kept = end

    def write(number):
        kept.send(number)

    if __name__ == "__main__":
        reader, writer = mp.Pipe(duplex=False)
        pid = os.fork()
        if not pid:
            writer.send("forked")
            os._exit(0)
        os.waitpid(pid, 0)
        context = mp.get_context("{method}")
        with context.Pool(1, keep, (writer,)) as pool:
            pool.map(write, [1, 2])
        print(reader.recv(), reader.recv(), reader.recv())
        with Desk() as desk:
            print(type(desk).__name__)
"""


@pytest.mark.parametrize("method", START_METHODS)
def test_an_end_is_known_in_whatever_way_a_process_came_by_it(method: str) -> None:
    result = run_watched(EVERY_WAY.replace("{method}", method))
    assert (result.exitcode, result.stdout) == (0, "forked 1 2\nDesk\n"), result.stderr
    reader, writer = result.object("Pipe", "reader, writer")["ends"]
    assert (writer["sent"], reader["received"], reader["to_receive"]) == (3, 3, 0)
    assert (writer["open_in"], reader["open_in"]) == ([], [])
    assert result.object("Desk", "desk")["family"] == "channel"
    assert [one["kind"] for one in result.objects.values()] == ["Pipe", "Pool", "Desk"]
    assert result.probe_failures == []


SERVED = """
    import multiprocessing as mp

    if __name__ == "__main__":
        reader, writer = mp.Pipe(False)
        with mp.get_context("fork").Manager() as manager:
            writer.close()
            try:
                print(reader.poll(0.5))
                reader.recv()
            except EOFError:
                print("end")
"""


def test_a_managers_server_that_has_inherited_an_end_is_said_to_have_it_open() -> None:
    result = run_watched(SERVED, "--timeout", "3")
    assert (result.exitcode, result.stdout) == (124, "False\n")
    server = next(one for one in result.processes if one["name"] != "main")
    assert server["pid"] in result.object("Pipe", "reader, writer")["ends"][1]["open_in"]


def test_the_librarys_own_connections_have_nothing_of_ours() -> None:
    text = """
        import multiprocessing as mp
        q = mp.SimpleQueue()
        end, other = mp.Pipe()
        print([sorted(vars(one)) == ["_handle", "_readable", "_writable"] for one in (q._reader, end)])
    """
    assert run_watched(text).stdout == "[True, False]\n", "a Queue is as quick as it was"


@pytest.mark.parametrize("family", ["AF_INET", "AF_UNIX"])
def test_a_connection_blocks_as_ever_where_sockets_have_a_time_limit(
    compare: Callable[..., Result], family: str
) -> None:
    """A look at its addresses must not make the descriptor one that does not block."""
    result = compare(
        """
        import os, socket, sys, time
        from multiprocessing import Process
        from multiprocessing.connection import Client, Listener

        def talk(address):
            with Client(address) as there:
                time.sleep(0.5)
                there.send(os.get_blocking(there.fileno()))
                print(there.recv(), flush=True)

        if __name__ == "__main__":
            socket.setdefaulttimeout(20)
            with Listener(family=sys.argv[1]) as listener:
                client = Process(target=talk, args=(listener.address,))
                client.start()
                with listener.accept() as here:
                    print(here.recv(), flush=True)
                    time.sleep(0.5)
                    here.send(os.get_blocking(here.fileno()))
                client.join()
        """,
        family,
    )
    assert result.stdout == "True\nTrue\n"
