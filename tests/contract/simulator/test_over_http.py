"""What only a socket shows: headers, authentication, limits, faults, lost updates, control paths."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime

import jwt
import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from oktaprofile.simulator.switches import Switches
from tests.acceptance.harness import wait_until
from tests.contract.simulator.client import Client, added

Start = Callable[..., Client]


def test_headers_of_every_answer(org: Client) -> None:
    """Request id, date, cache control and rate limit, on success, refusal and 501; the id differs each time."""
    ids = set()
    for path, status in (
        ("/api/v1/apps", 200),
        ("/api/v1/apps/0oanothing", 404),
        ("/api/v1/zones", 501),
    ):
        answer = org.call("GET", path)
        assert answer.status_code == status
        assert "no-store" in answer.headers["Cache-Control"]
        assert abs(parsedate_to_datetime(answer.headers["Date"]).timestamp() - time.time()) < 60
        assert "Retry-After" not in answer.headers
        ids.add(answer.headers["x-okta-request-id"])
        if status != 501:
            limits = {
                name: int(answer.headers[f"x-rate-limit-{name}"]) for name in ("limit", "remaining", "reset")
            }
            assert limits["remaining"] < limits["limit"]
            assert 0 < limits["reset"] - time.time() <= 61
    assert len(ids) == 3


def test_links_come_as_two_header_lines(org: Client) -> None:
    """`self` and `next` each have a line of their own (recorded)."""
    answer = org.call("GET", "/api/v1/users?limit=2")
    lines = answer.raw.headers.getlist("Link")
    assert [line.rpartition("rel=")[2] for line in lines] == ['"self"', '"next"']
    following = org.session.get(answer.links["next"]["url"], timeout=10).json()
    assert {one["id"] for one in following}.isdisjoint(one["id"] for one in answer.json())


def test_a_login_with_odd_characters_is_found(org: Client) -> None:
    """A path is decoded once: `%` and `/` in a login arrive as they were meant."""
    profile = {"login": "a%2Fb/c@example.com", "email": "a@example.com", "firstName": "A", "lastName": "B"}
    created = org.call("POST", "/api/v1/users", {"profile": profile}).json()
    assert org.get("/api/v1/users/a%252Fb%2Fc%40example.com")["id"] == created["id"]


@pytest.mark.parametrize(
    ("header", "status"),
    [(None, 403), ("SSWS wrong", 401), ("SSWS simulator-token", 200), ("SSWSsimulator-token", 200)],
)
def test_who_may_call(org: Client, header: str | None, status: int) -> None:
    """Without a token, with a wrong one, with the right one."""
    headers = {} if header is None else {"Authorization": header}
    assert requests.get(f"{org.url}/api/v1/apps", headers=headers, timeout=10).status_code == status


def test_oauth_and_its_scopes(org: Client) -> None:
    """A service app loaded with its public key gets a token that may read schemas but no users."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    client = {"client_id": "0oaservice", "scopes": ["okta.schemas.read"], "keys": [{"pem": public.decode()}]}
    assert org.call("POST", "/simulator/load", {"clients": [client]}).json() == {"clients": 1}
    url = f"{org.url}/oauth2/v1/token"
    claims = {"iss": "0oaservice", "sub": "0oaservice", "aud": url, "exp": int(time.time()) + 300}
    form = {
        "grant_type": "client_credentials",
        "scope": "okta.schemas.read",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": jwt.encode(claims, key, "RS256"),
    }
    token = requests.post(url, data=form, timeout=10).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    schema = f"{org.url}/api/v1/meta/schemas/user/default"
    assert requests.get(schema, headers=headers, timeout=10).status_code == 200
    for refused in (
        requests.get(f"{org.url}/api/v1/users", headers=headers, timeout=10),
        requests.post(schema, headers=headers, json={}, timeout=10),
    ):
        assert (refused.status_code, refused.json()["errorCode"]) == (403, "E0000006")
    del form["client_assertion"]
    refused = requests.post(url, data=form, timeout=10)
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")


def test_rate_limit(start: Start) -> None:
    """The request beyond the budget gets 429 E0000047 without Retry-After; other buckets go on."""
    org = start(limits={"apps": 2})
    assert [org.call("GET", "/api/v1/apps").status_code for _ in range(3)] == [200, 200, 429]
    refused = org.call("GET", "/api/v1/apps")
    assert refused.json()["errorCode"] == "E0000047"
    assert refused.headers["x-rate-limit-remaining"] == "0"
    assert "Retry-After" not in refused.headers
    assert org.call("GET", "/api/v1/meta/types/user").status_code == 200


def in_parallel(calls: list[Callable[[], requests.Response]]) -> list[requests.Response]:
    """Runs calls at the same time; the answers in the order of the calls."""
    answers: dict[int, requests.Response] = {}

    def run(number: int, call: Callable[[], requests.Response]) -> None:
        answers[number] = call()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[number] for number in range(len(calls))]


def caller(org: Client, method: str, path: str, body: object = None) -> Callable[[], requests.Response]:
    """A call on a connection of its own."""
    return lambda: requests.request(method, org.url + path, json=body, headers=org.org.headers, timeout=30)


def test_concurrency_limit(start: Start) -> None:
    """Of two calls at once one is refused, with limit 0."""
    org = start(concurrency=1, switches=Switches(latency_ms=300))
    answers = in_parallel([caller(org, "GET", "/api/v1/meta/types/user")] * 2)
    assert sorted(answer.status_code for answer in answers) == [200, 429]
    (refused,) = [answer for answer in answers if answer.status_code == 429]
    assert refused.headers["x-rate-limit-limit"] == "0"


def test_parallel_writers_lose_updates(start: Start) -> None:
    """Five writers at once: five 200, each shows its own property only, one survives (recorded)."""
    org = start(switches=Switches(latency_ms=200))
    path = org.schema_path()
    names = ["one", "two", "three", "four", "five"]
    answers = in_parallel([caller(org, "POST", path, added(name)) for name in names])
    assert [answer.status_code for answer in answers] == [200] * 5
    for name, answer in zip(names, answers, strict=True):
        assert set(names) & answer.json()["definitions"]["custom"]["properties"].keys() == {name}
    left = set(names) & org.get(path)["definitions"]["custom"]["properties"].keys()
    assert len(left) == 1


def test_requests_are_counted_without_secrets(org: Client) -> None:
    """Per operation and as a list, after a reset; no token, no user profile."""
    org.call("DELETE", "/simulator/requests")
    path = org.schema_path()
    org.call("POST", path, added("one"))
    org.call("POST", "/api/v1/users", {"profile": {"login": "secret@example.com"}})
    document = org.get("/simulator/requests")
    assert document["operations"] == {
        "createUser": 1,
        "listApplications": 1,
        "updateApplicationUserProfile": 1,
    }
    assert document["total"] == 3
    assert [one["status"] for one in document["requests"]] == [200, 200, 400]
    assert document["requests"][1]["body"] == added("one")
    assert "secret" not in str(document)
    assert "simulator-token" not in str(document)
    assert org.call("DELETE", "/simulator/requests").status_code == 204
    assert org.get("/simulator/requests")["total"] == 0


@pytest.mark.parametrize(
    ("request_line", "status", "named"),
    [
        ("GET /api/v1/zones", 501, "listNetworkZones (GET /api/v1/zones)"),
        ("POST /api/v1/users/00u1/lifecycle/suspend", 501, "suspendUser (POST"),
        ("PATCH /api/v1/apps/0oa1/groups/00g1", 501, "updateGroupAssignmentToApplication (PATCH"),
        ("POST /api/v1/nothing", 501, "an unknown operation (POST /api/v1/nothing)"),
        ("GET /signin", 501, "an unknown operation (GET /signin)"),
        ("DELETE /api/v1/mappings", 405, None),
        ("PATCH /api/v1/users/00u1", 405, None),
    ],
)
def test_not_simulated_names_itself(org: Client, request_line: str, status: int, named: str | None) -> None:
    """501 with Okta's own id of the operation, or method and path; 405 where Okta has no such method either."""
    answer = org.call(*request_line.split(" "))
    assert answer.status_code == status
    assert answer.json()["errorCode"] == ("E0000022" if named is None else "E0000060")
    assert named is None or named in answer.json()["errorCauses"][0]["errorSummary"]


@pytest.mark.parametrize(
    ("operation", "request_line"),
    [
        ("listNetworkZones", "GET /api/v1/zones"),
        ("GET /api/v1/nothing", "GET /api/v1/nothing"),
        ("*", "GET /api/v1/nothing"),
        ("*", "DELETE /api/v1/mappings"),
    ],
)
def test_a_fault_reaches_what_is_not_simulated(org: Client, operation: str, request_line: str) -> None:
    """By Okta's id, by method and path, and by `*`; the journal has the same name."""
    org.call("DELETE", "/simulator/requests")
    org.fault(operation=operation, status=503)
    assert org.call(*request_line.split(" ")).status_code == 503
    assert [one["completed"] for one in org.faults()] == [True]
    if operation != "*":
        assert org.get("/simulator/requests")["operations"] == {operation: 1}


def test_a_body_that_is_no_json(org: Client) -> None:
    """Another content type is E0000021, broken JSON E0000003."""
    url = org.url + "/api/v1/meta/schemas/user/default"
    assert org.session.post(url, data={"a": "b"}, timeout=10).json()["errorCode"] == "E0000021"
    broken = org.session.post(url, data="{", headers={"Content-Type": "application/json"}, timeout=10)
    assert broken.json()["errorCode"] == "E0000003"


def names_of(org: Client, path: str) -> set[str]:
    return set(org.get(path)["definitions"]["custom"]["properties"])


WRITE = "updateApplicationUserProfile"


@pytest.mark.parametrize(
    ("rule", "stored"),
    [
        ({"action": "drop_before"}, False),
        ({"action": "drop_after"}, True),
        ({"action": "reset"}, True),
        ({"action": "truncate"}, True),
    ],
)
def test_connections_that_break(org: Client, rule: dict[str, str], stored: bool) -> None:
    """The client gets an exception; whether the write was stored depends on the rule; the next call works."""
    path = org.schema_path()
    org.fault(operation=WRITE, **rule)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        caller(org, "POST", path, added("one"))()
    assert ("one" in names_of(org, path)) == stored
    assert [one["completed"] for one in org.faults()] == [True]
    assert org.call("POST", path, added("two")).status_code == 200


@pytest.mark.parametrize(
    ("rule", "status", "stored"),
    [
        ({"status": 500}, 500, False),
        ({"status": 503, "commit": True}, 503, True),
        ({"action": "html", "status": 502}, 502, False),
        ({"action": "empty"}, 200, True),
        ({"action": "half_json"}, 200, True),
        ({"action": "ignore_write"}, 200, False),
        ({"action": "delay", "delay_ms": 1}, 200, True),
        ({"action": "rate_limit", "reset_seconds": 5}, 429, False),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_answers_that_mislead(org: Client, rule: dict[str, object], status: int, stored: bool) -> None:
    """Status, and whether the write was stored."""
    path = org.schema_path()
    org.fault(operation=WRITE, **rule)
    answer = org.call("POST", path, added("one"))
    assert answer.status_code == status
    assert ("one" in names_of(org, path)) == stored
    if rule.get("action") == "empty":
        assert answer.content == b""
    if rule.get("action") == "half_json":  # nothing about the answer but its text tells
        assert len(answer.content) == int(answer.headers["content-length"])
        with pytest.raises(ValueError, match="line 1"):
            answer.json()
    if rule.get("action") == "html":
        assert answer.text.startswith("<!DOCTYPE html>")
    if rule.get("action") == "ignore_write":
        assert "one" in answer.json()["definitions"]["custom"]["properties"]
    assert org.faults()[0]["completed"]


def test_something_else_is_stored(org: Client) -> None:
    """The answer shows what was sent, the org holds the patched title."""
    path = org.schema_path()
    patch = {"definitions": {"custom": {"properties": {"one": {"title": "Other"}}}}}
    org.fault(operation=WRITE, action="store", document=patch)
    answer = org.call("POST", path, added("one")).json()
    assert answer["definitions"]["custom"]["properties"]["one"]["title"] == "one"
    assert org.get(path)["definitions"]["custom"]["properties"]["one"]["title"] == "Other"


def test_a_body_is_rewritten(org: Client) -> None:
    """What the rule leaves of the body is stored, and the answer is honest about it."""
    path = org.schema_path()
    org.fault(operation=WRITE, action="rewrite", document={"definitions": None})
    answer = org.call("POST", path, added("one")).json()
    assert "one" not in answer["definitions"]["custom"]["properties"]
    assert answer == org.get(path)
    assert org.faults()[0]["completed"]


def test_a_race_is_lost(org: Client) -> None:
    """The answer shows what was sent; the org holds the other writer's property, and ours is gone."""
    path = org.schema_path()
    org.fault(operation=WRITE, action="lose_race", document=added("theirs"))
    answer = org.call("POST", path, added("one")).json()
    assert "one" in answer["definitions"]["custom"]["properties"]
    assert "one" not in names_of(org, path)
    assert "theirs" in names_of(org, path)


class Gate:
    """The org's sleep: it lasts until the test opens it, however fast the machine is. `asked`: for how many seconds."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self._opened = threading.Event()

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)
        assert await asyncio.to_thread(self._opened.wait, 60)

    def open(self) -> None:
        self._opened.set()


def test_an_answer_is_held_back(start: Start) -> None:
    """The write is stored before its answer comes."""
    gate = Gate()
    org = start(users=10, sleep=gate)
    path = org.schema_path()
    org.fault(operation=WRITE, hold_ms=1500, action="delay")
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(org.call, "POST", path, added("one"))
        wait_until(lambda: "one" in names_of(org, path), "it is stored")
        assert not answer.done()
        gate.open()
        assert answer.result().status_code == 200
    assert gate.asked == [1.5]


def test_a_client_that_does_not_wait_is_no_failure(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    """There is no connection left to cut; the org notes nothing but the request."""
    gate = Gate()
    org = start(users=10, sleep=gate)
    org.fault(operation="listApplications", action="drop_before", delay_ms=300)
    with pytest.raises(requests.ReadTimeout):
        org.session.get(org.url + "/api/v1/apps", timeout=(30, 0.1))
    gate.open()
    wait_until(
        lambda: org.get("/simulator/requests")["operations"].get("listApplications"), "the request ended"
    )
    assert gate.asked == [0.3]
    assert caplog.messages == []


@pytest.mark.parametrize(("remaining", "header"), [(17, "17"), (None, None)])
def test_rate_limit_headers_by_rule(org: Client, remaining: int | None, header: str | None) -> None:
    """A 429 that says there is something left, and one that says nothing."""
    org.fault(operation="listApplications", action="rate_limit", remaining=remaining)
    refused = org.call("GET", "/api/v1/apps")
    assert (refused.status_code, refused.headers.get("x-rate-limit-remaining")) == (429, header)


def test_an_answer_is_patched(org: Client) -> None:
    """What is stored is right, what is answered is not."""
    org.fault(
        operation="getApplication", action="patch_answer", document={"label": "Other", "features": None}
    )
    path = f"/api/v1/apps/{org.app_id('RingCentral')}"
    shown = org.get(path)
    assert shown["label"] == "Other"
    assert "features" not in shown
    assert org.get(path)["label"] == "RingCentral"


def test_concurrency_refusal_by_rule(org: Client) -> None:
    """429 with limit 0."""
    org.fault(operation="listApplications", action="rate_limit", concurrency=True)
    refused = org.call("GET", "/api/v1/apps")
    assert (refused.status_code, refused.headers["x-rate-limit-limit"]) == (429, "0")


def test_rules_are_added_together_or_not_at_all(org: Client) -> None:
    """A bad rule in a list keeps the good one out; DELETE removes all."""
    good = {"operation": "getUser", "status": 500}
    assert (
        org.call("POST", "/simulator/faults", {"rules": [good, {"operation": "nothing"}]}).status_code == 400
    )
    assert org.faults() == []
    assert org.call("POST", "/simulator/faults", {"rules": [good, good]}).status_code == 201
    assert org.call("DELETE", "/simulator/faults").status_code == 204
    assert org.faults() == []


def test_import_brings_the_numbers(org: Client) -> None:
    """Attributes, mapping, override, import: RingCentral's numbers reach the app users and the Okta users."""
    app_id = org.app_id("RingCentral")
    before = {one["id"]: one["profile"].get("primaryPhone") for one in org.get("/api/v1/users")}
    org.call("POST", org.schema_path(), added("directNumber", "extensionNumber"))
    default = next(one["id"] for one in org.get("/api/v1/meta/types/user") if one["default"])
    (row,) = org.get(f"/api/v1/mappings?sourceId={app_id}&targetId={default}")
    expression = {"expression": "appuser.directNumber", "pushStatus": "PUSH"}
    assert (
        org.call(
            "POST", f"/api/v1/mappings/{row['id']}", {"properties": {"primaryPhone": expression}}
        ).status_code
        == 200
    )
    master = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": app_id}]}
    body = {
        "definitions": {
            "base": {"id": "#base", "type": "object", "properties": {"primaryPhone": {"master": master}}}
        }
    }
    assert org.call("POST", "/api/v1/meta/schemas/user/default", body).status_code == 200
    done = org.call("POST", "/simulator/import", {"label": "RingCentral"})
    assert done.status_code == 200, done.text
    assert org.call("POST", "/simulator/import", {"label": "Nothing"}).status_code == 404
    numbers = {
        one["id"]: one["profile"]["directNumber"]
        for one in org.get(f"/api/v1/apps/{app_id}/users?limit=500")
        if one["profile"]["directNumber"]
    }
    assert numbers
    users = {one["id"]: one for one in org.get("/api/v1/users")}
    changed = {key for key in users if users[key]["profile"].get("primaryPhone") != before[key]}
    expected = {key: number for key, number in numbers.items() if users[key]["type"]["id"] == default}
    assert changed == expected.keys()
    assert all(users[key]["profile"]["primaryPhone"] == number for key, number in expected.items())


def test_control_paths_that_do_not_exist(org: Client) -> None:
    """404 and 405 name those that do; a load that can't be read is 400 with the reason."""
    assert "POST /simulator/load" in org.call("GET", "/simulator/nothing").json()["error"]
    assert org.call("PUT", "/simulator/load").status_code == 405
    answer = org.call("POST", "/simulator/load", {"nonsense": 1})
    assert (answer.status_code, "unknown keys" in answer.json()["error"]) == (400, True)


def test_snapshots_of_one_org_are_byte_equal(org: Client) -> None:
    """Reading changes nothing."""
    first = org.call("GET", "/simulator/snapshot").content
    org.get("/api/v1/users")
    assert org.call("GET", "/simulator/snapshot").content == first
    assert len(org.call("GET", "/simulator/snapshot?users=false").content) < len(first)
