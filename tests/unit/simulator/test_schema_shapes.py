"""How a schema is shown: keys, order, omissions. The expected shapes restate recorded answers."""

from __future__ import annotations

import pytest

from tests.unit.simulator.calling import USER_SCHEMA_PATH, Api, custom, make_api

USER_BASE = [
    "login",
    "firstName",
    "lastName",
    "middleName",
    "honorificPrefix",
    "honorificSuffix",
    "email",
    "title",
    "displayName",
    "nickName",
    "profileUrl",
    "secondEmail",
    "mobilePhone",
    "primaryPhone",
    "streetAddress",
    "city",
    "state",
    "zipCode",
    "countryCode",
    "postalAddress",
    "preferredLanguage",
    "locale",
    "timezone",
    "userType",
    "employeeNumber",
    "costCenter",
    "organization",
    "division",
    "department",
    "managerId",
    "manager",
]


def test_user_schema_has_the_31_base_properties_in_order(api: Api) -> None:
    """The base of the default type, its required list, and the links to itself and its type."""
    schema = api("GET", USER_SCHEMA_PATH).body
    base = schema["definitions"]["base"]
    assert list(base["properties"]) == USER_BASE
    assert base["required"] == ["login", "firstName", "lastName", "email"]
    assert list(schema) == [
        "id",
        "$schema",
        "name",
        "title",
        "description",
        "lastUpdated",
        "created",
        "definitions",
        "type",
        "properties",
        "_links",
    ]
    type_id = schema["_links"]["type"]["href"].rpartition("/")[2]
    assert schema["_links"]["self"]["href"].rpartition("/")[2] == "osc" + type_id[3:]
    assert schema["id"] == "https://org.test/meta/schemas/user/default"


def test_base_property_as_recorded(api: Api) -> None:
    """primaryPhone: hidden from the user, 100 characters, master on every property."""
    properties = api("GET", USER_SCHEMA_PATH).body["definitions"]["base"]["properties"]
    assert properties["primaryPhone"] == {
        "title": "Primary phone",
        "type": "string",
        "mutability": "READ_WRITE",
        "scope": "NONE",
        "maxLength": 100,
        "permissions": [{"principal": "SELF", "action": "HIDE"}],
        "master": {"type": "PROFILE_MASTER"},
    }


def test_schema_by_its_own_id_shows_that_id(api: Api) -> None:
    """`id` repeats the form by which the schema was asked for."""
    own = api("GET", USER_SCHEMA_PATH).body["_links"]["self"]["href"].removeprefix("https://org.test")
    shown = api("GET", own).body
    assert shown["id"] == "https://org.test" + own.replace("/api/v1", "")


def test_app_schema_has_neither_links_nor_description(api: Api) -> None:
    """Top-level keys of an app schema, and its title made of the label."""
    schema = api("GET", api.schema_path("RingCentral")).body
    assert list(schema) == [
        "id",
        "$schema",
        "name",
        "title",
        "lastUpdated",
        "created",
        "definitions",
        "type",
        "properties",
    ]
    assert schema["title"] == "RingCentral User"


def test_custom_required_list_is_absent_without_custom_properties(api: Api) -> None:
    """An empty custom section has no `required`; one with properties has the list."""
    created = api("POST", "/api/v1/apps", {"label": "Plain", "signOnMode": "SAML_2_0"}).body
    path = f"/api/v1/meta/schemas/apps/{created['id']}/default"
    empty = {"id": "#custom", "type": "object", "properties": {}}
    assert api("GET", path).body["definitions"]["custom"] == empty
    added = api("POST", path, custom(one={"title": "One", "type": "string"})).body
    assert added["definitions"]["custom"]["required"] == []
    removed = api("POST", path, custom(one=None)).body
    assert removed["definitions"]["custom"] == empty


@pytest.mark.parametrize("switched_on", [True, False])
def test_master_is_on_all_properties_or_on_none(switched_on: bool) -> None:
    """The switch for attribute-level mastering shows on base and custom properties of every schema."""
    api = make_api(attribute_level_mastering=switched_on)
    paths = [
        USER_SCHEMA_PATH,
        *(api.schema_path(label) for label in ("RingCentral", "Workday", "Active Directory")),
    ]
    for path in paths:
        definitions = api("GET", path).body["definitions"]
        for section in ("base", "custom"):
            for name, definition in definitions[section]["properties"].items():
                assert ("master" in definition) == switched_on, (path, name)


def test_app_property_as_recorded() -> None:
    """An enum property on an org without attribute-level mastering: permissions, master and union vanish, the
    keys come in Okta's order.
    """
    api = make_api(attribute_level_mastering=False)
    sent = {
        "description": "a size",
        "enum": ["S", "M"],
        "master": {"type": "PROFILE_MASTER"},
        "maxLength": 50,
        "minLength": 1,
        "oneOf": [{"title": "Small", "const": "S"}, {"const": "M", "title": "Medium"}],
        "permissions": [{"action": "READ_ONLY", "principal": "SELF"}],
        "required": False,
        "scope": "NONE",
        "title": "Size",
        "type": "string",
        "union": "DISABLE",
    }
    shown = api("POST", api.schema_path("RingCentral"), custom(size=sent)).body["definitions"]["custom"][
        "properties"
    ]
    assert list(shown["size"].items()) == [
        ("title", "Size"),
        ("description", "a size"),
        ("type", "string"),
        ("scope", "NONE"),
        ("enum", ["S", "M"]),
        ("oneOf", [{"const": "S", "title": "Small"}, {"const": "M", "title": "Medium"}]),
        ("minLength", 1),
        ("maxLength", 50),
    ]
    assert list(shown["size"]["oneOf"][0]) == ["const", "title"]


def test_user_property_always_shows_mutability_scope_and_permissions(api: Api) -> None:
    """What a user schema adds to a custom property that was sent without them; permissions in Okta's key order."""
    sent = {"title": "One", "type": "string", "permissions": [{"action": "READ_WRITE", "principal": "SELF"}]}
    shown = api("POST", USER_SCHEMA_PATH, custom(one=sent)).body["definitions"]["custom"]["properties"]["one"]
    assert list(shown) == ["title", "type", "mutability", "scope", "permissions", "master"]
    assert list(shown["permissions"][0]) == ["principal", "action"]


@pytest.mark.parametrize(
    ("kind", "kept"), [("array", True), ("string", False)], ids=["kept on arrays", "dropped on scalars"]
)
def test_union_of_an_app_property(api: Api, kind: str, kept: bool) -> None:
    """`union` is stored on arrays of app schemas and silently dropped elsewhere."""
    items = {"items": {"type": "string"}} if kind == "array" else {}
    sent = {"title": "One", "type": kind, "union": "ENABLE", **items}
    shown = api("POST", api.schema_path("RingCentral"), custom(one=sent)).body["definitions"]["custom"][
        "properties"
    ]
    assert ("union" in shown["one"]) == kept


def test_union_is_dropped_on_user_schemas(api: Api) -> None:
    """A user schema has no union, not even on arrays."""
    sent = {"title": "One", "type": "array", "items": {"type": "string"}, "union": "ENABLE"}
    shown = api("POST", USER_SCHEMA_PATH, custom(one=sent)).body["definitions"]["custom"]["properties"]["one"]
    assert "union" not in shown


def test_group_schema_can_be_read(api: Api) -> None:
    """The default group schema has name and description."""
    shown = api("GET", "/api/v1/meta/schemas/group/default").body
    assert list(shown["definitions"]["base"]["properties"]) == ["name", "description"]
