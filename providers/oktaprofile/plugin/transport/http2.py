"""One HTTP/2 connection, served by one thread at a time.

Only that thread touches the socket, OpenSSL's objects (which are not thread-safe) and h2. Where calls run is for
workers.py to say: in threads of their own, which hand their answers over by ``Connection.put`` and wake it; or in this
one, and then another thread serves the connection as soon as a call lasts.
"""

from __future__ import annotations

import os
import select
import ssl
import threading
import time
from collections import deque

from oktaprofile.plugin import log
from oktaprofile.plugin.late import instead, late, late_typing, plain_dataclasses, silent_logging
from oktaprofile.plugin.transport import grpc
from oktaprofile.plugin.transport.stream import Reply, Stream

with instead(*late("base64"), late_typing(), plain_dataclasses(), silent_logging()):
    from h2.errors import ErrorCodes
    from h2.events import DataReceived, RequestReceived, StreamEnded, StreamReset
    from h2.exceptions import ProtocolError

    from oktaprofile.plugin.transport.h2_server import WINDOW_BYTES, server_connection

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Sequence

    from h2.events import Event

    from oktaprofile.plugin.transport.budget import Budget

READ_BYTES = 256 * 1024
READS_AT_ONCE = 64
"""Then answers have their turn, so that a client that never pauses hears some."""

CLOSE_SECONDS = 5.0
"""How long a client that is being hung up on may take to read what was said last."""

UNSENT_BYTES = 8 * 1024 * 1024
"""Above it nothing more is read: a client that does not read must not make the process grow."""


class Connection:
    """``answer(path, message, reply)`` gets each call; see ``Reply`` for how it answers later. It returns at once, or
    else runs the call; False then: meanwhile another thread has begun to serve the connection (``Reply.go_on``).
    """

    def __init__(
        self,
        connected: socket.socket,
        answer: Callable[[str, bytes, Reply], bool],
        budget: Budget,
    ) -> None:
        self._socket = connected
        self._answer = answer
        self._budget = budget
        self._streams: dict[int, Stream] = {}
        self._unsent = bytearray()
        self._requests: deque[tuple[str, bytes, Reply]] = deque()
        self._answers: deque[tuple[int, bytes | None, grpc.CallError | None, bool]] = deque()
        self._serving = 0  # the thread
        self._closed = threading.Event()
        self._woken, self._waker = os.pipe()
        os.set_blocking(self._woken, False)
        os.set_blocking(self._waker, False)
        self._open = True
        self._closing = False
        self._guard = threading.Lock()
        self._h2 = server_connection()

    def serve(self) -> None:
        """Serve until the other side closes, or ``close_soon`` was called and all is sent. Never raises."""
        self._h2.initiate_connection()
        self._h2.increment_flow_control_window(WINDOW_BYTES)
        self._go_on()
        self._closed.wait()

    def _go_on(self) -> None:
        """Serve in this thread: to the end, or until another one does. Never raises."""
        self._serving = threading.get_ident()
        try:
            self._socket.setblocking(False)
            if not self._loop():
                return
        except OSError as error:
            log.debug("the connection broke", exception=type(error).__name__)
        except Exception as error:  # noqa: BLE001 - whatever a client sends ends its connection, not the process
            log.failure("the connection failed", error)
        with self._guard:
            self._open = False
        self._forget_all()
        for path, message, reply in self._requests:
            self._begin_call(path, message, reply)
        self._socket.close()
        os.close(self._woken)
        os.close(self._waker)
        self._closed.set()

    def put(self, stream_id: int, message: bytes | None, error: grpc.CallError | None, last: bool) -> None:
        """Answer a stream, from any thread. Dropped when the connection is gone."""
        self._answers.append((stream_id, message, error, last))
        if threading.get_ident() != self._serving:
            self._wake()

    def close_soon(self) -> None:
        """Send what there is to send, then close. From any thread."""
        self._closing = True
        self._wake()

    def _wake(self) -> None:
        with self._guard:
            if self._open:
                try:
                    os.write(self._waker, b"\0")
                except BlockingIOError:
                    return  # so many wake-ups are waiting that one more changes nothing

    def _loop(self) -> bool:
        """False: another thread serves the connection."""
        poll = select.poll()
        poll.register(self._woken, select.POLLIN)
        poll.register(self._socket, 0)
        hang_up_at = None
        while True:
            if self._requests and not self._begin_call(*self._requests.popleft()):
                return False
            while self._answers:
                self._begin_answer(*self._answers.popleft())
            self._send_bodies()
            self._unsent += self._h2.data_to_send()
            self._write()
            if self._closing:
                hang_up_at = hang_up_at or time.monotonic() + CLOSE_SECONDS
                if not self._unsent or time.monotonic() >= hang_up_at:
                    return True
            if self._requests:
                continue
            interest = select.POLLOUT if self._unsent else 0
            if len(self._unsent) < UNSENT_BYTES and not self._closing:
                interest |= select.POLLIN
            poll.modify(self._socket, interest)
            for descriptor, _ in poll.poll(CLOSE_SECONDS * 1000 if self._closing else None):
                if descriptor == self._woken:
                    os.read(self._woken, 4096)
                elif not self._closing and not self._read():
                    return True

    def _begin_call(self, path: str, message: bytes, reply: Reply) -> bool:
        """See the class's ``answer``. What the client has given up meanwhile is not begun."""
        if reply.cancelled:
            reply(None, None)
            return True
        return self._answer(path, message, reply)

    def _write(self) -> None:
        while self._unsent:
            try:
                sent = self._socket.send(self._unsent)
            except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
                return
            del self._unsent[:sent]

    def _read(self) -> bool:
        """Take in what has arrived, up to the next whole requests; False: the other side has closed."""
        for _ in range(READS_AT_ONCE):
            if self._requests or len(self._unsent) >= UNSENT_BYTES:
                break
            try:
                data = self._socket.recv(READ_BYTES)
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return True
            except ssl.SSLEOFError:
                return False
            if not data:
                return False
            try:
                events = self._h2.receive_data(data)
            except ProtocolError as error:
                # h2 has put a GOAWAY with the reason among the data to send, if this was HTTP/2 at all.
                log.warn("the client broke the HTTP/2 protocol", exception=type(error).__name__)
                self._forget_all()
                self._closing = True
                return True
            for event in events:
                self._handle(event)
            self._unsent += self._h2.data_to_send()
        return True

    def _handle(self, event: Event) -> None:
        if isinstance(event, RequestReceived):
            self._begin_request(event)
        elif isinstance(event, DataReceived):
            self._take_data(event)
        elif isinstance(event, StreamEnded):
            self._end_request(event.stream_id)
        elif isinstance(event, StreamReset):
            self._forget(event.stream_id)

    def _forget(self, stream_id: int) -> None:
        stream = self._streams.pop(stream_id, None)
        if stream is not None:
            self._budget.give(stream.counted_bytes)
            if stream.reply is not None:
                stream.reply.cancel()

    def _forget_all(self) -> None:
        for stream_id in list(self._streams):
            self._forget(stream_id)

    def _begin_request(self, event: RequestReceived) -> None:
        headers: dict[bytes, bytes] = dict(event.headers)  # see header_encoding
        stream_id = event.stream_id
        content_type = headers.get(b"content-type", b"")
        if headers.get(b":method") != b"POST" or not content_type.startswith(b"application/grpc"):
            self._refuse(stream_id, [(b":status", b"415")])
            return
        stream = self._streams[stream_id] = Stream(headers.get(b":path", b"").decode("latin-1"))
        if stream.held:
            self._send_headers(stream_id, grpc.RESPONSE_HEADERS)

    def _send_headers(
        self, stream_id: int, headers: Sequence[tuple[bytes, bytes]], *, end: bool = False
    ) -> None:
        """Send headers or trailers. A stream that the client has closed meanwhile is forgotten."""
        try:
            self._h2.send_headers(stream_id, headers, end_stream=end)
        except ProtocolError:
            self._forget(stream_id)

    def _refuse(self, stream_id: int, ending: Sequence[tuple[bytes, bytes]]) -> None:
        """End a stream before its request has ended; what still comes of it is passed over."""
        self._forget(stream_id)
        self._send_headers(stream_id, ending, end=True)
        try:
            self._h2.reset_stream(stream_id, ErrorCodes.NO_ERROR)
        except ProtocolError:
            return  # the client had sent its last byte already

    def _take_data(self, event: DataReceived) -> None:
        stream = self._streams.get(event.stream_id)
        self._h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        if stream is None or stream.held:
            return
        try:
            if not self._budget.take(len(event.data)):
                raise grpc.CallError(
                    grpc.RESOURCE_EXHAUSTED,
                    "the calls in hand take too much memory: run terraform with a lower -parallelism",
                )
            stream.counted_bytes += len(event.data)
            stream.incoming += event.data
            grpc.check_arriving(stream.incoming)
        except grpc.CallError as error:
            ending = (*grpc.RESPONSE_HEADERS, *grpc.trailers(error.status, error.text))
            self._refuse(event.stream_id, ending)

    def _end_request(self, stream_id: int) -> None:
        stream = self._streams.get(stream_id)
        if stream is None or stream.held:
            return
        body, stream.incoming = stream.incoming, bytearray()
        try:
            message = grpc.unframe(body)
        except grpc.CallError as error:
            self._begin_answer(stream_id, None, error, last=True)
            return
        # The call's from now on: it goes on when the stream is reset.
        taken, stream.counted_bytes = stream.counted_bytes, 0

        def put(answer: bytes | None, error: grpc.CallError | None, last: bool) -> None:
            if last:
                self._budget.give(taken)
            self.put(stream_id, answer, error, last)

        stream.reply = Reply(put, self._go_on)
        self._requests.append((stream.path, message, stream.reply))

    def _begin_answer(
        self, stream_id: int, message: bytes | None, error: grpc.CallError | None, last: bool
    ) -> None:
        stream = self._streams.get(stream_id)
        if stream is None:
            return  # the client has given the call up
        if error is not None:
            message, stream.trailers = None, grpc.trailers(error.status, error.text)
        elif last:
            stream.trailers = grpc.ENDED_WELL
        if message is None and not stream.begun:  # nothing but an ending
            self._forget(stream_id)
            self._send_headers(stream_id, (*grpc.RESPONSE_HEADERS, *(stream.trailers or ())), end=True)
            return
        if not stream.begun:
            stream.begun = True
            self._send_headers(stream_id, grpc.RESPONSE_HEADERS)
        if message is not None and stream_id in self._streams:
            stream.append(message, self._budget)

    def _send_bodies(self) -> None:
        """Send as much of each answer as the client's flow control allows."""
        for stream_id, stream in list(self._streams.items()):
            if not stream.begun:
                continue
            try:
                self._send_body(stream_id, stream)
            except ProtocolError:
                self._forget(stream_id)  # the client has closed the stream meanwhile
                continue
            if not stream.outgoing and stream.trailers is not None:
                self._send_headers(stream_id, stream.trailers, end=True)
                self._forget(stream_id)

    def _send_body(self, stream_id: int, stream: Stream) -> None:
        while stream.outgoing and len(self._unsent) < UNSENT_BYTES:
            size = min(self._h2.local_flow_control_window(stream_id), self._h2.max_outbound_frame_size)
            if size <= 0:
                return
            self._h2.send_data(stream_id, stream.take(size, self._budget))
            if stream.outgoing:
                self._unsent += self._h2.data_to_send()
