"""Pipes, connections and listeners."""

import os
from multiprocessing import connection

from bench import WITH_SIGNALS, Bomb, collector
from handlers import interrupted

CASES = {}
case = collector(CASES)
case_of_signals = collector(CASES, WITH_SIGNALS)


def pipe(bench, duplex=True):
    """Both ends, whose deaths are noted."""
    return [bench.watch(end) for end in bench.context.Pipe(duplex)]


@case
def connection_send_of_what_cannot_be_pickled(bench):
    pipe(bench)[0].send((bench.token, lambda: 0))


@case
def connection_send_without_anything(bench):
    pipe(bench)[0].send()


@case
def connection_send_when_closed(bench):
    end, _ = pipe(bench)
    end.close()
    end.send(bench.token)


@case
def connection_send_of_the_reading_end(bench):
    pipe(bench, False)[0].send(bench.token)


@case
def connection_send_to_nobody(bench):
    end, other = pipe(bench)
    other.close()
    end.send(bench.token)


@case
def connection_send_bytes_of_no_bytes(bench):
    pipe(bench)[0].send_bytes(bench.token)


@case
def connection_send_bytes_from_behind_the_end(bench):
    pipe(bench)[0].send_bytes(b"1234", offset=5)


@case
def connection_recv_of_a_bomb(bench):
    end, other = pipe(bench)
    other.send((bench.token, Bomb()))
    end.recv()


@case
def connection_recv_from_nobody(bench):
    end, other = pipe(bench)
    other.close()
    end.recv()


@case
def connection_recv_of_half_a_message(bench):
    end, other = pipe(bench, False)
    os.write(other.fileno(), b"\0\0\0\x09half")
    other.close()
    end.recv()


@case
def connection_recv_when_closed(bench):
    end, _ = pipe(bench)
    end.close()
    end.recv()


@case
def connection_recv_bytes_that_are_too_many(bench):
    end, other = pipe(bench)
    other.send_bytes(b"12345")
    end.recv_bytes(maxlength=3)


@case
def connection_recv_bytes_into_what_is_too_small(bench):
    end, other = pipe(bench)
    other.send_bytes(b"12345")
    end.recv_bytes_into(bytearray(3))


@case
def connection_poll_of_the_writing_end(bench):
    pipe(bench, False)[1].poll(bench.token)


@case
def connection_poll_with_no_time(bench):
    pipe(bench)[0].poll(bench.token)


@case
def connection_fileno_after_the_block(bench):
    with pipe(bench)[0] as end:
        pass
    end.fileno()


@case
def connection_dies_when_nobody_has_it(bench):
    end, other = pipe(bench)
    end.send(bench.token)
    del end
    other.recv()
    other.recv()


@case
def connection_is_pickled_when_closed(bench):
    end, _ = pipe(bench)
    end.close()
    connection.reduce_connection(end)


@case
def wait_for_what_is_closed(bench):
    end, other = pipe(bench)
    end.close()
    connection.wait([other, end], timeout=1)


@case
def wait_for_what_cannot_be_listed(bench):
    connection.wait(bench.token)


@case
def listener_at_no_address(bench):
    connection.Listener(bench.file() + "/none/there", "AF_UNIX")


@case
def listener_accept_when_closed(bench):
    listener = bench.watch(connection.Listener())
    listener.close()
    listener.accept()


@case
def client_of_nobody(bench):
    connection.Client(bench.file(), "AF_UNIX")


@case_of_signals
def connection_recv_is_interrupted(bench):
    interrupted(pipe(bench)[0].recv)


@case_of_signals
def connection_recv_bytes_is_interrupted(bench):
    interrupted(pipe(bench)[0].recv_bytes)


@case_of_signals
def connection_send_is_interrupted(bench):
    end, _other = pipe(bench)
    interrupted(end.send, b"x" * 9_000_000)


@case_of_signals
def connection_poll_is_interrupted(bench):
    interrupted(pipe(bench)[0].poll, None)


@case_of_signals
def wait_is_interrupted(bench):
    end, _ = pipe(bench)
    interrupted(connection.wait, [end])


@case_of_signals
def listener_accept_is_interrupted(bench):
    with connection.Listener() as listener:
        interrupted(listener.accept)
