"""A gRPC client on h2, for one connected socket: just enough to play Terraform's part."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import Any

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import (
    ConnectionTerminated,
    DataReceived,
    ResponseReceived,
    StreamEnded,
    StreamReset,
    TrailersReceived,
)


class Reply:
    """What came back on one stream. ``status`` is gRPC's, None until the trailers are there."""

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.body = bytearray()
        self.ended = False
        self.reset = False

    @property
    def status(self) -> int | None:
        return int(self.headers["grpc-status"]) if "grpc-status" in self.headers else None

    @property
    def message(self) -> bytes:
        """The one message of the body."""
        assert self.body[0] == 0
        assert int.from_bytes(self.body[1:5], "big") == len(self.body) - 5
        return bytes(self.body[5:])


def messages(body: bytes | bytearray) -> list[bytes]:
    """The gRPC messages of a body."""
    found = []
    while body:
        assert body[0] == 0
        size = int.from_bytes(body[1:5], "big")
        found.append(bytes(body[5 : 5 + size]))
        body = body[5 + size :]
    return found


class Client:
    """One connection. Calls may overlap: ``send`` some, then ``wait`` for each."""

    def __init__(self, connected: socket.socket) -> None:
        self.socket = connected
        self.socket.settimeout(20)
        self.h2 = H2Connection(H2Configuration(client_side=True, header_encoding="utf-8"))
        self.replies: dict[int, Reply] = {}
        self.goaway: ConnectionTerminated | None = None
        self.closed = False
        self.h2.initiate_connection()
        self.flush()

    def flush(self) -> None:
        """Send what h2 has to say. What the server said before it hung up can still be read."""
        with suppress(ConnectionError):
            self.socket.sendall(self.h2.data_to_send())

    def headers(self, path: str, **changes: str) -> list[tuple[str, str]]:
        """A gRPC request's headers; ``method=`` and ``content_type=`` replace what gRPC says."""
        return [
            (":method", changes.get("method", "POST")),
            (":scheme", "https"),
            (":path", path),
            (":authority", "localhost"),
            ("content-type", changes.get("content_type", "application/grpc")),
            ("te", "trailers"),
        ]

    def open(self, path: str, **changes: str) -> int:
        """Begin a request and return its stream."""
        stream = self.h2.get_next_available_stream_id()
        self.replies[stream] = Reply()
        self.h2.send_headers(stream, self.headers(path, **changes))
        self.flush()
        return stream

    def send(self, path: str, message: bytes = b"", *, raw: bytes | None = None, **changes: str) -> int:
        """Send a whole request; ``raw`` is its body as it goes on the wire."""
        stream = self.open(path, **changes)
        self.send_body(stream, b"\0" + len(message).to_bytes(4, "big") + message if raw is None else raw)
        return stream

    def send_body(self, stream: int, body: bytes) -> None:
        """Send the body as flow control allows, until it is sent or the server has ended the stream."""
        view = memoryview(body)
        while view and not self.replies[stream].ended:
            size = min(self.h2.local_flow_control_window(stream), self.h2.max_outbound_frame_size, len(view))
            if size <= 0:
                self.receive()
                continue
            self.h2.send_data(stream, bytes(view[:size]))
            view = view[size:]
            self.flush()
        if not self.replies[stream].ended:
            self.h2.end_stream(stream)
            self.flush()

    def receive(self) -> None:
        """Take in what arrives next."""
        try:
            data = self.socket.recv(1 << 20)
        except ConnectionError:
            data = b""
        if not data:
            self.closed = True
            return
        for event in self.h2.receive_data(data):
            self.handle(event)
        self.flush()

    def handle(self, event: Any) -> None:
        reply = self.replies.get(getattr(event, "stream_id", None) or 0)
        if isinstance(event, ConnectionTerminated):
            self.goaway = event
        elif reply is None:
            return
        elif isinstance(event, (ResponseReceived, TrailersReceived)):
            reply.headers.update(event.headers)
        elif isinstance(event, DataReceived):
            reply.body += event.data
            self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, (StreamEnded, StreamReset)):
            reply.ended = True
            reply.reset = isinstance(event, StreamReset)

    def wait(self, stream: int) -> Reply:
        """Wait until the stream has ended."""
        while not self.replies[stream].ended and not self.closed:
            self.receive()
        return self.replies[stream]

    def call(self, path: str, message: bytes = b"", **changes: str) -> Reply:
        """One call from beginning to end."""
        return self.wait(self.send(path, message, **changes))

    def wait_for_close(self) -> None:
        """Read until the server closes."""
        while not self.closed:
            self.receive()
