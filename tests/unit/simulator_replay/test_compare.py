"""What counts as a difference between two answers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.replay.compare import compare_answers, compare_links, same_document

KNOWN, OTHER = "0oaKnown000000000001", "0oaOther000000000001"


@pytest.mark.parametrize(
    ("recorded", "simulated"),
    [
        ({"a": 1, "b": [True, None]}, {"b": [True, None], "a": 1.0}),
        ({"created": "2024-01-01T00:00:00.000Z"}, {"created": "2031-12-31T23:59:59.999Z"}),
        ({"href": "https://a.okta.com/api/v1/apps"}, {"href": "http://127.0.0.1:8080/api/v1/apps"}),
        ({"id": OTHER}, {"id": "0oaFresh000000000001"}),
        ({"href": f"https://a/x/{OTHER}/y"}, {"href": "http://b/x/0oaFresh000000000001/y"}),
        ({"errorId": "oaeAAAA"}, {"errorId": "sim123"}),
        ({"features": ["B", "A"]}, {"features": ["A", "B"]}),
        (None, None),
    ],
    ids=[
        "order of keys, 1 and 1.0",
        "times",
        "hosts",
        "a new id",
        "an id in a link",
        "error id",
        "set",
        "no body",
    ],
)
def test_what_is_no_difference(recorded: Any, simulated: Any) -> None:
    """Ids, hosts and times may differ, and what JSON or Okta gives no order."""
    assert compare_answers(200, recorded, 200, simulated, {KNOWN}) == []


@pytest.mark.parametrize(
    ("recorded", "simulated", "kind", "path"),
    [
        ({"a": {"b": 1}}, {"a": {}}, "missing", "a.b"),
        ({"a": {}}, {"a": {"b": None}}, "extra", "a.b"),
        ({"a": None}, {"a": ""}, "type", "a"),
        ({"a": True}, {"a": 1}, "type", "a"),
        ({"a": ["x", "y"]}, {"a": ["y", "x"]}, "value", "a.0"),
        ({"a": ["x"]}, {"a": ["x", "y"]}, "value", "a.length"),
        ({"id": KNOWN}, {"id": OTHER}, "value", "id"),
        ({"id": OTHER}, {"id": "otyFresh000000000001"}, "value", "id"),
        ({"created": "2024-01-01T00:00:00.000Z"}, {"created": "yesterday"}, "value", "created"),
        ({"created": "2024-01-01T00:00:00.000Z"}, {"created": None}, "type", "created"),
        ({"errorCode": "E0000001"}, {"errorCode": "E0000003"}, "error_code", "errorCode"),
        (
            {"errorCauses": [{"errorSummary": "A"}]},
            {"errorCauses": [{"errorSummary": "B"}]},
            "error_text",
            None,
        ),
        ({"href": "https://a/x"}, {"href": "https://a/y"}, "value", "href"),
    ],
)
def test_what_is_one_difference(recorded: Any, simulated: Any, kind: str, path: str | None) -> None:
    """Each is found once, with its kind and its place."""
    found = compare_answers(200, recorded, 200, simulated, {KNOWN})
    assert [one.kind for one in found if one.path_in_body != "a.1"] == [kind]
    if path is not None:
        assert found[0].path_in_body == path


def test_a_wrong_status_is_told_alone_with_the_error() -> None:
    """Bodies of different outcomes are not compared; the simulator's error is shown so that one knows why."""
    error = {"errorCode": "E0000003", "errorSummary": "The request body was not well-formed.", "errorId": "x"}
    found = compare_answers(200, {"a": 1}, 400, error, set())
    assert [(one.kind, one.simulated["status"]) for one in found] == [("status", 400)]
    assert found[0].simulated["body"]["errorCode"] == "E0000003"


def test_link_headers_are_compared_by_relation_apart_from_the_host() -> None:
    """A missing next page is a difference; another host or another new cursor is none; nothing recorded asks
    for nothing."""
    recorded = [
        '<https://a/api/v1/mappings?limit=2>; rel="self"',
        f'<https://a/api?after={OTHER}>; rel="next"',
    ]
    same = [
        '<http://b:1/api/v1/mappings?limit=2>; rel="self", <http://b:1/api?after=0oaFresh000000000001>; rel="next"'
    ]
    assert compare_links(recorded, same, set()) == []
    assert [one.path_in_body for one in compare_links(recorded, same[:1], {OTHER})] == ["link.next"]
    assert [one.kind for one in compare_links(recorded, recorded[:1], set())] == ["link"]
    assert compare_links([], same, set()) == []


def test_documents_are_the_same_apart_from_hosts_and_times_only() -> None:
    """Whether the simulator holds a document already: there every id counts."""
    one = {"id": KNOWN, "at": "2024-01-01T00:00:00Z", "href": "https://a/x"}
    assert same_document(one, {**one, "at": "2025-01-01T00:00:00Z", "href": "http://b/x"})
    assert not same_document(one, {**one, "id": OTHER})
