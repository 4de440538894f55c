"""A company's own CA and proxy, by the usual variables; certificates that do not fit; no way to turn the check off."""

from __future__ import annotations

import base64
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from oktaprofile.okta import errors
from oktaprofile.okta.client import OktaClient, connect
from oktaprofile.okta.config import resolve
from oktaprofile.okta.connections import shared_context
from oktaprofile.text.trust import VARIABLES
from tests.contract.okta.certificates import Authority

ORG = "acme.okta.test"  # a name that nobody but the proxy can reach
TOKEN = "00secret-of-this-test"
PROXY_VARIABLES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine's own settings."""
    for name in (*VARIABLES, *PROXY_VARIABLES, *(name.lower() for name in PROXY_VARIABLES)):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@contextmanager
def tls_server(certificate: Path) -> Iterator[tuple[int, list[str]]]:
    """An HTTPS server on loopback: its port, and the Authorization headers that it got."""
    got: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            got.append(str(self.headers.get("Authorization")))
            body = json.dumps({"id": "0oa1"}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A client that hangs up is what these tests are about."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    running = Server(("127.0.0.1", 0), Handler)
    running.socket = context.wrap_socket(running.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=running.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield running.server_address[1], got
    finally:
        running.shutdown()
        running.server_close()


class Proxy:
    """A proxy for CONNECT that takes every name to one port; `asked` is what it was asked, `status` what it answers."""

    def __init__(self, port: int, status: str = "200 OK") -> None:
        self._port, self._status = port, status
        self.asked: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._one, args=(client,), daemon=True).start()

    def _one(self, client: socket.socket) -> None:
        with suppress(OSError), client:
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(4096)
            self.asked.append(head.decode("latin-1"))
            client.sendall(f"HTTP/1.1 {self._status}\r\n\r\n".encode())
            if not self._status.startswith("200"):
                return
            with socket.create_connection(("127.0.0.1", self._port)) as server:
                back = threading.Thread(target=_pump, args=(server, client), daemon=True)
                back.start()
                _pump(client, server)
                back.join(5)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def client_of(url: str) -> OktaClient:
    """The client that the environment, as it is now, makes."""
    import os

    config = resolve({"org_url": url, "api_token": TOKEN, "max_retries": 1, "request_timeout": 5}, os.environ)
    return connect(config)


def ask(url: str) -> None:
    assert client_of(url).get_application("0oa1") == {"id": "0oa1"}


def refused(url: str) -> errors.ConnectionFailed:
    with pytest.raises(errors.ConnectionFailed) as caught:
        ask(url)
    assert "tried" not in str(caught.value), "a certificate gets no better"
    return caught.value


@pytest.mark.parametrize(
    "variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"]
)
def test_a_company_s_own_authority_is_trusted_by_each_variable(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    """Without it the certificate is refused, and the error says which variable to set and what is trusted now."""
    with tls_server(authority.issue("127.0.0.1")) as (port, got):
        error = refused(f"https://127.0.0.1:{port}")
        assert "signed by an authority that is not trusted" in str(error)
        assert "REQUESTS_CA_BUNDLE" in error.next_step
        assert "certifi" in error.next_step
        assert got == []

        place = authority.file
        if variable == "SSL_CERT_DIR":
            place = tmp_path / "hashed"
            place.mkdir()
            (place / f"{_hash_of(authority.file)}.0").write_bytes(authority.file.read_bytes())
        monkeypatch.setenv(variable, str(place))
        ask(f"https://127.0.0.1:{port}")
        assert got == [f"SSWS {TOKEN}"]


def _hash_of(certificate: Path) -> str:
    """The name OpenSSL looks for in a folder of certificates: the hash of the subject."""
    import shutil
    import subprocess

    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs the openssl command for the hashed name")
    command = [openssl, "x509", "-subject_hash", "-noout", "-in", str(certificate)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize(
    ("make", "why", "next_step"),
    [
        (
            lambda ca: ca.issue("127.0.0.1", expired=True),
            "has expired, by this machine's clock",
            "Set the clock",
        ),
        (lambda ca: ca.issue("other.example"), "is not for 127.0.0.1", "org_url"),
        (lambda ca: ca.issue("127.0.0.1", self_signed=True), "signed by itself", "cannot be switched off"),
    ],
    ids=["expired", "wrong host", "self-signed"],
)
def test_a_certificate_that_does_not_fit_says_why(
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[[Authority], Path],
    why: str,
    next_step: str,
) -> None:
    """Also when the company's authority is trusted; the token is not sent."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.file))
    with tls_server(make(authority)) as (port, got):
        error = refused(f"https://127.0.0.1:{port}")
    assert why in str(error)
    assert next_step in error.next_step
    assert not error.sent
    assert got == []


@pytest.mark.parametrize(
    "settings",
    [
        {"REQUESTS_CA_BUNDLE": "", "CURL_CA_BUNDLE": ""},
        {"PYTHONHTTPSVERIFY": "0"},
        {"OKTA_VERIFY": "false", "OKTA_INSECURE": "1", "OKTA_TLS_VERIFY": "0", "TF_INSECURE": "1"},
        {"GIT_SSL_NO_VERIFY": "1", "NODE_TLS_REJECT_UNAUTHORIZED": "0", "SSL_CERT_FILE": ""},
        {"no_proxy": "*", "NO_PROXY": "*"},
    ],
    ids=lambda settings: next(iter(settings)),
)
def test_nothing_switches_the_check_off(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]
) -> None:
    """Empty variables, and those that do it elsewhere."""
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with tls_server(authority.issue("127.0.0.1")) as (port, got):
        assert "not trusted" in str(refused(f"https://127.0.0.1:{port}"))
        assert got == []


def test_the_authorities_are_read_once_for_all_connections(
    monkeypatch: pytest.MonkeyPatch, authority: Authority
) -> None:
    """Five at once, as a plan begins; no others can take their place."""
    read: list[object] = []
    real = ssl.SSLContext.load_verify_locations

    def counted(context: ssl.SSLContext, *names: Any) -> None:
        read.append(names)
        real(context, *names)

    trusted = str(authority.file)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", trusted)
    with tls_server(authority.issue("127.0.0.1")) as (port, got), ThreadPoolExecutor(5) as pool:
        monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", counted)
        client = client_of(f"https://127.0.0.1:{port}")
        assert list(pool.map(client.get_application, ["0oa1"] * 5)) == [{"id": "0oa1"}] * 5
        assert len(got) == 5
        assert read == [(trusted, None, None)]
    context = shared_context()
    context.load_verify_locations(trusted, None, None)
    with pytest.raises(ssl.SSLError, match="were changed"):
        context.load_verify_locations(None, None, None)


def test_the_session_itself_cannot_be_told_to_trust_anybody(authority: Authority) -> None:
    """`verify` is given with each request, so that not even requests' own switch counts."""
    with tls_server(authority.issue("127.0.0.1")) as (port, got):
        client = client_of(f"https://127.0.0.1:{port}")
        client._sender._transport.session.verify = False
        with pytest.raises(errors.ConnectionFailed, match="not trusted"):
            client.get_application("0oa1")
        assert got == []


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
@pytest.mark.parametrize("content", [None, "", "no certificate\n"])
def test_a_file_that_holds_no_certificates_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, authority: Authority, variable: str, content: str | None
) -> None:
    """A file that is not there is found before any call; one without a certificate trusts nobody."""
    file = tmp_path / "corp.pem"
    if content is not None:
        file.write_text(content)
    monkeypatch.setenv(variable, str(file))
    with tls_server(authority.issue("127.0.0.1")) as (port, _), pytest.raises(errors.OktaError) as caught:
        ask(f"https://127.0.0.1:{port}")
    assert isinstance(caught.value, errors.ConfigError if content is None else errors.ConnectionFailed)
    assert variable in str(caught.value) + caught.value.next_step


def test_a_server_that_speaks_no_tls_says_so() -> None:
    """http behind an https address: one try, in words."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        with suppress(OSError):
            client, _ = listener.accept()
            client.recv(100)
            client.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            client.close()

    threading.Thread(target=answer, daemon=True).start()
    with listener:
        error = refused(f"https://127.0.0.1:{listener.getsockname()[1]}")
    assert "TLS with 127.0.0.1 failed" in str(error)


@pytest.fixture
def behind_proxy(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[list[str], Callable[[str], Proxy]]]:
    """What the org behind it got, and a maker of proxies (by what they answer)."""
    made: list[Proxy] = []
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.file))
    with tls_server(authority.issue(ORG)) as (port, got):

        def make(status: str = "200 OK") -> Proxy:
            made.append(Proxy(port, status))
            return made[-1]

        yield got, make
        for proxy in made:
            proxy.close()


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_a_proxy_gets_the_name_and_its_password_and_never_the_token(
    behind_proxy: tuple[list[str], Callable[..., Proxy]], monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    """CONNECT, then TLS with the org through it."""
    got, make = behind_proxy
    proxy = make()
    monkeypatch.setenv(variable, f"http://me:pass%40word@127.0.0.1:{proxy.port}")
    ask(f"https://{ORG}")
    assert got == [f"SSWS {TOKEN}"]
    [head] = proxy.asked
    assert head.startswith(f"CONNECT {ORG}:443 ")
    assert base64.b64encode(b"me:pass@word").decode() in head
    assert TOKEN not in head


def test_no_proxy_goes_past_it(
    behind_proxy: tuple[list[str], Callable[..., Proxy]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is then looked up here, where nobody knows it."""
    _, make = behind_proxy
    proxy = make()
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
    monkeypatch.setenv("NO_PROXY", ".okta.test")
    with pytest.raises(errors.ConnectionFailed, match="cannot be resolved"):
        ask(f"https://{ORG}")
    assert proxy.asked == []


@pytest.mark.parametrize(
    ("status", "why", "next_step"),
    [
        ("407 Proxy Authentication Required", "answered 407", "user name and password"),
        ("403 Forbidden", "answered 403", "let this host through"),
        ("502 Bad Gateway", "answered 502", "who runs the proxy"),
    ],
)
def test_a_proxy_that_refuses_is_named_without_its_password(
    behind_proxy: tuple[list[str], Callable[..., Proxy]],
    monkeypatch: pytest.MonkeyPatch,
    status: str,
    why: str,
    next_step: str,
) -> None:
    """Its address may hold a password, so it is not shown."""
    got, make = behind_proxy
    proxy = make(status)
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:s3cret-word@127.0.0.1:{proxy.port}")
    with pytest.raises(errors.ConnectionFailed) as caught:
        ask(f"https://{ORG}")
    assert why in str(caught.value)
    assert next_step in caught.value.next_step
    assert "s3cret-word" not in str(caught.value) + caught.value.next_step
    assert not caught.value.sent
    assert got == []


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1", "http://[bad", "socks5://127.0.0.1:1", "nonsense://x"]
)
def test_a_proxy_that_cannot_be_used_is_the_proxy_s_fault(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """Nobody listens, no address, SOCKS, another scheme: the error does not send anybody looking at Okta."""
    monkeypatch.setenv("HTTPS_PROXY", address)
    with pytest.raises(errors.ConnectionFailed) as caught:
        ask(f"https://{ORG}")
    assert "proxy" in str(caught.value)
    assert "HTTPS_PROXY" in caught.value.next_step


def test_the_embedded_org_is_not_behind_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback goes past it whatever the variables say."""
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with pytest.raises(errors.ConnectionFailed, match=r"No connection to 127\.0\.0\.1"):
        ask("http://127.0.0.1:1")
