"""One HTTP/2 stream: a request as it comes in, then its answer as it goes out."""

from __future__ import annotations

HELD_OPEN = frozenset(
    ("/plugin.GRPCStdio/StreamStdio", "/plugin.GRPCBroker/StartStream", "/grpc.health.v1.Health/Watch")
)
"""Streams that go-plugin opens and that never have anything to say here.

Output goes to stderr, there is no broker.
"""


class Stream:
    """``held``: it stays open and says nothing. ``trailers`` None: there is no answer yet.

    ``counted_bytes`` is its part of the budget.
    """

    __slots__ = ("counted_bytes", "held", "incoming", "outgoing", "path", "trailers")

    def __init__(self, path: str) -> None:
        self.path = path
        self.held = path in HELD_OPEN
        self.incoming = bytearray()
        self.outgoing = memoryview(b"")
        self.trailers: list[tuple[str, str]] | None = None
        self.counted_bytes = 0
