"""A server on a socket of its own, whose answers each test gives."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

from oktaprofile.plugin.dispatch import UnimplementedError
from oktaprofile.plugin.transport.budget import Budget
from oktaprofile.plugin.transport.http2 import Connection
from oktaprofile.plugin.transport.workers import Workers
from tests.unit.plugin.grpc_client import Client

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
    """A connection being served, the client at its other end, and whether Shutdown was asked for.

    ``here``: calls run in the connection's own thread, as in a long command, until one lasts.
    """

    def __init__(self, *, here: bool = False) -> None:
        self.servicer = FakeServicer()
        self.shutdowns = 0
        self.calls = Workers(self.servicer, self.on_shutdown)  # type: ignore[arg-type]
        if here:
            self.calls._first_left = 0
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
