"""A web page in a browser on this machine can neither read nor change the embedded org, on any of its surfaces."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest

from oktaprofile.simulator.running import RunningOrg, running_org
from tests.contract.simulator.client import Client

API = ("GET", "/api/v1/users")
OAUTH = ("POST", "/oauth2/v1/token")
READ_CONTROL = ("GET", "/simulator/snapshot")
CHANGE_CONTROL = ("POST", "/simulator/import")
SURFACES = [API, OAUTH, READ_CONTROL, CHANGE_CONTROL, ("DELETE", "/simulator/faults"), ("GET", "/")]


def ask(
    org: RunningOrg, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None
) -> tuple[int, Mapping[str, str], bytes]:
    """One request with exactly these headers; status, headers and body of the answer."""
    address = urlsplit(org.url)
    with closing(http.client.HTTPConnection(str(address.hostname), address.port, timeout=20)) as connection:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


@pytest.fixture
def running() -> Iterator[RunningOrg]:
    """An org with people, to be read by nobody else."""
    with running_org(users=3) as org:
        yield org


def port_of(org: RunningOrg) -> int:
    return int(org.url.rpartition(":")[2])


def refused(answer: tuple[int, Mapping[str, str], bytes]) -> None:
    """403 in Okta's form, with the reason, nothing of the org, and no header that lets a page read it."""
    status, headers, body = answer
    assert status == 403
    assert not [name for name in headers if name.startswith("access-control-")]
    document = json.loads(body)
    assert document["errorCode"] == "E0000006"
    assert "answers programs on this machine only" in document["errorCauses"][0]["errorSummary"]


@pytest.mark.parametrize(
    "host",
    [
        "evil.com",
        "evil.com:{port}",
        "localhost.evil.com:{port}",
        "127.0.0.1.evil.com:{port}",
        "127.0.0.1",  # the port of another service
        "127.0.0.1:1",
        "127.0.0.1:{port}@evil.com",
        "127.999.0.1:{port}",
        "127.1:{port}",
        "2130706433:{port}",
        "0.0.0.0:{port}",
        "192.168.1.7:{port}",
        "[::1]evil.com:{port}",
        "[::2]:{port}",
        "127.0.0.1:{port}, evil.com",
        "",
    ],
)
@pytest.mark.parametrize(("method", "path"), SURFACES)
def test_another_name_is_refused(running: RunningOrg, method: str, path: str, host: str) -> None:
    """DNS rebinding: the browser believes that it talks to the page's own server, and says so in `Host`."""
    headers = {"Host": host.format(port=port_of(running)), **running.headers}
    refused(ask(running, method, path, headers))


def test_a_request_without_a_host_is_refused(running: RunningOrg) -> None:
    """A browser always sends one; so does every client. HTTP/1.1 calls it malformed."""
    status, _, body = ask(running, "GET", "/simulator/snapshot", running.headers)
    assert status == 400
    assert b"users" not in body


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost", "LOCALHOST", "[::1]"])
@pytest.mark.parametrize(("method", "path"), [API, READ_CONTROL])
def test_loopback_names_are_answered(running: RunningOrg, method: str, path: str, host: str) -> None:
    """What clients, Terraform and curl use."""
    headers = {"Host": f"{host}:{port_of(running)}", **running.headers}
    assert ask(running, method, path, headers)[0] == 200


@pytest.mark.parametrize(
    "origin",
    ["null", "http://evil.com", "http://127.0.0.1", "http://localhost:3000", "https://127.0.0.1:{port}"],
)
@pytest.mark.parametrize(("method", "path"), SURFACES)
def test_another_origin_is_refused(running: RunningOrg, method: str, path: str, origin: str) -> None:
    """A page of another origin, of another scheme or port on this machine, and a sandboxed one."""
    port = port_of(running)
    headers = {"Host": f"127.0.0.1:{port}", "Origin": origin.format(port=port), **running.headers}
    refused(ask(running, method, path, headers))


def test_its_own_origin_is_answered(running: RunningOrg) -> None:
    """A page that the org itself had served could call it."""
    host = f"127.0.0.1:{port_of(running)}"
    headers = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin", **running.headers}
    assert ask(running, "GET", "/api/v1/users", headers)[0] == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_request_without_cors_is_refused(running: RunningOrg, site: str) -> None:
    """`<img>`, `<script>` and `fetch(..., {mode: "no-cors"})` send no Origin with a GET, but tell their site."""
    headers = {"Host": f"127.0.0.1:{port_of(running)}", "Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors"}
    refused(ask(running, *READ_CONTROL, headers))


@pytest.mark.parametrize(
    "path", ["/api/v1/users", "/simulator/load", "/simulator/faults", "/oauth2/v1/token"]
)
def test_a_preflight_allows_nothing(running: RunningOrg, path: str) -> None:
    """The browser asks before a request that a form could not send; the answer never says yes."""
    headers = {
        "Host": f"127.0.0.1:{port_of(running)}",
        "Origin": "http://evil.com",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    refused(ask(running, "OPTIONS", path, headers))


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain; application/json",
        "application/jsonx",
    ],
)
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/simulator/load", b'{"reset": true}'),
        ("/simulator/faults", b'{"operation": "*", "action": "drop_before"}'),
        ("/simulator/import", b"{}"),
        ("/api/v1/meta/schemas/user/default", b"{}"),
    ],
)
def test_the_body_of_a_simple_form_is_refused(
    running: RunningOrg, path: str, body: bytes, content_type: str | None
) -> None:
    """Only `application/json` is read: the types that a page may send without being asked for leave are not."""
    kind = {} if content_type is None else {"Content-Type": content_type}
    headers = {"Host": f"127.0.0.1:{port_of(running)}", **running.headers, **kind}
    status, _, answer = ask(running, "POST", path, headers, body)
    assert (status, json.loads(answer)["errorCode"]) == (400, "E0000021")
    client = Client(running)
    assert len(client.get("/api/v1/users")) == 3
    assert client.faults() == []


def test_the_token_endpoint_reads_forms_only(running: RunningOrg) -> None:
    """It takes `application/x-www-form-urlencoded` (RFC 6749, 3.2), and no text that looks like it."""
    headers = {"Host": f"127.0.0.1:{port_of(running)}", "Content-Type": "text/plain"}
    status, _, answer = ask(running, *OAUTH, headers, b"grant_type=client_credentials")
    assert (status, json.loads(answer)["error"]) == (400, "invalid_request")


def test_a_refusal_is_not_counted(start: Callable[..., Client]) -> None:
    """It is no request to the org: tests that count calls do not see it."""
    org = start()
    org.call("DELETE", "/simulator/requests")
    refused(ask(org.org, "GET", "/api/v1/users", {"Host": "evil.com"}))
    assert org.get("/simulator/requests")["total"] == 0


def test_a_named_address_is_answered_by_its_name() -> None:
    """`--host` names the address to listen on, so that name is this org's, too; another one still is not."""
    with running_org(host="localhost") as org:
        port = port_of(org)
        for host, status in (("localhost", 200), ("127.0.0.1", 200), ("evil.com", 403)):
            headers: dict[str, Any] = {"Host": f"{host}:{port}"}
            assert ask(org, "GET", "/simulator/health", headers)[0] == status
    with running_org(host="0.0.0.0") as org:
        headers = {"Host": f"127.0.0.1:{port_of(org)}"}
        assert ask(org, "GET", "/simulator/health", headers)[0] == 200
