"""The HTTP/2 connection and the calls on it, by a client on h2 over a pair of sockets in this process."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from oktaprofile.plugin.dispatch import BadRequestError, UnimplementedError
from oktaprofile.plugin.transport import grpc
from oktaprofile.plugin.transport.budget import Budget
from oktaprofile.plugin.transport.http2 import Connection
from oktaprofile.plugin.transport.workers import Workers
from tests.unit.plugin.grpc_client import Client

GOAWAY, WINDOW_UPDATE = 7, 8
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0"
SERVED = "/tfplugin6.Provider/ReadResource"


class FakeServicer:
    """Stands in for the provider: ``behave`` gets each request."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.calls = 0
        self.behave: Callable[[bytes], bytes] = lambda request: request

    def dispatch(self, path: str, request: bytes) -> bytes:
        if path != SERVED:
            raise UnimplementedError(f"{path} is not served")
        self.calls += 1
        return self.behave(request)


class Served:
    """A connection being served, the client at its other end, and whether Shutdown was asked for."""

    def __init__(self) -> None:
        self.servicer = FakeServicer()
        self.shutdowns = 0
        self.calls = Workers(self.servicer, self.on_shutdown)  # type: ignore[arg-type]
        self.budget = Budget()
        ours, theirs = socket.socketpair()
        self.connection = Connection(ours, self.calls.answer, self.budget)
        self.thread = threading.Thread(target=self.connection.serve, daemon=True)
        self.thread.start()
        self.raw = theirs

    def on_shutdown(self) -> None:
        self.shutdowns += 1

    def client(self) -> Client:
        return Client(self.raw)


@pytest.fixture
def served() -> Iterator[Served]:
    """A fresh connection; its thread must end when the client hangs up."""
    running = Served()
    yield running
    running.raw.close()
    running.thread.join(10)
    assert not running.thread.is_alive()


def test_a_call(served: Served) -> None:
    """Status 200, the content type, the message, and status 0 in the trailers."""
    reply = served.client().call(SERVED, b"hello")
    assert reply.headers[":status"] == "200"
    assert reply.headers["content-type"] == "application/grpc"
    assert (reply.message, reply.status) == (b"hello", 0)


def test_an_empty_message(served: Served) -> None:
    """Empty requests and answers are messages of no bytes."""
    assert served.client().call(SERVED).message == b""


@pytest.mark.parametrize("size", [5_000_000, 64 * 1024 * 1024])
def test_large_messages_pass_both_ways(served: Served, size: int) -> None:
    """Flow control is kept in both directions, up to the largest message."""
    message = bytes(size)
    reply = served.client().call(SERVED, message)
    assert reply.status == 0
    assert reply.message == message


def test_a_message_that_is_too_large_is_refused(served: Served) -> None:
    """One byte above the limit ends the stream with a status that says so; the next call works."""
    client = served.client()
    stream = client.open(SERVED)
    client.send_body(stream, b"\0" + (64 * 1024 * 1024 + 1).to_bytes(4, "big") + bytes(64 * 1024 * 1024 + 1))
    reply = client.wait(stream)
    assert reply.status == grpc.RESOURCE_EXHAUSTED
    assert client.call(SERVED, b"next").message == b"next"


def test_ten_calls_at_once(served: Served) -> None:
    """All are in hand together: each waits until the last one has come."""
    barrier = threading.Barrier(10, timeout=20)

    def behave(request: bytes) -> bytes:
        barrier.wait()
        return request

    served.servicer.behave = behave
    client = served.client()
    streams = {client.send(SERVED, b"%d" % number): b"%d" % number for number in range(10)}
    for stream, message in streams.items():
        assert client.wait(stream).message == message


def test_an_answer_may_overtake_another(served: Served) -> None:
    """A quick call does not wait for a slow one that came first."""
    release = threading.Event()

    def behave(request: bytes) -> bytes:
        if request == b"slow":
            assert release.wait(20)
        return request

    served.servicer.behave = behave
    client = served.client()
    slow = client.send(SERVED, b"slow")
    assert client.call(SERVED, b"quick").message == b"quick"
    release.set()
    assert client.wait(slow).message == b"slow"


def raising(error: BaseException) -> Callable[[bytes], bytes]:
    """A provider that raises."""

    def behave(request: bytes) -> bytes:
        raise error

    return behave


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BadRequestError("no such request"), grpc.INVALID_ARGUMENT),
        (RuntimeError("a bug"), grpc.INTERNAL),
        (SystemExit(3), grpc.INTERNAL),
    ],
)
def test_each_failure_has_its_status(served: Served, error: BaseException, status: int) -> None:
    """A call always ends, with a status, whatever is raised; the connection lives on."""
    served.servicer.behave = raising(error)
    client = served.client()
    assert client.call(SERVED).status == status
    served.servicer.behave = lambda request: request
    assert client.call(SERVED, b"next").message == b"next"


def test_a_path_that_is_not_served(served: Served) -> None:
    """UNIMPLEMENTED, with the path in a percent-encoded message."""
    reply = served.client().call("/tfplugin6.Provider/Nö%")
    assert reply.status == grpc.UNIMPLEMENTED
    assert reply.headers["grpc-message"].startswith("/tfplugin6.Provider/N")
    assert reply.headers["grpc-message"].isascii()


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"", grpc.INTERNAL),
        (b"\0\0\0\0", grpc.INTERNAL),
        (b"\0\0\0\0\5ab", grpc.INTERNAL),
        (b"\0\0\0\0\1a\0\0\0\0\1b", grpc.INTERNAL),
        (b"\1\0\0\0\1a", grpc.UNIMPLEMENTED),
    ],
)
def test_malformed_frames_are_refused(served: Served, raw: bytes, status: int) -> None:
    """No message, a cut one, two of them, a compressed one."""
    client = served.client()
    assert client.wait(client.send(SERVED, raw=raw)).status == status


@pytest.mark.parametrize("changes", [{"method": "GET"}, {"content_type": "text/plain"}])
def test_what_is_not_grpc_is_refused(served: Served, changes: dict[str, str]) -> None:
    """HTTP status 415, and no call."""
    client = served.client()
    stream = client.open(SERVED, **changes)
    assert client.wait(stream).headers[":status"] == "415"


def test_health_and_held_streams(served: Served) -> None:
    """The health check says SERVING; go-plugin's streams open and stay open without disturbing calls."""
    client = served.client()
    held = client.send("/plugin.GRPCStdio/StreamStdio")
    assert client.call("/grpc.health.v1.Health/Check").message == b"\x08\x01"
    assert client.call(SERVED, b"x").message == b"x"
    assert client.replies[held].headers[":status"] == "200"
    assert not client.replies[held].ended


def test_shutdown_is_answered_and_told(served: Served) -> None:
    """The caller gets its answer, the server learns that it may end."""
    client = served.client()
    assert client.call("/plugin.GRPCController/Shutdown").status == 0
    assert served.shutdowns == 1


def test_close_soon_sends_what_is_due(served: Served) -> None:
    """An answer that is ready goes out before the connection closes."""
    client = served.client()
    stream = client.send(SERVED, bytes(30_000))
    reply = client.wait(stream)
    served.connection.close_soon()
    client.wait_for_close()
    assert reply.message == bytes(30_000)


def test_a_call_given_up_does_no_harm(served: Served) -> None:
    """The client resets a stream while its call runs: the answer is dropped, others go on."""
    release, done = threading.Event(), threading.Event()

    def behave(request: bytes) -> bytes:
        if request == b"slow":
            assert release.wait(20)
            done.set()
        return request

    served.servicer.behave = behave
    client = served.client()
    stream = client.send(SERVED, b"slow")
    client.h2.reset_stream(stream)
    client.flush()
    assert client.call(SERVED, b"x").message == b"x"
    release.set()
    assert done.wait(20)
    assert client.call(SERVED, b"y").message == b"y"


@pytest.mark.parametrize(
    ("garbage", "last_frame"),
    [
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", WINDOW_UPDATE),
        (PREFACE + b"\0\0\1\0\0\0\0\0\0x", GOAWAY),  # data on stream 0
        (PREFACE + b"\0\0\3\1\5\0\0\0\1\xff\xff\xff", GOAWAY),  # headers that are no HPACK
    ],
)
def test_garbage_ends_the_connection(served: Served, garbage: bytes, last_frame: int) -> None:
    """A broken HTTP/2 gets a GOAWAY, what is none at all is hung up on; the thread ends by itself."""
    served.raw.settimeout(20)
    served.raw.sendall(garbage)
    received = b""
    while chunk := served.raw.recv(4096):
        received += chunk
    frame_kinds = []
    while received:
        frame_kinds.append(received[3])
        received = received[9 + int.from_bytes(received[:3], "big") :]
    assert frame_kinds[-1] == last_frame
    served.thread.join(10)
    assert not served.thread.is_alive()


def test_headers_without_end_are_refused(served: Served) -> None:
    """A header list beyond the limit ends the connection instead of filling the memory."""
    client = served.client()
    stream = client.h2.get_next_available_stream_id()
    headers: list[Any] = [*client.headers(SERVED), *((f"x-{number}", "v" * 4000) for number in range(20))]
    client.h2.send_headers(stream, headers)
    client.flush()
    client.wait_for_close()
    assert client.goaway is not None
    assert served.servicer.calls == 0


def test_no_call_is_taken_after_the_end(served: Served) -> None:
    """Ending waits for calls in hand, wakes their waits by the stop flag, and refuses new ones."""
    started = threading.Event()

    def behave(request: bytes) -> bytes:
        started.set()
        assert served.servicer.stop.wait(20)
        return b"done"

    served.servicer.behave = behave
    client = served.client()
    stream = client.send(SERVED)
    assert started.wait(20)
    assert served.calls.end(patience_seconds=20)
    assert client.wait(stream).message == b"done"
    assert client.call(SERVED).status == grpc.UNAVAILABLE


def test_patience_has_an_end(served: Served) -> None:
    """A call that does not end in time is reported as such."""
    release = threading.Event()

    def behave(request: bytes) -> bytes:
        release.wait(20)
        return b""

    served.servicer.behave = behave
    client = served.client()
    stream = client.send(SERVED)
    assert client.call("/grpc.health.v1.Health/Check").status == 0
    assert not served.calls.end(patience_seconds=0.01)
    release.set()
    assert client.wait(stream).status == 0


# -- calls that are answered by a row of messages

LISTED = "/tfplugin6.Provider/ListResource"


def messages(body: bytes | bytearray) -> list[bytes]:
    """The gRPC messages of a body."""
    found = []
    while body:
        assert body[0] == 0
        size = int.from_bytes(body[1:5], "big")
        found.append(bytes(body[5 : 5 + size]))
        body = body[5 + size :]
    return found


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
