"""Bodies meant to break the org: each is refused with 400, nothing is stored, and the next request is answered."""

from __future__ import annotations

import pytest
import requests

from oktaprofile.simulator.switches import LARGEST
from tests.contract.simulator.client import Client

HOSTILE = {
    "200,000 arrays deep": b"[" * 200_000,
    "200,000 objects deep": b'{"a":' * 200_000,
    "1,000 levels, closed": b'{"a":' + b"[" * 1000 + b"]" * 1000 + b"}",
    "65 levels, closed": b'{"a":' + b"[" * 65 + b"]" * 65 + b"}",
    "NaN": b'{"a": NaN}',
    "Infinity": b'{"a": Infinity}',
    "-Infinity": b'{"a": -Infinity}',
    "beyond a double": b'{"a": 1e999}',
    "beyond a long": b'{"a": 9223372036854775808}',
    "5,000 digits": b'{"a": ' + b"9" * 5000 + b"}",
    "5,000 digits, negative": b'{"a": -' + b"9" * 5000 + b"}",
    "a name that stands twice": b'{"a": 1, "a": 2}',
    "a name that stands twice, escaped": b'{"a": 1, "\\u0061": 2}',
    "half of a surrogate pair": b'{"a": "\\ud800"}',
    "half of a surrogate pair as a name": b'{"\\udfff": 1}',
    "a surrogate in bytes": b'{"a": "\xed\xa0\x80"}',
    "no UTF-8": b'{"a": "\xff"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"a": 1}',
    "a control character": b'{"a": "\x00"}',
    "an array": b"[]",
    "a text": b'"x"',
    "null": b"null",
    "nothing but a blank": b" ",
    "a comment": b'{"a": 1} // x',
}


def post(org: Client, path: str, body: bytes) -> requests.Response:
    return org.session.post(
        org.url + path, data=body, headers={"Content-Type": "application/json"}, timeout=30
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_every_surface_answers_400(org: Client, name: str) -> None:
    """API and control paths, in Okta's form; the org is byte for byte what it was."""
    app, user = org.app_id("RingCentral"), org.get("/api/v1/users?limit=1")[0]["id"]
    (mapping, *_) = org.get("/api/v1/mappings")
    before = org.call("GET", "/simulator/snapshot").content
    for path in (
        "/api/v1/meta/schemas/user/default",
        f"/api/v1/meta/schemas/apps/{app}/default",
        f"/api/v1/mappings/{mapping['id']}",
        "/api/v1/meta/types/user",
        "/api/v1/apps",
        f"/api/v1/apps/{app}/users",
        f"/api/v1/users/{user}",
        "/api/v1/idps",
        "/simulator/load",
        "/simulator/faults",
        "/simulator/import",
    ):
        answer = post(org, path, HOSTILE[name])
        assert (path, answer.status_code) == (path, 400)
        assert (path, answer.json()["errorCode"]) == (path, "E0000003")
    assert org.call("GET", "/simulator/snapshot").content == before
    assert org.get("/simulator/requests")["total"] > 0  # what the journal keeps can be shown


def test_the_largest_numbers_are_read(org: Client) -> None:
    """A long and a double at their ends, and an escaped pair of surrogates, are no attack."""
    body = b'{"title": "x", "a": [9223372036854775807, -9223372036854775807, 1.7e308, "\\ud83d\\ude00"]}'
    assert post(org, "/api/v1/meta/schemas/user/default", body).status_code == 200


@pytest.mark.parametrize(
    "rule",
    [
        {"status": value}
        for value in (0, 99, 199, 600, -1, 1e308, "500", True, [], {}, 200.5, 9_223_372_036_854_775_807)
    ]
    + [{"action": "delay", "delay_ms": value} for value in (-1, 1e300, 600_001, "1", True, [], {})]
    + [{"action": "delay", "hold_ms": value} for value in (-0.1, 1e300, "x", False)]
    + [{"action": "rate_limit", "reset_seconds": value} for value in (-1, 1e300, "x", True)]
    + [{"action": "rate_limit", "remaining": value} for value in (-1, 1.5, "x", True, 1e300)]
    + [{"action": "drop_before", "times": value} for value in (0, -1, 1.5, "x", True, 1e300)]
    + [{"action": "drop_before", "skip": value} for value in (-1, 1.5, "x", True, 1e300)]
    + [
        {"action": "drop_before", "match": 5},
        {"action": ["drop_before"]},
        {"status": 500, "headers": ["x"]},
        {"status": 500, "headers": {"x": "a\r\nb: c"}},
        {"status": 500, "headers": {"x\n": "a"}},
        {"status": 500, "headers": {"": "a"}},
        {"status": 500, "headers": {"x": {}}},
        {"status": 500, "commit": "yes"},
        {"action": "rate_limit", "concurrency": 1},
        {"action": "store", "document": []},
        {"action": "drop_before", "after": {}},
        {"operation": {}, "action": "drop_before"},
        {"operation": None, "action": "drop_before"},
    ],
    ids=str,
)
def test_fault_rules_out_of_range(org: Client, rule: dict[str, object]) -> None:
    """Every number is finite and in range, every value of its type; nothing of a refused rule stays."""
    answer = org.call("POST", "/simulator/faults", {"operation": "getUser", **rule})
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]
    assert org.faults() == []


@pytest.mark.parametrize("body", [b'{"rules": {}}', b'{"rules": [5]}', b'{"rules": [], "operation": "*"}'])
def test_lists_of_rules_that_are_none(org: Client, body: bytes) -> None:
    """400."""
    assert post(org, "/simulator/faults", body).status_code == 400


@pytest.mark.parametrize("name", LARGEST)
@pytest.mark.parametrize("value", ["1e999", "-1", "NaN", '"5"', "true", "null", "[]", "1e300"])
def test_switches_out_of_range(org: Client, name: str, value: str) -> None:
    """400; the switch stays as it was."""
    before = org.get("/simulator/snapshot")["switches"]
    assert post(org, "/simulator/load", f'{{"{name}": {value}}}'.encode()).status_code == 400
    assert org.get("/simulator/snapshot")["switches"] == before


@pytest.mark.parametrize(
    "body",
    [
        {"users": {}},
        {"users": "text"},
        {"users": ["text"]},
        {"users": [{}]},
        {"users": [{"id": {}, "profile": {"login": "x"}}]},
        {"users": [{"id": "00u1", "profile": []}]},
        {"users": [{"id": "00u1", "profile": {"login": "x"}, "created": 5}]},
        {"users": [{"id": "00u1", "profile": {"login": "x"}, "created": "yesterday"}]},
        {"app_users": []},
        {"app_users": {"x": {}}},
        {"app_users": {"x": [None]}},
        {"schemas": [{"id": 5}]},
        {"mappings": [{"source": "x", "target": "y"}]},
        {"quarantine": {}},
        {"quarantine": [{"schema": "default", "name": "x", "seconds": -1}]},
        {"quarantine": [{"schema": "default", "name": "x", "seconds": "1"}]},
        {"clients": [{"client_id": "x", "keys": 5}]},
        {"attribute_level_mastering": "yes"},
        {"base_master": "maybe"},
    ],
    ids=str,
)
def test_loads_that_cannot_be_read(org: Client, body: dict[str, object]) -> None:
    """400 with the reason; nothing is loaded."""
    before = org.call("GET", "/simulator/snapshot").content
    answer = org.call("POST", "/simulator/load", body)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]
    assert org.call("GET", "/simulator/snapshot").content == before


@pytest.mark.parametrize(
    "body", [{"app_id": {}}, {"app_id": 5}, {"label": []}, {"lable": "RingCentral"}], ids=str
)
def test_imports_that_cannot_be_read(org: Client, body: dict[str, object]) -> None:
    """400: a misspelt key would import from every app."""
    assert org.call("POST", "/simulator/import", body).status_code == 400
