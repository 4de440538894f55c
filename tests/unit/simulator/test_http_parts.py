"""The parts of the HTTP room that need no socket: operation table, limits, faults, journal, scopes, coverage."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import make_mocked_request
from aiohttp.web import UrlMappingMatchInfo

from oktaprofile.simulator import elsewhere
from oktaprofile.simulator.catalogue import SIMULATED, coverage_table
from oktaprofile.simulator.errors import ApiError
from oktaprofile.simulator.http.application import application
from oktaprofile.simulator.http.faults import FaultRuleError, Faults, merge_patched
from oktaprofile.simulator.http.filters import Comparison, FilterError, Joined, parse
from oktaprofile.simulator.http.journal import Entry, Journal, kept_body
from oktaprofile.simulator.http.operations import Caller, Operation
from oktaprofile.simulator.http.permissions import require_scope
from oktaprofile.simulator.http.rate_limits import RateLimits
from oktaprofile.simulator.oauth.authentication import caller_of
from oktaprofile.simulator.running import make_service
from tests.unit.simulator.calling import Api, ManualClock

DOCUMENTATION = Path(__file__).parents[3] / "docs" / "simulator.md"


@pytest.mark.parametrize(
    ("request_line", "template", "parameters"),
    [
        ("GET /api/v1/users/a%40example.com", "/api/v1/users/{userId}", {"userId": "a@example.com"}),
        ("GET /api/v1/users/a%252Fb%2Fc%7B", "/api/v1/users/{userId}", {"userId": "a%2Fb/c{"}),
        ("GET /api/v1/meta/schemas/group/default", "/api/v1/meta/schemas/group/default", {}),
        ("GET /api/v1/mappings/", "/api/v1/mappings", {}),
        ("GET /api/v1/mappings/prm1/", "/api/v1/mappings/{mappingId}", {"mappingId": "prm1"}),
    ],
)
def test_operations_are_found_by_path_and_method(
    request_line: str, template: str, parameters: dict[str, str]
) -> None:
    """Parameters are decoded once; a literal segment wins over a parameter; a slash at the end changes nothing."""
    found = resolved(request_line)
    assert found.route.resource is not None
    assert found.route.resource.canonical.removesuffix("{slash}") == template
    assert {name: value for name, value in found.items() if name != "slash"} == parameters


@pytest.mark.parametrize(
    ("request_line", "status"), [("DELETE /api/v1/mappings/prm1", 405), ("GET /api/v1/no", 404)]
)
def test_a_path_that_is_no_operation(request_line: str, status: int) -> None:
    """A known path with another method, and an unknown one."""
    found = resolved(request_line)
    assert found.http_exception is not None
    assert found.http_exception.status == status


def resolved(request_line: str) -> UrlMappingMatchInfo:
    """What aiohttp's router makes of a request."""
    service = make_service()
    try:
        router = application(service, []).router
        method, _, path = request_line.partition(" ")
        return asyncio.run(router.resolve(make_mocked_request(method, path)))
    finally:
        service.org.close()


def test_no_operation_stands_twice() -> None:
    """Neither by id nor by request."""
    assert len({one.id for one in SIMULATED}) == len(SIMULATED)
    assert len({(one.method, re.sub(r"{\w+}", "{}", one.template)) for one in SIMULATED}) == len(SIMULATED)


@pytest.mark.parametrize("one", SIMULATED, ids=lambda one: one.id)
def test_operations_are_named_as_okta_names_them(one: Operation) -> None:
    """By Okta's own id where Okta publishes the operation; the others are no operation of Okta's published API."""
    published = elsewhere.name_of(one.method, re.sub(r"{\w+}", "x", one.template))
    if one.id not in UNPUBLISHED:
        assert one.id == published


UNPUBLISHED = {
    "getIdTokenSettings",
    "updateIdTokenSettings",
    "getEmailTemplate",
    "token",
    "listApplicationUserTypes",
    "reapplyMapping",
}
"""Paths that the published description does not have: older ones, internal ones, and the token endpoint."""


def test_documentation_lists_the_coverage() -> None:
    """The table in docs/simulator.md is the one made from the operations, and every fault action is described."""
    text = DOCUMENTATION.read_text()
    assert coverage_table() in text
    from oktaprofile.simulator.http.faults import ACTIONS

    assert all(f"`{action}`" in text for action in ACTIONS)


def test_budget_of_a_minute() -> None:
    """It counts down, refuses with remaining 0, and is there again after its reset; buckets don't share it."""
    clock = ManualClock()
    limits = RateLimits(clock, {"apps": 2})
    remaining = [dict(limits.spend("apps").headers)["x-rate-limit-remaining"] for _ in range(2)]
    assert remaining == ["1", "0"]
    refused = limits.spend("apps")
    assert not refused.allowed
    assert dict(refused.headers) == {
        "x-rate-limit-limit": "2",
        "x-rate-limit-remaining": "0",
        "x-rate-limit-reset": str(int(clock.now) + 60),
    }
    assert limits.spend("api").allowed
    clock.advance(60)
    assert limits.spend("apps").allowed


def test_concurrency_limit() -> None:
    """One too many is refused with limit 0; whoever leaves makes room."""
    limits = RateLimits(ManualClock(), concurrency=1)
    assert limits.enter() is None
    refused = limits.enter()
    assert refused is not None
    assert dict(refused.headers)["x-rate-limit-limit"] == "0"
    limits.leave()
    limits.leave()
    assert limits.enter() is None


def test_fault_rule_sleeps_until_an_operation_was_called() -> None:
    """The request that wakes a rule is not yet touched by it, the next one is."""
    faults = Faults(["getApplication", "updateProfileMapping"])
    rule = faults.add(
        {"operation": "*", "after": "updateProfileMapping", "action": "drop_before", "times": None}
    )
    assert faults.take("getApplication", "/x", b"") is None
    assert faults.take("updateProfileMapping", "/x", b"") is None
    assert faults.take("getApplication", "/x", b"") is rule
    with pytest.raises(FaultRuleError, match="nothing"):
        faults.add({"operation": "*", "after": "nothing", "action": "drop_before"})


def test_fault_rule_matches_skips_and_completes() -> None:
    """By operation and text in path or body; the first matches can be skipped; `completed` when used up."""
    faults = Faults(["getApplication", "updateProfileMapping"])
    rule = faults.add(
        {"operation": "updateProfileMapping", "match": "primaryPhone", "skip": 1, "times": 2, "status": 500}
    )
    assert faults.take("getApplication", "/x", b"primaryPhone") is None
    assert faults.take("updateProfileMapping", "/x", b"other") is None
    assert faults.take("updateProfileMapping", "/x", b"primaryPhone") is None
    assert faults.take("updateProfileMapping", "/primaryPhone", b"") is rule
    assert not rule.completed
    assert faults.take("updateProfileMapping", "/x", b"primaryPhone") is rule
    assert rule.completed
    assert faults.take("updateProfileMapping", "/x", b"primaryPhone") is None
    assert faults.documents()[0]["completed"] is True
    faults.clear()
    assert faults.documents() == []


def test_fault_for_ever() -> None:
    """`times` null never ends, and is completed once it has applied."""
    faults = Faults(["getApplication"])
    rule = faults.add({"operation": "*", "times": None, "action": "drop_before"})
    assert not rule.completed
    assert all(faults.take("getApplication", "/", b"") for _ in range(5))
    assert rule.completed


@pytest.mark.parametrize(
    "rule",
    [
        {"operation": "getNothing", "status": 500},
        {"operation": "getApplication"},
        {"operation": "getApplication", "action": "explode"},
        {"operation": "getApplication", "action": "store"},
        {"operation": "getApplication", "status": 500, "typo": 1},
    ],
)
def test_fault_rules_that_could_never_apply(rule: dict[str, Any]) -> None:
    """Refused at once: a test with a misspelt rule must not pass."""
    with pytest.raises(FaultRuleError):
        Faults(["getApplication"]).add(rule)


def test_merge_patch() -> None:
    """Objects merge, null removes, all else replaces (the examples of RFC 7396 in short)."""
    assert merge_patched({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"b": None, "e": 4}, "d": [5]}) == {
        "a": {"c": 2, "e": 4},
        "d": [5],
    }
    assert merge_patched("text", {"a": 1}) == {"a": 1}


def test_journal_counts_and_forgets() -> None:
    """Counts per operation and requests in order; numbers go on after a reset."""
    journal = Journal()
    for operation in ("getUser", "getApplication", "getUser"):
        number = journal.next_number()
        journal.add(Entry(number, operation, "GET", "/x", 200, 0.0, 1.0, "r", None, None))
    document = journal.document()
    assert document["operations"] == {"getApplication": 1, "getUser": 2}
    assert (document["total"], [one["number"] for one in document["requests"]]) == (3, [1, 2, 3])
    assert [one["number"] for one in journal.after(1, 10)[1]] == [2, 3]
    assert [one["number"] for one in journal.after(0, 2)[1]] == [2, 3]
    assert journal.after(3, 10) == (3, []) == journal.after(99, 10)
    journal.reset()
    assert journal.after(0, 10) == (3, [])
    assert journal.document() == {"total": 0, "operations": {}, "requests": []}
    assert journal.next_number() == 4


def test_journal_keeps_no_personal_data() -> None:
    """Bodies of schemas and mappings, never of users or tokens."""
    assert kept_body("/api/v1/mappings/prm1", b'{"a": 1}') == {"a": 1}
    assert kept_body("/api/v1/users/00u1", b'{"profile": {}}') is None
    assert kept_body("/oauth2/v1/token", b'{"client_assertion": "x"}') is None
    assert kept_body("/api/v1/mappings/prm1", b"{") is None


@pytest.mark.parametrize(
    ("scopes", "allowed"),
    [
        (None, True),
        ({"okta.schemas.read"}, True),
        ({"okta.schemas.manage"}, True),
        ({"okta.apps.manage"}, False),
        (set(), False),
    ],
)
def test_scopes(scopes: set[str] | None, allowed: bool) -> None:
    """An API token may all; `.manage` includes `.read`; otherwise 403 E0000006."""
    caller = Caller("x", None if scopes is None else frozenset(scopes))
    if allowed:
        require_scope(caller, "okta.schemas.read")
    else:
        with pytest.raises(ApiError, match="E0000006"):
            require_scope(caller, "okta.schemas.read")


def test_read_does_not_include_manage() -> None:
    """403."""
    with pytest.raises(ApiError, match="E0000006"):
        require_scope(Caller("x", frozenset({"okta.schemas.read"})), "okta.schemas.manage")


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "E0000005"),
        ("SSWS wrong", "E0000011"),
        ("SSWSwrong", "E0000011"),
        ("Basic eDp5", "E0000011"),
        ("Bearer nonsense", "E0000011"),
    ],
)
def test_callers_without_a_valid_token(api: Api, header: str | None, code: str) -> None:
    """No token at all, and wrong ones."""
    headers = {} if header is None else {"Authorization": header}
    with pytest.raises(ApiError, match=code):
        caller_of(api.org, headers, "GET", "https://org.test/api/v1/apps")


def test_filter_language() -> None:
    """Precedence of and over or, parentheses, pr, values of each kind."""
    assert parse('a eq "x" or b pr and c gt 3') == Joined(
        "or",
        (Comparison("a", "eq", "x"), Joined("and", (Comparison("b", "pr", None), Comparison("c", "gt", 3)))),
    )
    assert parse('(a eq true) AND b ne "y \\"z\\""') == Joined(
        "and", (Comparison("a", "eq", True), Comparison("b", "ne", 'y "z"'))
    )


@pytest.mark.parametrize("text", ["", "a", "a eq", "a eq x", "a is 1", '(a eq "x"', 'a eq "x" b', 'a eq "x'])
def test_texts_that_are_no_filter(text: str) -> None:
    """FilterError."""
    with pytest.raises(FilterError):
        parse(text)


def test_modules_stay_readable() -> None:
    """No module of the simulator grows beyond the house's hard cap, and none imports the client's room."""
    room = Path(__file__).parents[3] / "providers" / "oktaprofile" / "simulator"
    for path in room.rglob("*.py"):
        text = path.read_text()
        assert text.count("\n") <= 500, path
        assert not re.search(r"(from|import) oktaprofile\.(okta|provider|plugin|constructs)\b", text), path
