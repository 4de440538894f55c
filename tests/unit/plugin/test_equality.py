"""When values are the same, and where what was applied is not what was planned."""

from __future__ import annotations

from typing import Any

import pytest

from oktaprofile.plugin.engine.equality import contradictions, same, unknown_as_null, unknown_paths
from oktaprofile.plugin.types import BOOL, NUMBER, STRING, List, Map, Object, Set
from oktaprofile.plugin.values import UNKNOWN, ExactNumber

ROW = Object({"a": STRING, "tags": Set(STRING)})


@pytest.mark.parametrize(
    ("type_", "one", "other", "expected"),
    [
        (STRING, "a", "a", True),
        (STRING, "a", None, False),
        (STRING, UNKNOWN, "a", False),
        (STRING, UNKNOWN, UNKNOWN, True),
        (NUMBER, 1, 1.0, True),
        (NUMBER, ExactNumber("0.1234567890123456789"), ExactNumber("0.1234567890123456788"), False),
        (NUMBER, ExactNumber("0.1234567890123456789"), ExactNumber("0.12345678901234567890"), True),
        (BOOL, True, False, False),
        (List(STRING), ["a", "b"], ["b", "a"], False),
        (Set(STRING), ["a", "b"], ["b", "a"], True),
        (Set(STRING), ["a", "a"], ["a", "b"], False),
        (Map(STRING), {"x": "1"}, {"y": "1"}, False),
        (ROW, {"a": "x", "tags": ["p", "q"]}, {"a": "x", "tags": ["q", "p"]}, True),
        (Set(ROW), [{"a": "x", "tags": ["p", "q"]}], [{"a": "x", "tags": ["q", "p"]}], True),
    ],
)
def test_sameness(type_: Any, one: Any, other: Any, expected: bool) -> None:
    """Sets in any order, numbers by their exact value, unknown only like unknown."""
    assert same(type_, one, other) is expected
    assert same(type_, other, one) is expected


@pytest.mark.parametrize(
    ("type_", "planned", "applied", "paths"),
    [
        (STRING, UNKNOWN, "anything", []),
        (STRING, "a", "b", [()]),
        (STRING, None, "b", [()]),
        (STRING, "a", None, [()]),
        (List(STRING), ["a", UNKNOWN], ["a", "x"], []),
        (List(STRING), ["a"], ["a", "b"], [()]),
        (List(STRING), ["a", "b"], ["a", "c"], [(1,)]),
        (Map(STRING), {"x": "1", "gone": "2"}, {"x": "9", "new": "3"}, [("gone",), ("new",), ("x",)]),
        (Map(ROW), {"k": {"a": UNKNOWN, "tags": ["p"]}}, {"k": {"a": "x", "tags": ["q"]}}, [("k", "tags")]),
        (Set(STRING), ["a", "b"], ["b", "a"], []),
        (Set(STRING), ["a"], ["a", "b"], [()]),
        (Set(STRING), ["a", UNKNOWN], ["a", "b"], []),
        (Set(STRING), ["a", UNKNOWN], ["b", "c"], [()]),
        (Set(STRING), [UNKNOWN, UNKNOWN], ["b"], []),
    ],
)
def test_contradictions(type_: Any, planned: Any, applied: Any, paths: list[Any]) -> None:
    """Each place where a known planned value is not the applied one is named; unknown ones may become anything."""
    assert [path for path, _ in contradictions(type_, planned, applied)] == paths


def test_unknown_paths_and_their_removal() -> None:
    """Each unknown is found at its place; stored, it is null."""
    value = {"a": UNKNOWN, "b": [1, {"c": UNKNOWN}]}
    assert list(unknown_paths(value)) == [("a",), ("b", 1, "c")]
    assert unknown_as_null(value) == {"a": None, "b": [1, {"c": None}]}
