"""The HTTP exchange on requests: what is sent, what is never followed, and requests' errors in our words."""

from __future__ import annotations

import io
import socket
import ssl

import pytest
import requests
import urllib3
from requests.adapters import BaseAdapter
from urllib3.exceptions import (
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
)

from oktaprofile.okta import transport
from oktaprofile.okta.auth import SswsAuth
from oktaprofile.okta.config import OktaConfig
from oktaprofile.okta.credentials import Secret
from oktaprofile.okta.errors import ConnectionFailed, UnexpectedAnswer
from oktaprofile.okta.transport import RequestsTransport
from tests.unit.okta.fakes import ORG, TOKEN, FakeClock

URL = f"{ORG}/api/v1/apps/0oa1"


class Wire(BaseAdapter):
    """Takes the place of the socket: answers a prepared request, or raises."""

    def __init__(self, status=200, body=b"{}", headers=None, problem=None):
        super().__init__()
        self.status, self.body, self.headers, self.problem = status, body, headers or {}, problem
        self.requests, self.options = [], []

    def send(self, request, **options):
        self.requests.append(request)
        self.options.append(options)
        if self.problem is not None:
            raise self.problem
        raw = urllib3.HTTPResponse(
            body=io.BytesIO(self.body), status=self.status, headers=self.headers, preload_content=False
        )
        response = requests.Response()
        response.status_code = self.status
        response.raw = raw
        response.headers = requests.structures.CaseInsensitiveDict(self.headers)
        response.url = request.url
        response.request = request
        return response

    def close(self):
        pass


def over(wire, org=ORG, **arguments):
    made = RequestsTransport(OktaConfig(org, api_token=TOKEN, **arguments), FakeClock())
    made.session.mount(org, wire)
    return made


def send(wire, url=URL, **arguments):
    return over(wire, **arguments).send(
        "GET", url, headers={}, body=None, auth=SswsAuth(Secret(TOKEN)), seconds=120.0
    )


def failure(problem):
    with pytest.raises(ConnectionFailed) as caught:
        send(Wire(problem=problem))
    return caught.value


def test_an_answer_has_status_lower_case_headers_and_body():
    """Whatever the status: errors are read above."""
    answer = send(Wire(404, b'{"errorCode":"E0000007"}', {"X-Okta-Request-Id": "req1"}))
    assert (answer.status, answer.body) == (404, b'{"errorCode":"E0000007"}')
    assert answer.headers["x-okta-request-id"] == "req1"


def test_every_request_has_time_outs_and_checks_certificates(monkeypatch):
    """Connect and read time-outs in seconds; `verify` is never off."""
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.setenv("CURL_CA_BUNDLE", "")
    monkeypatch.setenv("PYTHONHTTPSVERIFY", "0")
    wire = Wire()
    send(wire, timeout_seconds=30)
    assert wire.options[0]["timeout"] == (10.0, 30)
    assert wire.options[0]["verify"] is True
    assert wire.requests[0].headers["Authorization"] == f"SSWS {TOKEN}"


def test_a_ca_bundle_from_the_environment_is_used(monkeypatch, tmp_path):
    """REQUESTS_CA_BUNDLE, as everywhere with requests."""
    bundle = tmp_path / "ca.pem"
    bundle.write_text("")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    wire = Wire()
    send(wire)
    assert wire.options[0]["verify"] == str(bundle)


def test_a_proxy_from_the_environment_is_used_but_never_for_loopback(monkeypatch):
    """HTTPS_PROXY for an org; the embedded org on this machine is not behind it."""
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    for name in ("NO_PROXY", "no_proxy", "https_proxy", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    wire = Wire()
    send(wire)
    assert wire.options[0]["proxies"]["https"] == "http://proxy.example:3128"
    wire = Wire()
    send(wire, url="http://127.0.0.1:8080/api/v1/apps", org="http://127.0.0.1:8080")
    assert not wire.options[0]["proxies"].get("http")


def test_netrc_is_not_looked_at(monkeypatch, tmp_path):
    """requests would send ~/.netrc's password where no auth is given; the credential is always given."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine acme.okta.com login me password hunter2\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    from oktaprofile.okta.auth import NoAuth

    wire = Wire()
    over(wire).send("POST", URL, headers={}, body=b"x", auth=NoAuth(), seconds=120.0)
    assert "Authorization" not in wire.requests[0].headers


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed(status):
    """Not even to the same host; the text names where it led, without the query."""
    wire = Wire(status, headers={"Location": "https://login.example.com/start?token=abc"})
    with pytest.raises(UnexpectedAnswer, match=r"a redirect to https://login\.example\.com,") as caught:
        send(wire)
    assert len(wire.requests) == 1
    assert "abc" not in str(caught.value)
    assert not caught.value.sent


def test_an_endless_answer_is_cut(monkeypatch):
    """Memory is bounded, also by what a broken proxy sends."""
    monkeypatch.setattr(transport, "MAXIMUM_ANSWER_BYTES", 1024 * 1024)
    with pytest.raises(UnexpectedAnswer, match="more than 1 MB"):
        send(Wire(body=b"x" * (1024 * 1024 + 1)))


def test_a_trickling_answer_ends():
    """requests' time-out starts anew with every packet; twice the time-out is the end of it."""
    wire = Wire(body=b"x" * 200_000)
    made = over(wire, timeout_seconds=30)
    real = made._clock.monotonic
    made._clock.monotonic = lambda: (made._clock.pass_time(20), real())[1]
    with pytest.raises(ConnectionFailed, match="did not finish its answer within 60 s") as caught:
        made.send("GET", URL, headers={}, body=None, auth=SswsAuth(Secret(TOKEN)), seconds=60.0)
    assert caught.value.sent


POOL = urllib3.HTTPSConnectionPool("acme.okta.com")


@pytest.mark.parametrize(
    ("problem", "says", "sent", "permanent"),
    [
        (
            requests.ConnectionError(
                MaxRetryError(
                    POOL, "/", NameResolutionError("acme.okta.com", POOL, socket.gaierror(-2, "unknown"))
                )
            ),
            "cannot be resolved",
            False,
            False,
        ),
        (
            requests.ConnectionError(
                MaxRetryError(POOL, "/", NewConnectionError(POOL, "Connection refused"))
            ),
            "No connection to acme.okta.com",
            False,
            False,
        ),
        (requests.exceptions.ConnectTimeout(), "did not accept a connection", False, False),
        (requests.exceptions.ReadTimeout(), "did not answer within 60 s", True, False),
        (requests.ConnectionError(ReadTimeoutError(POOL, "/", "timed out")), "did not finish", True, False),
        (requests.ConnectionError(ProtocolError("Connection aborted.")), "broke before", True, False),
        (requests.exceptions.ChunkedEncodingError(), "broke before", True, False),
        (requests.exceptions.ProxyError(), "proxy", False, False),
        (
            requests.exceptions.SSLError(
                ssl.SSLCertVerificationError(1, "certificate verify failed: self-signed")
            ),
            "certificate verify failed: self-signed",
            False,
            True,
        ),
        (requests.exceptions.InvalidHeader(f"SSWS {TOKEN}"), "InvalidHeader", False, True),
    ],
)
def test_requests_errors_become_ours(problem, says, sent, permanent):
    """In words; `sent` tells whether Okta may have seen the request; requests' own text is not repeated."""
    error = failure(problem)
    assert says in str(error)
    assert (error.sent, error.permanent) == (sent, permanent)
    assert TOKEN not in str(error)
    assert "0x" not in str(error)
