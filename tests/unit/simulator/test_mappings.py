"""Profile mappings: rows, lists, checks, atomicity."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.simulator.calling import Api, custom, make_api

SEED = '(appuser.directNumber != null ? appuser.directNumber : "") + "#" + appuser.extensionNumber'


def value(expression: str, status: str = "PUSH") -> dict[str, str]:
    return {"expression": expression, "pushStatus": status}


def stored(api: Api, path: str) -> dict[str, Any]:
    found: dict[str, Any] = api("GET", path).body["properties"]
    return found


def with_attributes(api: Api) -> Api:
    attribute = {"title": "Number", "type": "string"}
    api("POST", api.schema_path("RingCentral"), custom(directNumber=attribute, extensionNumber=attribute))
    return api


def test_a_row_per_app_type_and_direction(api: Api) -> None:
    """Four apps and two user types make sixteen rows, sorted by id."""
    rows = api("GET", "/api/v1/mappings?limit=200").body
    assert len(rows) == 16
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert len({(row["source"]["id"], row["target"]["id"]) for row in rows}) == 16


def test_list_items_have_no_properties(api: Api) -> None:
    """Sides with id, name, type and links; properties only on the row itself."""
    row = api("GET", f"/api/v1/mappings?sourceId={api.app('RingCentral').id}").body[0]
    app_id = api.app("RingCentral").id
    assert list(row) == ["id", "source", "target", "_links"]
    assert row["source"] == {
        "id": app_id,
        "name": "ringcentral",
        "type": "appuser",
        "_links": {
            "self": {"href": f"https://org.test/api/v1/apps/{app_id}"},
            "schema": {"href": f"https://org.test/api/v1/meta/schemas/apps/{app_id}/default"},
        },
    }
    assert list(api("GET", f"/api/v1/mappings/{row['id']}").body) == [
        "id",
        "source",
        "target",
        "properties",
        "_links",
    ]


def test_links_drop_the_filter(api: Api) -> None:
    """A filtered first page leads to unfiltered ones; `after` stands first in the next link (recorded)."""
    target = api.org.user_types.default().id
    answer = api("GET", f"/api/v1/mappings?targetId={target}&limit=2")
    assert {row["target"]["id"] for row in answer.body} == {target}
    assert answer.links() == {
        "self": "/api/v1/mappings?limit=2",
        "next": f"/api/v1/mappings?after={answer.body[-1]['id']}&limit=2",
    }
    following = api("GET", answer.links()["next"]).body
    assert {row["target"]["id"] for row in following} != {target}
    assert api("GET", "/api/v1/mappings").links() == {"self": "/api/v1/mappings?limit=20"}


def test_both_filters_hold_together(api: Api) -> None:
    """Source and target at once find the one row."""
    default = api.org.user_types.default().id
    rows = api("GET", f"/api/v1/mappings?sourceId={api.app('Workday').id}&targetId={default}").body
    assert len(rows) == 1


@pytest.mark.parametrize("wrong", ["oscNotAType", "ringcentral", "otyunknown"])
def test_ids_of_neither_kind_are_refused(api: Api, wrong: str) -> None:
    """400 in the words of user reports."""
    answer = api("GET", f"/api/v1/mappings?sourceId={wrong}")
    assert answer.status == 400
    assert answer.body["errorSummary"].startswith("The request was not valid: Invalid source or target id.")


def test_switched_off_api() -> None:
    """401 E0000015 on every operation."""
    api = make_api(mappings_api=False)
    path = api.mapping_path("RingCentral")
    for answer in (api("GET", "/api/v1/mappings"), api("GET", path), api("POST", path, {"properties": {}})):
        assert (answer.status, answer.body["errorCode"]) == (401, "E0000015")


def test_unknown_mapping(api: Api) -> None:
    """404 with the kind ProfileMapping."""
    answer = api("GET", "/api/v1/mappings/prmnothing")
    assert answer.body["errorSummary"] == "Not found: Resource not found: prmnothing (ProfileMapping)"


def test_a_write_is_partial_and_keeps_expressions_verbatim(api: Api) -> None:
    """Others stay; the text comes back as it was sent, trailing blank included."""
    with_attributes(api)
    path = api.mapping_path("RingCentral")
    before = stored(api, path)
    answer = api(
        "POST", path, {"id": "ignored", "source": {}, "properties": {"primaryPhone": value(SEED + " ")}}
    )
    assert answer.body["properties"] == {**before, "primaryPhone": value(SEED + " ")}
    assert answer.body == api("GET", path).body


@pytest.mark.parametrize("removal", [None, {}, {"expression": None, "pushStatus": None}])
def test_null_removes(api: Api, removal: Any) -> None:
    """A null property, or one with both fields null."""
    path = api.mapping_path("RingCentral")
    answer = api("POST", path, {"properties": {"email": removal}})
    assert answer.status == 200
    assert "email" not in answer.body["properties"]
    assert "login" in answer.body["properties"]


@pytest.mark.parametrize("body", [{}, {"properties": {}}, {"properties": None}])
def test_nothing_to_change(api: Api, body: Any) -> None:
    """200, and all stays."""
    path = api.mapping_path("RingCentral")
    before = stored(api, path)
    assert api("POST", path, body).body["properties"] == before


@pytest.mark.parametrize(
    ("properties", "cause"),
    [
        ({"nope": value("appuser.nothing", "DONT_PUSH")}, "Invalid target field nope"),
        (
            {"nickName": value("appuser.nothing", "DONT_PUSH")},
            "Profile mastering enabled apps support push status only",
        ),
        ({"nickName": value("appuser.nothing")}, "Invalid properties in expression appuser.nothing"),
        ({"nickName": value("user.email")}, "Invalid properties in expression user.email"),
        ({"nickName": value("Engineer")}, "Invalid properties in expression Engineer"),
        ({"nickName": value("appuser.email +")}, "Invalid properties in expression appuser.email +"),
    ],
    ids=["target", "push status", "attribute", "prefix", "bare", "syntax"],
)
def test_checks_come_in_order_and_nothing_is_stored(api: Api, properties: dict[str, Any], cause: str) -> None:
    """Target before push status before expression; a good property beside a bad one isn't stored either."""
    path = api.mapping_path("RingCentral")
    before = stored(api, path)
    answer = api("POST", path, {"properties": {"displayName": value("appuser.email"), **properties}})
    assert answer.status == 400
    assert answer.body["errorSummary"] == "Api validation failed: updateMapping"
    assert answer.causes == [cause]
    assert stored(api, path) == before


def test_push_is_for_profile_sources_only(api: Api) -> None:
    """Active Directory is none: its mapping to Okta takes DONT_PUSH only."""
    path = api.mapping_path("Active Directory")
    refused = api("POST", path, {"properties": {"nickName": value("appuser.email")}})
    assert refused.causes == ["Push status is allowed for profile mastering enabled apps only"]
    assert api("POST", path, {"properties": {"nickName": value("appuser.email", "DONT_PUSH")}}).status == 200


@pytest.mark.parametrize("status", ["PUSH", "DONT_PUSH"])
def test_to_an_app_both_push_statuses_are_accepted(api: Api, status: str) -> None:
    """Whatever the app's features."""
    path = api.mapping_path("Active Directory", "to_app")
    properties = {"telephoneNumber": value("user.primaryPhone", status)}
    assert (
        api("POST", path, {"properties": properties}).body["properties"]["telephoneNumber"]["pushStatus"]
        == status
    )


def test_source_is_a_root_in_both_directions(api: Api) -> None:
    """`source.x` names the source's profile (recorded)."""
    assert (
        api(
            "POST", api.mapping_path("RingCentral"), {"properties": {"nickName": value("source.email")}}
        ).status
        == 200
    )
    path = api.mapping_path("Active Directory", "to_app")
    assert api("POST", path, {"properties": {"telephoneNumber": value("source.primaryPhone")}}).status == 200


def test_mappings_follow_a_switch_of_profile_mastering(api: Api) -> None:
    """A source that is switched off leaves DONT_PUSH behind, and the rules turn round."""
    from oktaprofile.simulator.control.load import load

    load(api.org, {"apps": [{"id": api.app("RingCentral").id, "switches": {"profile_mastering": False}}]})
    path = api.mapping_path("RingCentral")
    assert {one["pushStatus"] for one in stored(api, path).values()} == {"DONT_PUSH"}
    assert api("POST", path, {"properties": {"nickName": value("appuser.email")}}).status == 400


def test_mappings_come_and_go_with_apps_and_types(api: Api) -> None:
    """A new user type has rows with every app; a deleted app has none left."""
    created = api("POST", "/api/v1/meta/types/user", {"name": "guest", "displayName": "Guest"}).body
    rows = api("GET", f"/api/v1/mappings?limit=200&targetId={created['id']}").body
    assert len(rows) == 4
    app_id = api.app("Workday").id
    api("POST", f"/api/v1/apps/{app_id}/lifecycle/deactivate")
    api("DELETE", f"/api/v1/apps/{app_id}")
    assert api("GET", f"/api/v1/mappings/{rows[0]['id']}").status == 404
    assert not api.org.mappings.of_app(app_id)
