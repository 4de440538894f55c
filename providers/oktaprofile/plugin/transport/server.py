"""The listening server: who may connect, and when the process ends.

It ends when Terraform says Shutdown, when the last connection has closed, when the process that started it is
gone, on SIGTERM and SIGHUP. SIGINT is ignored: Ctrl-C reaches the whole process group, and it is for
Terraform to ask for a stop (StopProvider) and still hear what was made.
"""

from __future__ import annotations

import os
import select
import signal
import threading
import time

from oktaprofile.plugin import log
from oktaprofile.plugin.transport.budget import Budget
from oktaprofile.plugin.transport.workers import Workers

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import Callable

    from oktaprofile.plugin.dispatch import Servicer
    from oktaprofile.plugin.fork_server import Link
    from oktaprofile.plugin.transport.http2 import Connection

CONNECTIONS_AT_ONCE = 32
"""Terraform has one."""

TLS_SECONDS = 20
FIRST_CONNECTION_SECONDS = 120
"""Terraform gives up on a plugin after a minute."""

PARENT_CHECK_SECONDS = 1.0
ACCEPT_AGAIN_SECONDS = 0.1
LAST_WORDS_SECONDS = 1.0
"""For what is not sent yet, of all connections together."""

PATIENCE_SECONDS = {"shutdown": 1.5, "gone": 5.0, "signal": 30.0}
"""How long calls in hand may take to end.

After Shutdown Terraform itself kills the process in two seconds.
"""


class Server:
    """``context`` None: plaintext. ``link``: of a forked plugin, to the process that ``parent`` started. ``debug``: it
    outlives its connections, and ends by a signal only.
    """

    def __init__(
        self,
        listener: socket.socket,
        servicer: Servicer,
        *,
        context: ssl.SSLContext | None,
        parent: int,
        link: Link | None = None,
        debug: bool = False,
        on_first_client: Callable[[], None] = lambda: None,
    ) -> None:
        self._listener = listener
        self._context = context
        self._parent = parent
        self._link = link
        self._debug = debug
        self._on_first_client = on_first_client
        self._reason = ""
        self._connections: set[Connection] = set()
        self._clients_seen = 0
        self._guard = threading.Lock()
        self._woken, self._waker = os.pipe()
        self._threads: set[threading.Thread] = set()
        self._budget = Budget()
        self._calls = Workers(servicer, on_shutdown=lambda: self.end("shutdown"))

    def run(self) -> None:
        """Serve until there is a reason to end, then let the calls in hand end."""
        os.set_blocking(self._waker, False)
        self._handle_signals()
        started = time.monotonic()
        poll = select.poll()
        poll.register(self._listener, select.POLLIN)
        poll.register(self._woken, select.POLLIN)
        link = self._link
        if link is not None:
            poll.register(link, select.POLLIN)
        while not self._reason:
            for descriptor, _ in poll.poll(PARENT_CHECK_SECONDS * 1000):
                if descriptor == self._listener.fileno():
                    self._accept()
                elif link is not None and descriptor == link.fileno():
                    self.end(link.reason())
            if not self._debug:
                lonely = not self._clients_seen and time.monotonic() - started > FIRST_CONNECTION_SECONDS
                if lonely or (link is None and os.getppid() != self._parent):
                    self.end("gone")
        self._finish()

    def end(self, reason: str) -> None:
        """End for a reason of PATIENCE_SECONDS.

        From any thread or a signal handler; the first reason counts.
        """
        if self._debug and reason == "shutdown":
            return
        self._reason = self._reason or reason
        try:
            os.write(self._waker, b"\0")
        except BlockingIOError:
            return  # it is awake already

    def _handle_signals(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            return  # only a process of its own may handle signals
        ending = [signal.SIGTERM, signal.SIGHUP]
        if self._debug:
            ending.append(signal.SIGINT)
        for number in ending:
            signal.signal(number, lambda *_: self.end("signal"))

    def _accept(self) -> None:
        try:
            connected, _ = self._listener.accept()
        except OSError as error:
            log.warn("a connection could not be accepted", exception=type(error).__name__)
            time.sleep(ACCEPT_AGAIN_SECONDS)  # it waits still: trying at once would take all of a processor
            return
        self._threads = {thread for thread in self._threads if thread.is_alive()}
        if len(self._threads) >= CONNECTIONS_AT_ONCE:
            log.warn("a client was refused: there are too many", calls=len(self._threads))
            connected.close()
            return
        thread = threading.Thread(
            target=self._serve_client, args=(connected,), name="connection", daemon=True
        )
        thread.start()
        self._threads.add(thread)
        # What the first call needs is imported while the TLS handshake waits for the other side.
        import oktaprofile.plugin.transport.http2  # noqa: F401

    def _serve_client(self, connected: socket.socket) -> None:
        try:
            connected.settimeout(TLS_SECONDS)
            if self._context is not None:
                connected = self._context.wrap_socket(connected, server_side=True)
        except OSError as error:
            log.warn("a client was refused: it did not prove to be Terraform", exception=type(error).__name__)
            connected.close()
            return
        try:
            from oktaprofile.plugin.transport.http2 import Connection

            connection = Connection(connected, self._calls.answer, self._budget)
        except Exception as error:
            log.failure("the connection cannot be served", error)
            self.end("gone")
            raise
        with self._guard:
            self._connections.add(connection)
            self._clients_seen += 1
            if self._clients_seen == 1:
                self._on_first_client()
        connection.serve()
        with self._guard:
            self._connections.discard(connection)
            last = not self._connections
        if last and not self._debug:
            self.end("gone")

    def _finish(self) -> None:
        if not self._calls.end(PATIENCE_SECONDS[self._reason]):
            log.warn("the plugin ends with calls in hand", operation=self._reason)
        with self._guard:
            connections = list(self._connections)
        for connection in connections:
            connection.close_soon()
        deadline = time.monotonic() + LAST_WORDS_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
