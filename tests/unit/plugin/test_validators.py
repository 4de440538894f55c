"""What an attribute says of its values: each validator, and how the engine reports it."""

from __future__ import annotations

from typing import Any

import pytest

from oktaprofile.plugin.diagnostics import Diagnostics
from oktaprofile.plugin.engine.checking import check_config
from oktaprofile.plugin.schema import Attribute, Schema
from oktaprofile.plugin.types import NUMBER, STRING, List, Map, Set
from oktaprofile.plugin.validators import Each, Keys, NotEmpty, Pattern, Range, Unique, Validator
from oktaprofile.plugin.values import UNKNOWN


def said(type_: Any, validator: Validator, value: Any) -> list[tuple[Any, str]]:
    """(path, summary) of what the engine says of one value."""
    diagnostics = Diagnostics()
    schema = Schema({"x": Attribute(type_, optional=True, validators=(validator,))})
    check_config(schema, {"x": value}, diagnostics)
    return [(item.path, item.summary) for item in diagnostics.items]


WORD = Pattern("[a-z]+", "small letters")


@pytest.mark.parametrize(
    ("type_", "validator", "value", "path", "summary"),
    [
        (STRING, NotEmpty(), "", ("x",), "x is empty"),
        (STRING, NotEmpty(), " \t", ("x",), "x is empty"),
        (List(STRING), NotEmpty(), [], ("x",), "x is empty"),
        (Map(STRING), NotEmpty(), {}, ("x",), "x is empty"),
        (NUMBER, Range(0, 9), 10, ("x",), "x is out of range"),
        (NUMBER, Range(0), -0.5, ("x",), "x is out of range"),
        (NUMBER, Range(0, whole=True), 1.5, ("x",), "x is out of range"),
        (STRING, WORD, "A", ("x",), "x is not allowed"),
        (STRING, WORD, "a\n", ("x",), "x is not allowed"),
        (List(STRING), Unique(), ["a", UNKNOWN, "a"], ("x", 2), "x has an element twice"),
        (Set(STRING), Each(WORD), ["a", "B"], ("x", 1), "x has an element that is not allowed"),
        (List(STRING), Each(NotEmpty()), [None], ("x", 0), "x has an element that is null"),
        (Map(STRING), Each(NotEmpty()), {"a": ""}, ("x", "a"), "x has an element that is empty"),
        (Map(STRING), Keys(WORD), {"A": UNKNOWN}, ("x", "A"), "x has a name that is not allowed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_value_is_refused_at_its_path(
    type_: Any, validator: Validator, value: Any, path: Any, summary: str
) -> None:
    """The summary names the argument, the path leads to the element."""
    assert said(type_, validator, value) == [(path, summary)]


@pytest.mark.parametrize("value", [None, UNKNOWN])
def test_what_is_absent_or_unknown_is_not_judged(value: Any) -> None:
    """It is judged once it is known."""
    for type_, validator in ((STRING, NotEmpty()), (NUMBER, Range(1, 2)), (List(STRING), Each(WORD))):
        assert said(type_, validator, value) == []


def test_right_values_pass() -> None:
    """The bounds themselves are inside."""
    assert said(NUMBER, Range(0, 9), 0) == said(NUMBER, Range(0, 9), 9) == []
    assert said(List(STRING), Unique(), ["a", "b", UNKNOWN, UNKNOWN]) == []


def test_what_the_docs_say() -> None:
    """One sentence for each; nothing where it goes without saying."""
    assert Range(0, 86400, unit="seconds").description == "From 0 to 86400 seconds."
    assert Range(0, whole=True).description == "A whole number, 0 or more."
    assert Keys(WORD).description == "Each name: Small letters."
    assert NotEmpty().description == Each(NotEmpty()).description == ""
