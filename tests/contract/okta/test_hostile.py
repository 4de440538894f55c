"""A server that means harm, over real sockets: bounded time and memory, and the token goes nowhere else."""

from __future__ import annotations

import gzip
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from oktaprofile.okta import errors, pagination
from oktaprofile.okta.client import OktaClient, connect
from oktaprofile.okta.config import OktaConfig

TOKEN = "s3cret-token-of-the-test"
Reply = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def server(reply: Reply) -> Iterator[tuple[str, list[str]]]:
    """A server on loopback: its URL, and what it was asked (request line and Authorization)."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked.append(f"{self.requestline} {self.headers.get('Authorization')}")
            reply(self)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{running.server_address[1]}", asked
    finally:
        running.shutdown()
        running.server_close()


def client_of(url: str) -> OktaClient:
    """The real client, without retries."""
    return connect(OktaConfig(url, api_token=TOKEN, max_retries=0, timeout_seconds=10))


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    """A whole answer."""
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    with suppress(OSError):  # the client may have had enough
        handler.wfile.write(body)


@pytest.mark.parametrize("how", ["redirect", "link", "link to another scheme"])
def test_the_token_never_goes_to_another_host(how: str) -> None:
    """A redirect and a next link that lead elsewhere are errors, and nobody else is asked anything."""
    with server(lambda handler: send(handler, b"[]")) as (elsewhere, stolen):

        def mislead(handler: BaseHTTPRequestHandler) -> None:
            if how == "redirect":
                send(handler, b"", 302, Location=f"{elsewhere}/api/v1/apps")
            else:
                host = elsewhere if how == "link" else "https://" + handler.headers["Host"]
                send(handler, b'[{"id": "0oa1"}]', Link=f'<{host}/api/v1/apps?after=1>; rel="next"')

        with server(mislead) as (url, asked):
            with pytest.raises(errors.UnexpectedAnswer, match=r"redirect|elsewhere") as caught:
                list(client_of(url).list_applications())
            assert len(asked) == 1
        assert stolen == []
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("packed", [False, True], ids=["100 MB", "1 GB in 1 MB"])
def test_a_huge_body_is_refused_in_bounded_memory(packed: bool) -> None:
    """Reading stops at the limit, also where a small body unpacks into a huge one."""
    body = gzip.compress(b"[" + b" " * 1_000_000_000, 9) if packed else b"[" + b" " * 100_000_000
    headers: dict[str, str] = {"Content_Encoding": "gzip"} if packed else {}
    with server(lambda handler: send(handler, body, 200, **headers)) as (url, _):
        client = client_of(url)
        tracemalloc.start()
        try:
            with pytest.raises(errors.UnexpectedAnswer, match="more than 64 MB"):
                client.get_user_schema("default")
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 160_000_000, f"{peak:,} bytes"


def test_endless_pages_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page has a next one with a new cursor: the list ends with an error."""
    monkeypatch.setattr(pagination, "MAXIMUM_PAGES", 50)
    numbers = iter(range(1_000_000))

    def page(handler: BaseHTTPRequestHandler) -> None:
        link = f'<http://{handler.headers["Host"]}/api/v1/apps?after={next(numbers)}>; rel="next"'
        send(handler, b'[{"id": "0oa1"}]', Link=link)

    with server(page) as (url, asked), pytest.raises(errors.UnexpectedAnswer, match="more than 50 pages"):
        list(client_of(url).list_applications())
    assert len(asked) <= 51


def test_a_schema_with_a_million_properties_is_read_in_bounded_time() -> None:
    """Thirteen megabytes of names: read and checked, in seconds."""
    names = ",".join(f'"p{number}":{{}}' for number in range(1_000_000))
    body = ('{"definitions":{"custom":{"properties":{' + names + "}}}}").encode()
    with server(lambda handler: send(handler, body)) as (url, _):
        began = time.monotonic()
        schema = client_of(url).get_user_schema("default")
        assert time.monotonic() - began < 30
    assert len(schema["definitions"]["custom"]["properties"]) == 1_000_000
