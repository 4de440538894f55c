"""What a plan starts from and what replaces a resource: Terraform's rules, on plain values."""

from __future__ import annotations

from typing import Any

import pytest

from oktaprofile.plugin.engine.planning import fill_defaults, propose, replaced_paths
from oktaprofile.plugin.schema import Attribute, Nested
from oktaprofile.plugin.types import NUMBER, STRING, Set
from oktaprofile.plugin.values import UNKNOWN

ROW = {
    "text": Attribute(STRING, required=True),
    "mark": Attribute(STRING, computed=True),
    "level": Attribute(NUMBER, optional=True, default=1),
    "locked": Attribute(STRING, optional=True, requires_replace=True),
    "inner": Attribute(nested=Nested("single", {"stamp": Attribute(STRING, computed=True)}), optional=True),
}


def row(**values: Any) -> dict[str, Any]:
    """A row with all attributes, those not given null."""
    return {name: values.get(name) for name in ROW}


def test_a_new_object_has_defaults_and_unknowns() -> None:
    """On create, null arguments get their default and unset computed attributes are unknown."""
    assert propose(ROW, row(text="t"), None) == row(text="t", mark=UNKNOWN, level=1)


def test_an_existing_object_keeps_what_was_computed() -> None:
    """On update, unset computed attributes carry their prior value, null included."""
    prior = row(text="old", mark="m", level=7)
    assert propose(ROW, row(text="new"), prior) == row(text="new", mark="m", level=1)
    assert propose(ROW, row(text="new"), row(text="old"))["mark"] is None


def test_an_unknown_argument_stays_unknown() -> None:
    """Neither default nor prior value replaces what is unknown yet."""
    assert propose(ROW, row(text=UNKNOWN, level=UNKNOWN), row(text="x", level=3))["level"] is UNKNOWN


@pytest.mark.parametrize(
    ("mode", "config", "prior", "expected"),
    [
        ("single", row(text="t"), row(text="t", mark="m"), row(text="t", mark="m", level=1)),
        ("single", row(text="t"), None, row(text="t", mark=UNKNOWN, level=1)),
        (
            "map",
            {"a": row(text="t"), "new": row(text="n")},
            {"a": row(text="t", mark="m"), "gone": row(text="g", mark="g")},
            {"a": row(text="t", mark="m", level=1), "new": row(text="n", mark=UNKNOWN, level=1)},
        ),
        (
            "list",
            [row(text="changed"), row(text="second")],
            [row(text="t", mark="m")],
            [row(text="changed", mark="m", level=1), row(text="second", mark=UNKNOWN, level=1)],
        ),
    ],
)
def test_nested_objects_are_new_or_existing_each(mode: str, config: Any, prior: Any, expected: Any) -> None:
    """Existing elements, by key or index, keep what was computed; in new ones it is unknown."""
    attributes = {"rows": Attribute(nested=Nested(mode, ROW), optional=True)}
    assert propose(attributes, {"rows": config}, {"rows": prior}) == {"rows": expected}


def test_set_elements_are_found_again_by_their_content() -> None:
    """A set element whose configured part is as before keeps what was computed; a changed one is new."""
    attributes = {"rows": Attribute(nested=Nested("set", ROW), optional=True)}
    prior = [row(text="b", mark="mb", level=1), row(text="a", mark="ma", level=1)]
    config = [row(text="a"), row(text="changed")]
    assert propose(attributes, {"rows": config}, {"rows": prior})["rows"] == [
        row(text="a", mark="ma", level=1),
        row(text="changed", mark=UNKNOWN, level=1),
    ]


def test_unknowns_at_depth() -> None:
    """In a new element of a map, the computed attribute of an object inside it is unknown as well."""
    attributes = {"rows": Attribute(nested=Nested("map", ROW), optional=True)}
    config = {"rows": {"a": row(text="t", inner={"stamp": None}), "b": UNKNOWN}}
    proposed = propose(attributes, config, {"rows": {}})["rows"]
    assert proposed["a"]["inner"] == {"stamp": UNKNOWN}
    assert proposed["b"] is UNKNOWN


def test_a_wholly_unknown_or_null_collection_is_left_so() -> None:
    """There is nothing to complete in it yet."""
    attributes = {"rows": Attribute(nested=Nested("list", ROW), optional=True)}
    assert propose(attributes, {"rows": UNKNOWN}, None)["rows"] is UNKNOWN
    assert propose(attributes, {"rows": None}, {"rows": [row(text="t")]})["rows"] is None


def test_what_is_proposed_may_be_changed_in_place() -> None:
    """An author who writes into the proposal changes neither the prior state nor the schema's default."""
    attributes = {"tags": Attribute(Set(STRING), optional=True, default=["x"])}
    propose(attributes, {"tags": None}, None)["tags"].append("mine")
    assert attributes["tags"].default == ["x"]
    prior = {"tags": ["p"]}
    computed = {"tags": Attribute(Set(STRING), computed=True)}
    propose(computed, {"tags": None}, prior)["tags"].append("mine")
    assert prior == {"tags": ["p"]}


def test_defaults_of_a_data_source_at_every_depth() -> None:
    """A data source's config is completed with defaults, and nothing is made unknown."""
    attributes = {"rows": Attribute(nested=Nested("map", ROW), optional=True)}
    assert fill_defaults(attributes, {"rows": {"a": row(text="t")}}) == {
        "rows": {"a": row(text="t", level=1)}
    }


def replaced(mode: str, prior: Any, planned: Any) -> list[tuple[str | int, ...]]:
    """The paths that replace, for one nested attribute."""
    attributes = {"rows": Attribute(nested=Nested(mode, ROW), optional=True)}
    return list(replaced_paths(attributes, {"rows": prior}, {"rows": planned}))


def test_a_changed_attribute_replaces() -> None:
    """At the top: changed, set, unset or unknown, it replaces; unchanged it does not."""
    attributes = {"name": Attribute(STRING, optional=True, requires_replace=True)}
    for before, after in (("a", "b"), (None, "b"), ("a", None)):
        assert list(replaced_paths(attributes, {"name": before}, {"name": after})) == [("name",)]
    for after in ("a", UNKNOWN):  # what is unknown may turn out to be the same
        assert not list(replaced_paths(attributes, {"name": "a"}, {"name": after}))


@pytest.mark.parametrize(
    ("mode", "prior", "planned", "expected"),
    [
        ("single", row(locked="x"), row(locked="y"), [("rows", "locked")]),
        (
            "map",
            {"a": row(locked="x")},
            {"a": row(locked="y"), "new": row(locked="z")},
            [("rows", "a", "locked")],
        ),
        ("list", [row(locked="x")], [row(locked="x"), row(locked="z")], []),
        ("list", [row(locked="x"), row(locked="y")], [row(locked="y")], [("rows", 0, "locked")]),
        ("set", [row(locked="x")], [row(locked="x"), row(locked="z")], []),
        ("set", [row(locked="x")], [row(locked="z"), row(locked="x", text="t")], []),
        ("set", [row(locked="x")], [row(locked="z")], [("rows",)]),
        ("map", {"a": row(locked="x")}, None, []),
        ("map", None, {"a": row(locked="x")}, []),
    ],
)
def test_a_nested_attribute_replaces_with_its_path(
    mode: str, prior: Any, planned: Any, expected: Any
) -> None:
    """The path leads into the nested object; elements that come or go change no attribute; a set is named whole."""
    assert replaced(mode, prior, planned) == expected
