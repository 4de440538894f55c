"""Serves the page of a real org on this machine: the standard library's server, GET only, behind a random address.

Who knows the address may read; the random part of it is what other programs and web pages do not know. A browser also
says by which name and from which page it calls, and both have to be this machine's own.
"""

from __future__ import annotations

import sys
import time
from hmac import compare_digest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from oktaprofile.page.answers import HEADERS, WAIT_SECONDS, Page, PageAnswer, json_answer
from oktaprofile.page.model import FeedFailed
from oktaprofile.text.redact import redact

ADDRESS = "127.0.0.1"
_LOOK_AGAIN_SECONDS = 0.5
_IDLE_SECONDS = 60
_NAMES = ("127.0.0.1", "localhost", "[::1]")
_SITES = ("none", "same-origin")


class PageServer(ThreadingHTTPServer):
    """Listens on loopback. `token` is the first part of every path. Raises OSError where the port is taken."""

    daemon_threads = True

    def __init__(self, page: Page, token: str, port: int = 0) -> None:
        super().__init__((ADDRESS, port), _Handler)
        self.page = page
        self.token = token
        self.closing = False

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as in socketserver
        """A browser that has gone is no defect."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://{ADDRESS}:{self.server_port}/{self.token}/"


class _Handler(BaseHTTPRequestHandler):
    server: PageServer
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "oktaprofile", ""
    timeout = _IDLE_SECONDS

    def do_GET(self) -> None:
        """The page, its files and its data; no answer to a connection that outlives the server."""
        self.close_connection = self.close_connection or self.server.closing
        if self.server.closing:
            return
        address, _, text = self.path.partition("?")
        _, token, path = (*address.split("/", 2), "", "")[:3]
        if not self._is_own():
            self._send(json_answer({"error": "Only a browser on this machine may look."}, 403))
        elif not compare_digest(token.encode(), self.server.token.encode()):
            self._send(json_answer({"error": "There is nothing here."}, 404))
        else:
            query = dict(parse_qsl(text))
            if path == "data/news" and query.get("seen"):
                self._wait(query["seen"])
            self._send(self.server.page.get(path, query))

    def _is_own(self) -> bool:
        hosts, origins = self.headers.get_all("Host", []), self.headers.get_all("Origin", [])
        if len(hosts) != 1 or hosts[0].rpartition(":")[0] not in _NAMES:
            return False
        site = self.headers.get("Sec-Fetch-Site", _SITES[0])
        return site in _SITES and all(one == f"http://{hosts[0]}" for one in origins)

    def _wait(self, seen: str) -> None:
        """Until there is news, or nobody should wait any longer."""
        until = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < until and not self.server.closing:
            try:
                if self.server.page.feed.news(seen)["seen"] != seen:
                    return
            except FeedFailed:  # the answer says it
                return
            time.sleep(_LOOK_AGAIN_SECONDS)

    def _send(self, answer: PageAnswer) -> None:
        body = redact(answer.body.decode()).encode()
        self.send_response(answer.status)
        for name, value in {"Content-Type": answer.content_type, **HEADERS}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a path holds the token, and what somebody searched for."""
