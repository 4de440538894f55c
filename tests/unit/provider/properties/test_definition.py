"""Property definitions: what validate refuses, and the way to Okta's JSON and back."""

from __future__ import annotations

from typing import Any

import pytest

from oktaprofile.plugin.diagnostics import Diagnostics
from oktaprofile.plugin.engine.checking import check_config
from oktaprofile.plugin.schema import Attribute, Nested, Schema
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider.resources.app_user_properties.schema import AppUserProperties
from oktaprofile.provider.resources.properties import schema as shape
from oktaprofile.provider.resources.properties.document import differences, expand, flatten
from oktaprofile.provider.resources.properties.rules import check_definition, check_names


def problems(kind: str = shape.APP, **arguments: Any) -> list[tuple[Any, str]]:
    """(path, summary) of what validate says about a definition with these arguments."""
    diagnostics, definition = Diagnostics(), {**shape.empty(kind), "title": "T", **arguments}
    schema = Schema({"p": Attribute(nested=Nested("single", shape.attributes(kind)), required=True)})
    check_config(schema, {"p": definition}, diagnostics)
    check_definition(definition, kind, ("p",), diagnostics)
    return [(item.path, item.summary) for item in diagnostics.items]


@pytest.mark.parametrize(
    ("arguments", "argument", "summary"),
    [
        ({"title": " "}, "title", "title is empty"),
        ({"min_length": 5, "max_length": 4}, "min_length", "min_length is greater than max_length"),
        ({"min_length": -1}, "min_length", "min_length is out of range"),
        ({"max_length": 1.5}, "max_length", "max_length is out of range"),
        ({"type": "integer", "max_length": 4}, "max_length", "max_length is for strings"),
        ({"type": "array"}, "array_type", "array_type is missing"),
        ({"array_type": "string"}, "array_type", "array_type is for arrays"),
        ({"type": "array", "array_type": "string", "enum": ["a"]}, "enum", "enum is for strings and numbers"),
        ({"type": "boolean", "enum": ["true"]}, "enum", "enum is for strings and numbers"),
        ({"enum": []}, "enum", "enum is empty"),
        ({"enum": ["a", "a"]}, "enum", "A value twice in enum"),
        ({"enum": ["a", None]}, "enum", "A null in enum"),
        ({"type": "integer", "enum": ["1", "2.5"]}, "enum", "Wrong value in enum"),
        ({"type": "number", "enum": ["nan"]}, "enum", "Wrong value in enum"),
        ({"type": "number", "enum": ["1e400"]}, "enum", "Wrong value in enum"),
        ({"type": "number", "enum": ["1_0.5"]}, "enum", "Wrong value in enum"),
        ({"type": "number", "enum": ["0.12345678901234567890"]}, "enum", "Wrong value in enum"),
        ({"type": "array", "array_type": "integer", "array_enum": ["x"]}, "array_enum", "Wrong value in array_enum"),
        ({"enum": ["a", "b"], "one_of": [{"const": "b", "title": "B"}, {"const": "a", "title": "A"}]}, "one_of",
         "enum and one_of differ"),
        ({"union": "ENABLE"}, "union", "union is for arrays"),
        ({"kind": shape.USER, "pattern": "[a-z"}, "pattern", "pattern is not allowed"),
        ({"kind": shape.USER, "type": "integer", "pattern": ".+"}, "pattern", "pattern is for strings"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_wrong_definitions_are_refused_at_the_argument(
    arguments: dict[str, Any], argument: str, summary: str
) -> None:
    """Each rule points at the argument it is about."""
    assert (("p", argument), summary) in problems(**arguments)


@pytest.mark.parametrize(
    ("arguments", "summary"),
    [
        ({"master": "OVERRIDE"}, "master_priority is missing"),
        ({"master": "OVERRIDE", "master_priority": []}, "master_priority is missing"),
        ({"master": "OKTA", "master_priority": ["0oa1"]}, "master_priority without OVERRIDE"),
        ({"master_priority": ["0oa1"]}, "master_priority without OVERRIDE"),
        ({"master": "OVERRIDE", "master_priority": ["0oa1", "0oa1"]}, "master_priority has an element twice"),
        (
            {"master": "OVERRIDE", "master_priority": ["0oa1", ""]},
            "master_priority has an element that is empty",
        ),
    ],
)
def test_override_and_its_priority_belong_together(arguments: dict[str, Any], summary: str) -> None:
    """OVERRIDE without apps, apps without OVERRIDE, and an app named twice."""
    [(path, said)] = problems(shape.USER, **arguments)
    assert (path[:2], said) == (("p", "master_priority"), summary)


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"enum": ["", "S"]},
        {
            "type": "integer",
            "enum": ["-1", "2"],
            "one_of": [{"const": "-1", "title": "a"}, {"const": "2", "title": "b"}],
        },
        {"type": "number", "enum": ["1", "2.5", "1e3"]},
        {"type": "array", "array_type": "string", "array_enum": ["a"], "union": "DISABLE"},
        {"min_length": 0, "max_length": 0},
        {"type": UNKNOWN, "enum": ["x"], "union": "ENABLE", "max_length": 3, "array_type": "string"},
        {"enum": UNKNOWN, "one_of": [{"const": UNKNOWN, "title": UNKNOWN}]},
        {"min_length": UNKNOWN, "max_length": 4},
    ],
    ids=str,
)
def test_right_and_unknown_definitions_pass(arguments: dict[str, Any]) -> None:
    """Nothing that may be right is refused; unknown parts are passed over."""
    assert problems(**arguments) == []


def test_known_parts_are_checked_beside_unknown_ones() -> None:
    """A wrong value is found although another one is unknown."""
    assert problems(type="integer", enum=["x", UNKNOWN]) == [(("p", "enum"), "Wrong value in enum")]


@pytest.mark.parametrize("name", ["direct-number", "1st", "Téléphone", "a b", ""])
def test_names_are_ascii_identifiers(name: str) -> None:
    """What Okta refuses as a variable name is refused at validate."""
    diagnostics = Diagnostics()
    schema = AppUserProperties.schema
    config = {**dict.fromkeys(schema.attributes), "properties": {name: UNKNOWN}}
    check_config(schema, config, diagnostics)
    assert [item.path for item in diagnostics.items] == [("properties", name)]


def test_names_that_differ_in_case_clash() -> None:
    """Okta compares names without regard to case."""
    diagnostics = Diagnostics()
    check_names(["directNumber", "DirectNumber"], (), diagnostics)
    assert "differ only in case" in diagnostics.items[0].summary


def test_wait_is_bounded() -> None:
    """A negative wait is refused."""
    diagnostics = Diagnostics()
    schema = AppUserProperties.schema
    config = {**dict.fromkeys(schema.attributes), "name_release_timeout_seconds": -1}
    check_config(schema, config, diagnostics)
    assert [item.summary for item in diagnostics.items] == ["name_release_timeout_seconds is out of range"]


def test_a_whole_number_is_sent_as_it_is_written() -> None:
    """Also beyond 2^53, where a double would hold the neighbour: Okta got another value than the state says."""
    sent = expand({"title": "T", "type": "number", "enum": ["9007199254740993", "-7", "2e3", "0.1"]})
    assert sent["enum"] == [9007199254740993, -7, 2000, 0.1]


def test_expand_writes_numbers_as_json_numbers() -> None:
    """Enumerations of a number type are text in Terraform and numbers in Okta (recorded)."""
    made = expand(
        {"title": "T", "type": "number", "enum": ["1", "2.5"], "one_of": [{"const": "1", "title": "One"}]}
    )
    assert made["enum"] == [1, 2.5]
    assert made["oneOf"] == [{"const": 1, "title": "One"}]


def test_expand_nests_items_and_master() -> None:
    """Array arguments go into `items`, the source into `master`."""
    made = expand(
        {
            "title": "T",
            "type": "array",
            "array_type": "string",
            "array_enum": ["a"],
            "master": "OVERRIDE",
            "master_priority": ["0oa1"],
            "permissions": "HIDE",
        }
    )
    assert made == {
        "title": "T",
        "type": "array",
        "items": {"type": "string", "enum": ["a"]},
        "master": {"type": "OVERRIDE", "priority": [{"type": "APP", "value": "0oa1"}]},
        "permissions": [{"principal": "SELF", "action": "HIDE"}],
    }


def test_flatten_is_the_way_back() -> None:
    """Every argument survives the way to Okta's JSON and back."""
    definition = {
        "title": "T",
        "type": "array",
        "array_type": "integer",
        "array_enum": ["1", "2"],
        "array_one_of": [{"const": "1", "title": "One"}, {"const": "2", "title": "Two"}],
        "description": "D",
        "required": True,
        "scope": "NONE",
    }
    definition |= {"unique": True, "external_name": "e", "external_namespace": "n"}
    of_an_app = definition | {"union": "ENABLE"}
    of_an_app = shape.empty(shape.APP) | of_an_app | {"master": "PROFILE_MASTER"}
    assert flatten(expand(of_an_app), shape.APP) == of_an_app
    of_a_user = (
        shape.empty(shape.USER) | definition | {"master": "OVERRIDE", "master_priority": ["0oa2", "0oa1"]}
    )
    of_a_user |= {"permissions": "READ_WRITE", "pattern": "[a-z]+"}
    assert flatten(expand(of_a_user), shape.USER) == of_a_user


def test_a_user_property_offers_nothing_that_a_user_schema_never_stores() -> None:
    """Union is the app's: offered for user properties it would fail at every apply. What Okta's model of an attribute
    lists for both is offered for both.
    """
    assert "union" not in shape.attributes(shape.USER)
    assert {"external_name", "external_namespace", "unique"} <= set(shape.attributes(shape.USER))
    assert {"external_name", "external_namespace", "unique", "union"} <= set(shape.attributes(shape.APP))


def test_an_app_attribute_without_a_rule_on_uniqueness_shows_none() -> None:
    """An app schema never says that values need not be unique: an import has nothing there, a user's has false."""
    found = {"title": "T", "type": "string"}
    assert flatten(found, shape.APP)["unique"] is None
    assert flatten(found, shape.USER)["unique"] is False
    wanted = {**shape.empty(shape.APP), "title": "T", "type": "string", "unique": False}
    assert flatten(found, shape.APP, ["unique"], wanted)["unique"] is False


def test_flatten_keeps_the_spelling_that_means_the_same() -> None:
    """ "1.0" in the configuration and 1 in Okta are no difference."""
    wanted = {**shape.empty(shape.APP), "title": "T", "type": "number", "enum": ["1.0"]}
    found = {"title": "T", "type": "number", "enum": [1]}
    assert flatten(found, shape.APP, ["title", "type", "enum"], wanted)["enum"] == ["1.0"]
    assert flatten({**found, "enum": [2]}, shape.APP, ["enum"], wanted)["enum"] == ["2"]


@pytest.mark.parametrize(
    ("argument", "value", "found"),
    [
        ("required", False, {}),
        ("description", "", {}),
        ("union", "DISABLE", {}),
        ("unique", True, {"unique": "UNIQUE_VALIDATED"}),
        ("unique", False, {"unique": "NOT_UNIQUE"}),
        ("permissions", "HIDE", {"permissions": [{"action": "HIDE", "principal": "SELF"}]}),
    ],
)
def test_values_are_compared_by_meaning(argument: str, value: Any, found: dict[str, Any]) -> None:
    """Okta leaves out what is at rest and answers in words of its own: no difference."""
    assert differences({"title": "T", argument: value}, {"title": "T", **found}) == []


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"min_length": 0}, {}),
        ({"enum": ["a", "b"]}, {"enum": ["b", "a"]}),
        ({"required": True}, {}),
        ({"unique": True}, {"unique": "NOT_UNIQUE"}),
        ({"master": "OKTA"}, {"master": {"type": "PROFILE_MASTER"}}),
    ],
)
def test_real_differences_are_found(wanted: dict[str, Any], found: dict[str, Any]) -> None:
    """Order counts in an enumeration, zero is a value, and a dropped argument is a difference."""
    (difference,) = differences(wanted, found)
    assert difference.argument == next(iter(wanted))


def test_app_definitions_offer_no_user_arguments() -> None:
    """App schemas never return permissions, refuse patterns and know no override (recorded)."""
    assert not set(shape.USER_NAMES) & set(shape.attributes(shape.APP))
    assert "OVERRIDE" not in shape.attributes(shape.APP)["master"].one_of
