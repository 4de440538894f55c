"""A server that means harm, over real sockets: bounded time and memory, and the token goes nowhere else."""

from __future__ import annotations

import gzip
import threading
import time
import tracemalloc
import zlib
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

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A client that hangs up is what these tests are about."""

    running = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
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


LINKS = {
    "another host": "{elsewhere}/api/v1/apps?after=1",
    "another scheme": "https://{here}/api/v1/apps?after=1",
    "another port": "http://127.0.0.1:1/api/v1/apps?after=1",
    "the org as a user name": "http://{here}@{there}/api/v1/apps?after=1",
    "a user name": "http://me@{here}/api/v1/apps?after=1",
    "a backslash": "http://{here}\\@{there}/api/v1/apps?after=1",
    "no scheme": "//{there}/api/v1/apps?after=1",
    "another path": "http://{here}/api/v1/users?after=1",
}


@pytest.mark.parametrize("how", [301, 302, 303, 307, 308, *LINKS])
def test_the_token_never_goes_to_another_host(how: int | str) -> None:
    """A redirect and a next link that lead elsewhere are errors, and nobody else is asked anything."""
    with server(lambda handler: send(handler, b"[]")) as (elsewhere, stolen):

        def mislead(handler: BaseHTTPRequestHandler) -> None:
            if isinstance(how, int):
                send(handler, b"", how, Location=f"{elsewhere}/api/v1/apps")
            else:
                here, there = handler.headers["Host"], elsewhere.removeprefix("http://")
                link = LINKS[how].format(here=here, there=there, elsewhere=elsewhere)
                send(handler, b'[{"id": "0oa1"}]', Link=f'<{link}>; rel="next"')

        with server(mislead) as (url, asked):
            with pytest.raises(errors.UnexpectedAnswer, match=r"redirect|elsewhere") as caught:
                list(client_of(url).list_applications())
            assert len(asked) == 1
        assert stolen == []
    assert TOKEN not in str(caught.value)


def bomb(megabytes: int) -> bytes:
    """A gzip stream of so many MB of spaces. What is flushed stands for itself, so that one MB is packed and repeated;
    the checksum at the end is none of theirs.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    header = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    return header + block * megabytes + packer.flush()


@pytest.mark.parametrize("packed", [False, True], ids=["100 MB", "1 GB in 1 MB"])
def test_a_huge_body_is_refused_in_bounded_memory(packed: bool) -> None:
    """Reading stops at the limit, also where a small body unpacks into a huge one."""
    body = bomb(1000) if packed else b"[" + b" " * 100_000_000
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
    monkeypatch.setattr(pagination, "MAXIMUM_KEPT_PAGES", 50)
    numbers = iter(range(1_000_000))

    def page(handler: BaseHTTPRequestHandler) -> None:
        link = f'<http://{handler.headers["Host"]}/api/v1/apps?after={next(numbers)}>; rel="next"'
        send(handler, b'[{"id": "0oa1"}]', Link=link)

    with server(page) as (url, asked), pytest.raises(errors.UnexpectedAnswer, match="more than 50 pages"):
        list(client_of(url).list_applications())
    assert len(asked) <= 51


def test_a_schema_with_very_many_properties_is_read_in_bounded_time() -> None:
    """Read and checked in seconds: with a million of them, which is five times as long, as with these."""
    names = ",".join(f'"p{number}":{{}}' for number in range(200_000))
    halves = '"custom":{"properties":{' + names + '}},"base":{"properties":{}}'
    body = ('{"definitions":{' + halves + "}}").encode()
    with server(lambda handler: send(handler, body)) as (url, _):
        began = time.process_time()  # of this process alone: the machine may be busy with others
        schema = client_of(url).get_user_schema("default")
        assert time.process_time() - began < 10
    assert len(schema["definitions"]["custom"]["properties"]) == 200_000


def test_a_redirect_with_an_endless_body_is_not_read() -> None:
    """requests reads the body of a redirect that it does not follow, without limit: it is not asked about redirects."""
    sent = 0

    def endless(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.send_response(302)
        handler.send_header("Location", "http://127.0.0.1:1/")
        handler.send_header("Content-Length", str(1 << 40))
        handler.end_headers()
        with suppress(OSError):
            while sent < 200_000_000:
                sent += handler.wfile.write(b"x" * 1_000_000)

    with server(endless) as (url, _), pytest.raises(errors.UnexpectedAnswer, match="redirect"):
        client_of(url).get_application("0oa1")
    assert sent < 100_000_000


def drip(part: str) -> Reply:
    """A byte now and then: in the status line, in a header, or in the body."""
    whole = b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 50 + b"\r\nContent-Length: 50\r\n\r\n" + b"[" * 50
    start = {"status line": 0, "header": 25, "body": len(whole) - 50}[part]

    def reply(handler: BaseHTTPRequestHandler) -> None:
        with suppress(OSError):
            handler.wfile.write(whole[:start])
            for place in range(start, len(whole)):
                time.sleep(0.2)
                handler.wfile.write(whole[place : place + 1])
        handler.close_connection = True

    return reply


@pytest.mark.parametrize("part", ["status line", "header", "body"])
def test_a_drip_ends(part: str) -> None:
    """A byte every fifth of a second never meets a time-out that starts anew with every packet."""
    with server(drip(part)) as (url, _):
        client = connect(OktaConfig(url, api_token=TOKEN, max_retries=0, timeout_seconds=1))
        began = time.monotonic()
        with pytest.raises(errors.ConnectionFailed, match=r"did not (finish its )?answer within"):
            client.get_application("0oa1")
        assert time.monotonic() - began < 8


def test_a_drip_ends_for_all_tries_together() -> None:
    """Three time-outs and the pauses between tries, however often a call is tried again."""
    with server(drip("body")) as (url, asked):
        client = connect(OktaConfig(url, api_token=TOKEN, max_retries=20, timeout_seconds=1))
        began = time.monotonic()
        with pytest.raises(errors.ConnectionFailed, match=r"did not (finish its )?answer within"):
            client.get_application("0oa1")
        assert time.monotonic() - began < 8
    assert 2 <= len(asked) <= 3


EARLY = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


@pytest.mark.parametrize(
    "before", [EARLY, EARLY * 3, CONTINUE + EARLY, EARLY + CONTINUE, b"HTTP/1.1 102 Processing\r\n\r\n"]
)
def test_informational_answers_are_passed_over(before: bytes) -> None:
    """RFC 9110: any number of them may come before the answer, and a client may ignore them."""

    def early(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(before)
        send(handler, b'{"id": "0oa1"}')

    with server(early) as (url, asked):
        client = client_of(url)
        assert client.get_application("0oa1") == {"id": "0oa1"}
        assert client.get_application("0oa1") == {"id": "0oa1"}, "the connection goes on"
    assert len(asked) == 2


def test_endless_informational_answers_end() -> None:
    """As a drip does."""

    def forever(handler: BaseHTTPRequestHandler) -> None:
        with suppress(OSError):
            while True:
                handler.wfile.write(EARLY)
                time.sleep(0.05)

    with server(forever) as (url, _):
        client = connect(OktaConfig(url, api_token=TOKEN, max_retries=0, timeout_seconds=1))
        began = time.monotonic()
        with pytest.raises(errors.ConnectionFailed, match=r"did not (finish its )?answer within"):
            client.get_application("0oa1")
        assert time.monotonic() - began < 8


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "deflate", "zstd"])
def test_compression_that_was_not_asked_for_is_refused(encoding: str) -> None:
    """Layers of gzip unpack a thousandfold each."""
    body = gzip.compress(gzip.compress(b"{}"))
    with (
        server(lambda handler: send(handler, body, 200, Content_Encoding=encoding)) as (url, asked),
        pytest.raises(errors.UnexpectedAnswer, match="another compression"),
    ):
        client_of(url).get_application("0oa1")
    assert len(asked) == 1


@pytest.mark.parametrize(
    "location", ["http://[::1", "https://evil.example\x00", "//", "javascript:alert(1)", "x" * 60_000]
)
def test_a_redirect_to_nonsense_is_a_redirect(location: str) -> None:
    """The text of the link makes no difference."""
    with (
        server(lambda handler: send(handler, b"", 307, Location=location)) as (url, _),
        pytest.raises(errors.UnexpectedAnswer, match="a redirect") as caught,
    ):
        client_of(url).get_application("0oa1")
    assert len(str(caught.value)) < 600


def test_values_by_the_million_are_refused_before_memory_is_taken() -> None:
    """`[[],[],…`: 60 MB would become 1.8 GB."""
    body = b"[" + b",".join([b"[]"] * 20_000_000) + b"]"
    with server(lambda handler: send(handler, body)) as (url, _):
        client = client_of(url)
        tracemalloc.start()
        try:
            with pytest.raises(errors.UnexpectedAnswer, match="more than 4,000,000 values"):
                list(client.list_applications())
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 200_000_000, f"{peak:,} bytes"


def test_a_long_error_text_is_cut() -> None:
    """What Okta says of an error is repeated, five million letters of it are not."""
    body = b'{"errorCode":"E0000001","errorSummary":"' + b"x" * 5_000_000 + b'","errorId":{"a":1}}'
    with (
        server(lambda handler: send(handler, body, 400)) as (url, _),
        pytest.raises(errors.ValidationFailed) as caught,
    ):
        client_of(url).get_application("0oa1")
    assert len(str(caught.value)) < 1500
