"""Connections on which an answer ends in time, however it comes.

The time-out of requests starts anew with every packet: an answer that trickles, in its status line, its headers or its
body, would go on for days. Here every wait for a packet is cut to what is left until the request's own deadline. The
answer of a proxy to CONNECT is one, too.

Of an answer's informational parts (RFC 9110, 15.2: 103 Early Hints and the like) http.client knows 100 alone, and takes
the others for the answer.
"""

# ruff: noqa: ANN401 - sockets and options as http.client and urllib3 pass them on

from __future__ import annotations

import io
import ssl
import threading
import time
from functools import partial
from http.client import HTTPResponse, parse_headers
from typing import TYPE_CHECKING

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.ssl_ import create_urllib3_context

from oktaprofile.okta.http_library import HTTPAdapter

if TYPE_CHECKING:
    import socket
    from typing import Any


class Deadline(threading.local):
    """When the request that this thread sends has to be answered: a time of `time.monotonic`."""

    ends = float("inf")


class _Timed(io.RawIOBase):
    """A socket's reading side that raises `TimeoutError` once the request's time is over."""

    def __init__(self, reading: Any, connection: socket.socket, ends: float) -> None:
        self._reading = reading
        self._connection = connection
        self._idle_seconds = connection.gettimeout()
        self._ends = ends

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer took too long")
        self._connection.settimeout(left if self._idle_seconds is None else min(left, self._idle_seconds))
        count: int | None = self._reading.readinto(buffer)
        return count

    def close(self) -> None:
        self._reading.close()
        super().close()


class _Answer(HTTPResponse):
    """http.client's answer, read from a socket with a deadline, without what is informational."""

    def __init__(self, sock: socket.socket, *, deadline: Deadline, **options: Any) -> None:
        super().__init__(sock, **options)
        reading = self.fp.detach()  # a BufferedReader, as `makefile("rb")` gives
        self.fp = io.BufferedReader(_Timed(reading, sock, deadline.ends))

    def _read_status(self) -> tuple[str, int, str]:
        """The status line; `begin` reads the headers. One by one, informational answers are read and passed over."""
        while True:
            found: tuple[str, int, str] = super()._read_status()  # type: ignore[misc]
            if (
                not 101 < found[1] < 200
            ):  # 101 switches to another protocol: nothing that this client asks for
                return found
            parse_headers(self.fp)


def shared_context() -> ssl.SSLContext:
    """TLS settings for all connections of a client: the authorities are read once, which takes 35 ms, and not for each
    of the connections that a plan begins with.

    One client trusts the same authorities as long as it lives: others are refused here.
    """
    context, guard = create_urllib3_context(), threading.Lock()
    loaded: list[tuple[Any, ...]] = []
    load = context.load_verify_locations

    def once(*authorities: Any) -> None:
        with guard:
            if not loaded:
                load(*authorities)
                loaded.append(authorities)
            elif loaded != [authorities]:
                raise ssl.SSLError("a client's certificate authorities were changed")

    context.load_verify_locations = once  # type: ignore[method-assign, assignment]
    return context


class TimedAdapter(HTTPAdapter):
    """requests' adapter. No answer goes on after `deadline.ends`."""

    def __init__(self, deadline: Deadline, *, tls: bool, **options: Any) -> None:
        """`tls`: for addresses with https."""
        answer = staticmethod(partial(_Answer, deadline=deadline))
        plain = type("TimedConnection", (HTTPConnection,), {"response_class": answer})
        secure = type("TimedSecureConnection", (HTTPSConnection,), {"response_class": answer})
        self._pools = {
            "http": type("TimedPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("TimedSecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
        }
        self._context: dict[str, Any] = {"ssl_context": shared_context()} if tls else {}
        super().__init__(**options)

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """requests' own, with our connections."""
        super().init_poolmanager(*arguments, **{**options, **self._context})
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """The same for the connections through a proxy. SOCKS has pools of its own, which stay as they are."""
        manager = super().proxy_manager_for(proxy, **{**options, **self._context})
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = self._pools
        return manager
