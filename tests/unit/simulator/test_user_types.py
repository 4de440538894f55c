"""User types: create, change, delete."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.simulator.calling import Api, make_api

ALL = "/api/v1/meta/types/user"


def test_list_starts_with_the_default_type(api: Api) -> None:
    """Found by `default`, named `user`; the second type of the demo is `contractor`."""
    types = api("GET", ALL).body
    assert [(one["name"], one["default"]) for one in types] == [("user", True), ("contractor", False)]
    assert list(types[0]) == [
        "id",
        "displayName",
        "name",
        "description",
        "createdBy",
        "lastUpdatedBy",
        "created",
        "lastUpdated",
        "default",
        "_links",
    ]


def test_created_type_has_a_schema_of_its_own(api: Api) -> None:
    """200; the schema's id shares the suffix, its title is the name (recorded)."""
    answer = api("POST", ALL, {"name": "guest", "displayName": "Guest", "description": "Visitors"})
    assert answer.status == 200
    schema_path = answer.body["_links"]["schema"]["href"].removeprefix("https://org.test")
    assert schema_path == f"/api/v1/meta/schemas/user/osc{answer.body['id'][3:]}"
    schema = api("GET", schema_path).body
    assert (schema["name"], schema["title"], schema["description"]) == ("guest", "guest", "Visitors")
    assert len(schema["definitions"]["base"]["properties"]) == 31


@pytest.mark.parametrize(
    "body", [{}, {"name": "guest"}, {"displayName": "Guest"}, {"name": "USER", "displayName": "x"}]
)
def test_refused(api: Api, body: dict[str, str]) -> None:
    """A missing name or display name, and a name in use."""
    assert api("POST", ALL, body).status == 400


def test_a_created_type_maps_nothing_that_it_does_not_have(api: Api) -> None:
    """Its rows are those of the default type, without a line whose attribute is of that type alone."""

    def lines(type_id: str) -> list[str]:
        [row] = [
            one
            for one in api("GET", "/api/v1/mappings").body
            if one["target"]["id"] == type_id and one["source"]["name"] == "ringcentral"
        ]
        return list(api("GET", f"/api/v1/mappings/{row['id']}").body["properties"])

    made = api("POST", ALL, {"name": "guest", "displayName": "Guest"}).body["id"]
    own = lines(api("GET", ALL).body[0]["id"])
    assert "phoneRole" in own
    assert lines(made) == [name for name in own if name != "phoneRole"]


def test_partial_and_full_change(api: Api) -> None:
    """POST keeps what isn't sent; PUT takes away the description; the name stays."""
    path = f"{ALL}/{api('GET', ALL).body[1]['id']}"
    assert api("POST", path, {"displayName": "Agency"}).body["description"] == "People from agencies"
    assert api("PUT", path, {"displayName": "Agency", "name": "contractor"}).body["description"] is None
    assert api("POST", path, {"name": "other"}).status == 400
    assert api("PUT", path, {"displayName": "Agency"}).status == 400


def test_deleted_type_is_gone(api: Api) -> None:
    """204, then 404 with the kind CVDType, its schema too."""
    one = api("GET", ALL).body[1]
    assert api("DELETE", f"{ALL}/{one['id']}").status == 204
    answer = api("GET", f"{ALL}/{one['id']}")
    assert answer.body["errorSummary"] == f"Not found: Resource not found: {one['id']} (CVDType)"
    assert api("GET", one["_links"]["schema"]["href"].removeprefix("https://org.test")).status == 404


def test_default_type_and_types_in_use_stay(api: Api) -> None:
    """Both are refused."""
    assert api("DELETE", f"{ALL}/{api('GET', ALL).body[0]['id']}").status == 400
    peopled = make_api(users=40)
    contractors = peopled("GET", ALL).body[1]["id"]
    assert peopled.org.users.count("type_id = ?", contractors) > 0
    assert peopled("DELETE", f"{ALL}/{contractors}").status == 400


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"type": "string"}, 200),
        ({"type": "string", "maxLength": 3}, 200),
        ({"type": "number"}, 400),
        ({"type": "array", "items": {"type": "string"}}, 400),
    ],
)
def test_an_attribute_has_one_data_type_in_all_user_types(
    api: Api, given: dict[str, Any], status: int
) -> None:
    """Okta's help: two types cannot have the same name with different data types."""
    schemas = [
        one["_links"]["schema"]["href"].removeprefix("https://org.test") for one in api("GET", ALL).body
    ]

    def add(path: str, definition: dict[str, Any]) -> int:
        properties = {"badge": {"title": "Badge", **definition}}
        return api("POST", path, {"definitions": {"custom": {"properties": properties}}}).status

    assert add(schemas[0], {"type": "string"}) == 200
    assert add(schemas[1], given) == status
