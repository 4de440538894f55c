"""One HTTP/2 stream: a request as it comes in, then its answer, or a row of them, as it goes out."""

from __future__ import annotations

import threading
from collections import deque

from oktaprofile.plugin.transport import grpc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oktaprofile.plugin.transport.budget import Budget

HELD_OPEN = frozenset(
    ("/plugin.GRPCStdio/StreamStdio", "/plugin.GRPCBroker/StartStream", "/grpc.health.v1.Health/Watch")
)
"""Streams that go-plugin opens and that never have anything to say here.

Output goes to stderr, there is no broker.
"""

AHEAD_BYTES = 1024 * 1024
"""What a call that streams may have waiting for a client that does not read."""


class Stream:
    """``held``: it stays open and says nothing. ``begun``: the answer's headers are sent. ``trailers`` None: more may
    follow. ``counted_bytes`` is its part of the budget.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.held = path in HELD_OPEN
        self.begun = False
        self.incoming = bytearray()
        self.outgoing: deque[memoryview] = deque()
        self.reply: Reply | None = None
        self.trailers: tuple[tuple[bytes, bytes], ...] | None = None
        self.counted_bytes = 0

    def append(self, message: bytes, budget: Budget) -> None:
        """One more message to send."""
        self.counted_bytes += len(message)
        budget.add(len(message))
        self.outgoing.append(memoryview(grpc.frame(message)))

    def take(self, size: int, budget: Budget) -> bytes:
        """The next bytes to send, at most so many."""
        piece = bytes(self.outgoing[0][:size])
        self.outgoing[0] = self.outgoing[0][size:]
        if not self.outgoing[0]:
            self.outgoing.popleft()
        given = min(len(piece), self.counted_bytes)
        self.counted_bytes -= given
        budget.give(given)
        if self.reply is not None:
            self.reply.sent(len(piece))
        return piece


class Reply:
    """How a call answers, from any thread: ``finish`` once; before it, ``send`` for each message of a row.

    ``put(message, error, last)`` hands over to the connection: a message or None, an error, whether it is the end.
    ``go_on`` serves the connection in another thread, while the call lasts in the one that served it.
    """

    _changed = threading.Condition()
    """One for all replies: making one a call took too long, and few rows of messages wait at once."""

    def __init__(
        self,
        put: Callable[[bytes | None, grpc.CallError | None, bool], None],
        go_on: Callable[[], None],
    ) -> None:
        self._put = put
        self.go_on = go_on
        self._waiting_bytes = 0
        self.cancelled = False

    def __call__(self, message: bytes | None, error: grpc.CallError | None) -> None:
        """The end: with the one answer, with an error's status, or after what was sent (None, None)."""
        self._put(message, error, True)

    def send(self, message: bytes) -> bool:
        """One message; waits while the client does not read. False: it has given the call up, send no more."""
        with self._changed:
            while self._waiting_bytes > AHEAD_BYTES and not self.cancelled:
                self._changed.wait()
            if self.cancelled:
                return False
            self._waiting_bytes += len(message)
        self._put(message, None, False)
        return True

    def sent(self, size_bytes: int) -> None:
        """The connection has sent so many bytes."""
        if not self._waiting_bytes:
            return  # the one answer of a call: nobody waits
        with self._changed:
            self._waiting_bytes = max(0, self._waiting_bytes - size_bytes)
            self._changed.notify_all()

    def cancel(self) -> None:
        """The client has given the call up, or is gone."""
        self.cancelled = True
        if self._waiting_bytes:
            with self._changed:
                self._changed.notify_all()
