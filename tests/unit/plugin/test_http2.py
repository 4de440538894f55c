"""The HTTP/2 connection and the calls on it, by a client on h2 over a pair of sockets in this process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from oktaprofile.plugin.dispatch import BadRequestError
from oktaprofile.plugin.transport import grpc, workers
from tests.unit.plugin.served import Served

GOAWAY, WINDOW_UPDATE = 7, 8
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0"
SERVED = "/tfplugin6.Provider/ReadResource"
wherever = pytest.mark.parametrize("served", ["threads", "here"], indirect=True)


@wherever
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


@wherever
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


@wherever
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


@pytest.mark.parametrize("served", ["here"], indirect=True)
def test_calls_that_do_not_last_run_where_they_are_read(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is handed over: all run in one thread, the connection's."""
    monkeypatch.setattr(workers, "LASTS_SECONDS", 3600.0)  # however busy the machine is
    threads = set[int]()

    def behave(request: bytes) -> bytes:
        threads.add(threading.get_ident())
        return request

    served.servicer.behave = behave
    client = served.client()
    streams = [client.send(SERVED, b"x") for _ in range(10)]
    assert [client.wait(stream).message for stream in streams] == [b"x"] * 10
    assert threads == {served.thread.ident}


@pytest.mark.parametrize("served", ["here"], indirect=True)
def test_calls_given_up_before_they_begin(served: Served) -> None:
    """Requests that arrive together and are reset at once are never begun, and give back what they took."""
    client = served.client()
    assert client.call(SERVED, b"first").message == b"first"
    for _ in range(10):
        stream = client.h2.get_next_available_stream_id()
        client.h2.send_headers(stream, client.headers(SERVED))
        client.h2.send_data(stream, b"\0\0\0\0\1x", end_stream=True)
        client.h2.reset_stream(stream)
    client.flush()
    assert client.call(SERVED, b"last").message == b"last"
    assert served.servicer.calls == 2
    assert served.budget.held_bytes == 0


def raising(error: BaseException) -> Callable[[bytes], bytes]:
    """A provider that raises."""

    def behave(request: bytes) -> bytes:
        raise error

    return behave


@wherever
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


@wherever
def test_shutdown_is_answered_and_told(served: Served) -> None:
    """The caller gets its answer, the server learns that it may end."""
    client = served.client()
    assert client.call("/plugin.GRPCController/Shutdown").status == 0
    assert served.shutdowns == 1


@wherever
def test_close_soon_sends_what_is_due(served: Served) -> None:
    """An answer that is ready goes out before the connection closes."""
    client = served.client()
    stream = client.send(SERVED, bytes(30_000))
    reply = client.wait(stream)
    served.connection.close_soon()
    client.wait_for_close()
    assert reply.message == bytes(30_000)


@wherever
def test_a_call_given_up_does_no_harm(served: Served) -> None:
    """The client resets a stream while its call runs: the answer is dropped, others go on."""
    started, release, done = threading.Event(), threading.Event(), threading.Event()

    def behave(request: bytes) -> bytes:
        if request == b"slow":
            started.set()
            assert release.wait(20)
            done.set()
        return request

    served.servicer.behave = behave
    client = served.client()
    stream = client.send(SERVED, b"slow")
    assert started.wait(20)
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


@wherever
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


@wherever
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
