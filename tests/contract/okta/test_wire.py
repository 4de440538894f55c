"""What only a socket shows: refused connections, time-outs, TLS, redirects, compression, connections kept."""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from oktaprofile.okta import errors
from oktaprofile.okta.client import connect
from oktaprofile.okta.config import OktaConfig

APP = {"id": "0oa1", "label": "RingCentral"}


class Handler(BaseHTTPRequestHandler):
    """Answers as the server's `answer` says; keeps the connection, as Okta does."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.seen.append((self.path, dict(self.headers), self.client_address))
        self.server.answer(self)

    def reply(self, status=200, body=b"{}", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.daemon_threads = True
    made.seen = []
    made.answer = lambda handler: handler.reply(body=json.dumps(APP).encode())
    made.url = f"http://127.0.0.1:{made.server_port}"
    threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def client_of(url, **arguments):
    return connect(
        OktaConfig(url, api_token="00secret", **{"max_retries": 0, "timeout_seconds": 1, **arguments})
    )


def test_calls_share_a_connection_and_carry_the_token(server):
    """TLS is set up once, not for every call."""
    client = client_of(server.url)
    for _ in range(3):
        assert client.get_application("0oa1") == APP
    assert len({address for _, _, address in server.seen}) == 1
    assert server.seen[0][1]["Authorization"] == "SSWS 00secret"


def test_a_kept_connection_that_the_server_closed_is_opened_again(server):
    """An idle connection dies without a word; the next call is repeated on a new one."""

    def once(handler):
        handler.reply(body=json.dumps(APP).encode())
        handler.close_connection = True  # without saying so in a header

    server.answer = once
    client = client_of(server.url, max_retries=1)
    assert client.get_application("0oa1") == client.get_application("0oa1") == APP


def test_cookies_are_not_kept(server):
    """Okta sets a session cookie on API answers; sent back, it would tie calls to a session."""
    server.answer = lambda handler: handler.reply(
        body=json.dumps(APP).encode(), Set_Cookie="sid=secret; Path=/"
    )
    client = client_of(server.url)
    for _ in range(2):
        client.get_application("0oa1")
    assert "Cookie" not in server.seen[1][1]


def test_a_compressed_answer_is_read(server):
    """requests asks for gzip."""
    server.answer = lambda handler: handler.reply(
        body=gzip.compress(json.dumps(APP).encode()), Content_Encoding="gzip", Content_Type="application/json"
    )
    assert client_of(server.url).get_application("0oa1") == APP


def test_a_redirect_goes_nowhere(server):
    """The token is not carried to another address."""
    server.answer = lambda handler: handler.reply(302, Location=f"{server.url}/other")
    with pytest.raises(errors.UnexpectedAnswer, match="redirect"):
        client_of(server.url).get_application("0oa1")
    assert len(server.seen) == 1


def test_a_server_that_does_not_answer_is_given_up(server):
    """After the read time-out, and Okta may have acted."""
    ended = threading.Event()
    server.answer = lambda handler: ended.wait(10)
    try:
        with pytest.raises(errors.ConnectionFailed, match="did not answer within 1 s"):
            client_of(server.url).get_application("0oa1")
    finally:
        ended.set()


def test_an_answer_that_breaks_off_is_a_broken_connection(server):
    """Fewer bytes than announced."""

    def cut(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "100")
        handler.end_headers()
        handler.wfile.write(b'{"id":')
        handler.wfile.flush()
        handler.connection.shutdown(socket.SHUT_RDWR)

    server.answer = cut
    with pytest.raises(errors.ConnectionFailed, match="broke before the answer was complete"):
        client_of(server.url).get_application("0oa1")


def test_a_refused_connection_says_so():
    """Nobody listens there: nothing was sent."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with pytest.raises(errors.ConnectionFailed, match=r"No connection to 127\.0\.0\.1: .*refused") as caught:
        client_of(f"http://127.0.0.1:{port}").get_application("0oa1")
    assert not caught.value.sent


def test_an_unknown_host_says_so(monkeypatch):
    """`.invalid` never resolves; the next step is the argument to look at."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):  # a proxy would resolve it
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(errors.ConnectionFailed, match=r"acme\.invalid cannot be resolved") as caught:
        client_of("https://acme.invalid").get_application("0oa1")
    assert "org_url" in caught.value.next_step


def test_a_certificate_that_is_not_trusted_is_refused(server, tmp_path, monkeypatch):
    """Not even on loopback, and not tried again; with its CA in REQUESTS_CA_BUNDLE it is accepted."""
    certificate = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    url = server.url.replace("http:", "https:")
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    with pytest.raises(errors.ConnectionFailed, match="certificate verify failed") as caught:
        client_of(url, max_retries=5).get_application("0oa1")
    assert "tried" not in str(caught.value)
    assert "REQUESTS_CA_BUNDLE" in caught.value.next_step
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    assert client_of(url).get_application("0oa1") == APP


def self_signed(folder):
    """A certificate for 127.0.0.1 with its key, in one PEM file."""
    import datetime
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file
