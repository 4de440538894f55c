"""Calls that are answered by a row of messages."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from oktaprofile.plugin.dispatch import BadRequestError
from oktaprofile.plugin.transport import grpc
from tests.unit.plugin.grpc_client import messages
from tests.unit.plugin.served import Served

SERVED = "/tfplugin6.Provider/ReadResource"

LISTED = "/tfplugin6.Provider/ListResource"


def streaming(served: Served, make: Callable[[Callable[[], bool]], Iterator[bytes]]) -> None:
    """Lets the servicer answer ListResource with what `make(cancelled)` yields."""
    served.servicer.stream = lambda path, request, cancelled: make(cancelled)  # type: ignore[attr-defined]


def test_a_row_of_messages(served: Served) -> None:
    """Each with its own prefix, one status at the end; empty ones and one larger than a window among them."""
    sent = [b"a", b"", b"b" * 300_000, b"c"]
    streaming(served, lambda cancelled: iter_(sent))
    reply = served.client().call(LISTED)
    assert messages(reply.body) == sent
    assert (reply.headers[":status"], reply.status) == ("200", 0)
    assert served.budget.held_bytes == 0


def iter_(sent: list[bytes]) -> Iterator[bytes]:
    """A generator: what a servicer answers with can be closed."""
    yield from sent


def test_no_message_at_all(served: Served) -> None:
    """One header block with the status."""
    streaming(served, lambda cancelled: iter_([]))
    reply = served.client().call(LISTED)
    assert (bytes(reply.body), reply.status) == (b"", 0)


@pytest.mark.parametrize("before", [0, 3])
def test_a_row_that_fails(served: Served, before: int) -> None:
    """What came before the failure arrives, then the status."""

    def fail(cancelled: Callable[[], bool]) -> Iterator[bytes]:
        yield from [b"x"] * before
        raise BadRequestError("not so")

    streaming(served, fail)
    reply = served.client().call(LISTED)
    assert messages(reply.body) == [b"x"] * before
    assert reply.status == grpc.INVALID_ARGUMENT


def test_a_client_that_has_enough(served: Served) -> None:
    """RST_STREAM with CANCEL ends the call, which is told; other calls on the connection go on."""
    ended = threading.Event()

    def endless(cancelled: Callable[[], bool]) -> Iterator[bytes]:
        try:
            while True:
                yield b"row" * 1000
        finally:
            assert cancelled()
            ended.set()

    streaming(served, endless)
    client = served.client()
    stream = client.send(LISTED)
    while len(client.replies[stream].body) < 10_000:
        client.receive()
    client.h2.reset_stream(stream, 8)
    client.flush()
    assert ended.wait(10)
    assert client.call(SERVED, b"still here").message == b"still here"
    assert served.budget.held_bytes == 0


def test_a_client_that_does_not_read(served: Served) -> None:
    """The call waits, having made little more than fits, and ends when the client hangs up."""
    made, ended = [0], threading.Event()

    def endless(cancelled: Callable[[], bool]) -> Iterator[bytes]:
        try:
            while True:
                made[0] += 100_000
                yield b"r" * 100_000
        finally:
            ended.set()

    streaming(served, endless)
    client = served.client()
    client.send(LISTED)
    assert not ended.wait(0.3)
    assert made[0] < 3_000_000
    served.raw.close()
    assert ended.wait(10)
    served.calls.end(5)
    assert served.budget.held_bytes == 0


def test_two_rows_and_a_call_at_once(served: Served) -> None:
    """Each stream gets its own messages; windows are per stream and for the connection."""
    streaming(served, lambda cancelled: iter_([b"%d" % number * 1000 for number in range(200)]))
    client = served.client()
    streams = [client.send(LISTED), client.send(LISTED)]
    assert client.call(SERVED, b"between").message == b"between"
    for stream in streams:
        assert len(messages(client.wait(stream).body)) == 200
