"""Updating schemas: merge, deletion, quarantine, refusals, lost updates."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.simulator.calling import USER_SCHEMA_PATH, Api, base, custom, make_api

ONE = {
    "title": "One",
    "description": "first",
    "type": "string",
    "scope": "NONE",
    "minLength": 1,
    "maxLength": 20,
}
QUARANTINED = (
    "You cannot add the attribute with the variable name 'one' because the deletion process for an attribute with the "
    "same variable name is incomplete. Wait until the data clean up process finishes and then try again."
)


def properties(api: Api, path: str, section: str = "custom") -> dict[str, Any]:
    found: dict[str, Any] = api("GET", path).body["definitions"][section]["properties"]
    return found


@pytest.fixture(params=["app", "user"])
def path(request: pytest.FixtureRequest, api: Api) -> str:
    """A schema path of each kind; `api` is the same fixture instance as the test's."""
    return api.schema_path("RingCentral") if request.param == "app" else USER_SCHEMA_PATH


def test_merge_has_two_levels(api: Api, path: str) -> None:
    """What isn't mentioned stays: other properties, and other attributes of a mentioned one."""
    before = properties(api, path)
    api("POST", path, custom(one=ONE))
    api("POST", path, custom(one={"title": "Uno"}))
    after = properties(api, path)
    assert after["one"]["title"] == "Uno"
    assert {key: after["one"][key] for key in ONE if key != "title"} == {
        key: ONE[key] for key in ONE if key != "title"
    }
    assert {name: after[name] for name in before} == before


def test_null_removes_an_attribute_of_a_property(api: Api, path: str) -> None:
    """`null` inside a property takes that attribute away."""
    api("POST", path, custom(one=ONE))
    api("POST", path, custom(one={"description": None}))
    assert "description" not in properties(api, path)["one"]


def test_a_range_is_kept_and_holds(api: Api, path: str) -> None:
    """`minimum` and `maximum` of a number are shown, changed and cleared like a text's lengths; a text is no limit."""
    number = {"title": "One", "type": "number", "scope": "NONE", "minimum": 0, "maximum": 9.5}
    api("POST", path, custom(one=number))
    api("POST", path, custom(one={"minimum": 1}))
    shown = properties(api, path)["one"]
    assert (shown["minimum"], shown["maximum"]) == (1, 9.5)
    assert api("POST", path, custom(one={"minimum": "1"})).status == 400
    api("POST", path, custom(one={"maximum": None}))
    assert "maximum" not in properties(api, path)["one"]


def test_required_true_is_shown_twice_and_false_never(api: Api, path: str) -> None:
    """On the property and in the section's list; false in neither."""
    shown = api("POST", path, custom(one={**ONE, "required": True})).body["definitions"]["custom"]
    assert shown["properties"]["one"]["required"] is True
    assert "one" in shown["required"]
    shown = api("POST", path, custom(one={"required": False})).body["definitions"]["custom"]
    assert "required" not in shown["properties"]["one"]
    assert "one" not in shown["required"]


def test_lengths_of_zero_are_stored(api: Api, path: str) -> None:
    """0 is a value (recorded)."""
    shown = api("POST", path, custom(one={**ONE, "minLength": 0, "maxLength": 0})).body
    assert shown["definitions"]["custom"]["properties"]["one"]["maxLength"] == 0


def test_the_whole_document_can_be_posted_back(api: Api, path: str) -> None:
    """Read-only and unknown fields are ignored: posting a GET back changes nothing."""
    before = api("GET", path).body
    answer = api("POST", path, before)
    assert answer.status == 200
    assert answer.body["definitions"] == before["definitions"]


def test_deleted_name_is_quarantined(api: Api, path: str) -> None:
    """Adding a deleted name again is refused with Okta's words until the clean-up has ended."""
    api("POST", path, custom(one=ONE))
    api("POST", path, custom(one=None))
    refused = api("POST", path, custom(one=ONE))
    subject = "updateUserSchemas" if "user" in path else "updateAppUserSchemas"
    assert refused.status == 400
    assert refused.body["errorSummary"] == f"Api validation failed: {subject}"
    assert refused.causes == [QUARANTINED]
    assert api("POST", path, custom(ONE=ONE)).status == 400  # whatever the case
    api.clock.advance(2)
    assert api("POST", path, custom(one=ONE)).status == 200


def test_quarantine_holds_per_schema(api: Api) -> None:
    """The same name in another schema is free."""
    api("POST", api.schema_path("RingCentral"), custom(one=ONE))
    api("POST", api.schema_path("RingCentral"), custom(one=None))
    assert api("POST", api.schema_path("Workday"), custom(one=ONE)).status == 200


def test_deleting_an_absent_property_changes_nothing(api: Api, path: str) -> None:
    """200, and no quarantine for a name that wasn't there."""
    assert api("POST", path, custom(one=None)).status == 200
    assert api("POST", path, custom(one=ONE)).status == 200


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (custom(one={"title": "One", "type": "object"}), "Schema is invalid."),
        (custom(one={"type": "string"}), "Schema is invalid."),
        (custom(one="text"), "Schema is invalid."),
        (custom(one={"title": "One", "type": "array"}), "Items not present for array property: one"),
        (custom(**{"not valid": ONE}), "not valid"),
        (base(nothing={"title": "One", "type": "string"}), "Base property nothing"),
        (custom(one={**ONE, "master": {"type": "SOMEBODY"}}), "profile source of property one"),
    ],
    ids=["type", "title", "text", "items", "name", "base", "master"],
)
def test_refused_and_nothing_stored(api: Api, path: str, body: dict[str, Any], part: str) -> None:
    """A property that makes no sense is refused, and the whole request with it."""
    before = api("GET", path).body
    body["definitions"].setdefault("custom", {"properties": {}})["properties"]["fine"] = ONE
    refused = api("POST", path, body)
    assert refused.status == 400
    assert part in refused.causes[0]
    assert api("GET", path).body == before


def choices(kind: str, enum: object = None, titled: object = None) -> dict[str, Any]:
    """A property with these values."""
    one_of = [{"const": value, "title": str(value)} for value in titled or ()] or None
    return {**ONE, "type": kind, "enum": enum, "oneOf": one_of}


@pytest.mark.parametrize(
    ("definition", "status"),
    [
        (choices("string", ["1", "2"], ["1", "2"]), 200),
        (choices("string", ["1", "2"], ["2", "1"]), 400),
        (choices("string", ["1"], ["4"]), 400),
        (choices("string", ["1", "1"]), 400),
        (choices("string", titled=["1", "1"]), 400),
        (choices("integer", [5, 10], [5, 10]), 200),
        (choices("integer", ["5", "10"]), 400),
        (choices("number", [0.5, 1]), 200),
        (choices("boolean", [True]), 400),
        (
            {**ONE, "type": "array", "items": {"type": "string", "enum": ["1"], "oneOf": [{"const": "4"}]}},
            400,
        ),
        ({**ONE, "type": "array", "items": {"type": "integer", "enum": [1, 2]}}, 200),
        (choices("integer", [True]), 400),
        ({**ONE, "oneOf": ["1"]}, 400),
        ({**ONE, "type": "array", "items": {"type": "string", "oneOf": [None]}}, 400),
    ],
)
def test_values_allowed_have_to_make_sense(
    api: Api, path: str, definition: dict[str, Any], status: int
) -> None:
    """Each once, of the type, and the same in `enum` and `oneOf`, as Okta's schema reference has it."""
    assert api("POST", path, custom(one=definition)).status == status


def test_names_clash_whatever_their_case(api: Api, path: str) -> None:
    """With a custom property and with a base property."""
    api("POST", path, custom(one=ONE))
    assert "already exists" in api("POST", path, custom(ONE=ONE)).causes[0]
    taken = "USERNAME" if "apps" in path else "Login"
    assert "already exists" in api("POST", path, custom(**{taken: ONE})).causes[0]


def test_reserved_names_are_refused_for_users(api: Api, path: str) -> None:
    """Whatever their case; an app may have them."""
    answer = api("POST", path, custom(lastUpdated=ONE))
    assert answer.status == (200 if "apps" in path else 400)


def test_type_cannot_change(api: Api, path: str) -> None:
    """Of a custom and of a base property."""
    api("POST", path, custom(one=ONE))
    assert "data type" in api("POST", path, custom(one={**ONE, "type": "integer"})).causes[0]
    name = "userName" if "apps" in path else "login"
    assert "data type" in api("POST", path, base(**{name: {"type": "integer"}})).causes[0]


def test_scope_of_an_app_property_is_fixed_and_of_a_user_property_is_not(api: Api) -> None:
    """Documented for apps, recorded for users."""
    for where, expected in ((api.schema_path("RingCentral"), "NONE"), (USER_SCHEMA_PATH, "SELF")):
        api("POST", where, custom(one=ONE))
        api("POST", where, custom(one={"scope": "SELF"}))
        assert properties(api, where)["one"]["scope"] == expected


def test_pattern_is_refused_on_app_schemas(api: Api) -> None:
    """Pull request 606 of the official provider."""
    refused = api("POST", api.schema_path("RingCentral"), custom(one={**ONE, "pattern": "a+"}))
    assert refused.status == 400


def test_at_most_five_unique_properties_per_user_type(api: Api) -> None:
    """`true` is stored as UNIQUE_VALIDATED; the sixth is refused."""
    many = {f"u{number}": {**ONE, "unique": True} for number in range(5)}
    shown = api("POST", USER_SCHEMA_PATH, custom(**many)).body["definitions"]["custom"]["properties"]
    assert shown["u0"]["unique"] == "UNIQUE_VALIDATED"
    assert "unique" in api("POST", USER_SCHEMA_PATH, custom(u5={**ONE, "unique": True})).causes[0]


def test_base_property_of_a_user_type(api: Api) -> None:
    """Permissions, nullability of the names and the login pattern can be written; a title is ignored."""
    shown = api(
        "POST",
        USER_SCHEMA_PATH,
        base(
            firstName={"title": "Other", "type": "string", "required": False},
            login={"pattern": "[a-z]+", "required": False},
            mobilePhone={"permissions": [{"principal": "SELF", "action": "READ_ONLY"}]},
        ),
    ).body["definitions"]["base"]
    assert shown["properties"]["firstName"]["title"] == "First name"
    assert shown["required"] == ["login", "lastName", "email"]
    assert shown["properties"]["login"]["pattern"] == "[a-z]+"
    assert shown["properties"]["mobilePhone"]["permissions"] == [{"principal": "SELF", "action": "READ_ONLY"}]
    cleared = api("POST", USER_SCHEMA_PATH, base(login={"pattern": None})).body["definitions"]["base"]
    assert "pattern" not in cleared["properties"]["login"]


def test_base_property_of_an_app(api: Api) -> None:
    """`required` toggles (recorded), except of the user name."""
    path = api.schema_path("RingCentral")
    shown = api("POST", path, base(givenName={"required": True}, userName={"required": False})).body
    assert shown["definitions"]["base"]["required"] == ["userName", "givenName"]


def override(api: Api, *labels: str) -> dict[str, Any]:
    return {"type": "OVERRIDE", "priority": [{"type": "APP", "value": api.app(label).id} for label in labels]}


@pytest.mark.parametrize(
    ("answer", "status", "stored"), [("accept", 200, True), ("ignore", 200, False), ("reject", 400, False)]
)
def test_master_of_a_base_property(answer: str, status: int, stored: bool) -> None:
    """Each answer of the switch; posting the master that is there is accepted under all of them (recorded)."""
    api = make_api(base_master=answer)
    master = override(api, "RingCentral", "Workday")
    assert (
        api("POST", USER_SCHEMA_PATH, base(primaryPhone={"master": {"type": "PROFILE_MASTER"}})).status == 200
    )
    assert api("POST", USER_SCHEMA_PATH, base(primaryPhone={"master": master})).status == status
    shown = properties(api, USER_SCHEMA_PATH, "base")["primaryPhone"]["master"]
    assert (shown == master) == stored


def test_master_of_a_custom_property_does_not_depend_on_the_switch() -> None:
    """An override on a custom property is stored even where base properties refuse it."""
    api = make_api(base_master="reject")
    master = override(api, "Workday")
    shown = api("POST", USER_SCHEMA_PATH, custom(one={**ONE, "master": master})).body
    assert shown["definitions"]["custom"]["properties"]["one"]["master"] == master


def test_master_is_dropped_without_attribute_level_mastering() -> None:
    """200, and nothing about it in the answer (recorded)."""
    api = make_api(attribute_level_mastering=False)
    answer = api("POST", USER_SCHEMA_PATH, base(primaryPhone={"master": override(api, "RingCentral")}))
    assert answer.status == 200
    assert "master" not in answer.body["definitions"]["base"]["properties"]["primaryPhone"]


@pytest.mark.parametrize("priority", [None, [], ["unknown"], ["RingCentral", "RingCentral"]])
def test_override_needs_known_different_apps(api: Api, priority: list[str] | None) -> None:
    """No priority, an empty one, an unknown app, the same app twice."""
    master: dict[str, Any] = {"type": "OVERRIDE"}
    if priority is not None:
        apps = [api.app(label).id if label != "unknown" else "0oaunknown" for label in priority]
        master["priority"] = [{"type": "APP", "value": app_id} for app_id in apps]
    assert api("POST", USER_SCHEMA_PATH, base(primaryPhone={"master": master})).status == 400


def test_a_mapped_property_cannot_be_deleted(api: Api) -> None:
    """Neither as the source of an expression nor as a target; the text names what it fills."""
    refused = api("POST", api.schema_path("Workday"), custom(workPhone=None))
    assert refused.causes == [
        "Property workPhone cannot be deleted. It is used to populate user.primaryPhone."
    ]
    refused = api("POST", api.schema_path("RingCentral"), custom(jobTitle=None))
    assert refused.causes == [
        "Property jobTitle cannot be deleted. It is used to populate ringcentral.jobTitle."
    ]
    refused = api("POST", USER_SCHEMA_PATH, custom(badgeNumber=None))
    assert refused.causes == [
        "Property badgeNumber cannot be deleted. It is used to populate user.badgeNumber."
    ]
    for mapping in api.org.mappings.of_app(api.app("Workday").id):
        unmapped = {"properties": {"primaryPhone": None}}
        assert api("POST", f"/api/v1/mappings/{mapping.id}", unmapped).status == 200
    assert api("POST", api.schema_path("Workday"), custom(workPhone=None)).status == 200


def test_values_go_with_their_property() -> None:
    """What people had in a deleted property is not there when it comes back."""
    api = make_api(users=20)
    app_id, path = api.app("RingCentral").id, api.schema_path("RingCentral")
    app_user = api.org.app_users.where("app_id = ?", app_id)[0]
    api("POST", path, custom(one=ONE))
    app_user.profile["one"] = "kept?"
    api.org.app_users.put(app_user)
    api("POST", path, custom(one=None))
    api.clock.advance(2)
    api("POST", path, custom(one=ONE))
    shown = api("GET", f"/api/v1/apps/{app_id}/users/{app_user.user_id}").body
    assert shown["profile"]["one"] is None
    assert shown["profile"]["email"] == app_user.profile["email"]


def test_the_last_of_two_writers_wins(api: Api) -> None:
    """A write that began before another was stored puts back the document it read: the other one's property is lost,
    and both answers show only their own (recorded).
    """
    path = api.schema_path("RingCentral")
    inner: list[Any] = []

    def other_writer() -> None:
        api.during_pause = lambda: None
        inner.append(api_in_thread("POST", path, custom(two=ONE)))

    def api_in_thread(*call: Any) -> Any:
        import threading

        answers: list[Any] = []
        thread = threading.Thread(target=lambda: answers.append(api(*call)))  # asyncio.run can't nest
        thread.start()
        thread.join()
        return answers[0]

    api.during_pause = other_writer
    outer = api("POST", path, custom(one=ONE))
    assert [inner[0].status, outer.status] == [200, 200]
    assert "two" in inner[0].body["definitions"]["custom"]["properties"]
    assert {"one", "two"} & outer.body["definitions"]["custom"]["properties"].keys() == {"one"}
    assert "two" not in properties(api, path)


@pytest.mark.parametrize("label", ["Okta Workflows", None], ids=["one of Okta's own", "unknown"])
def test_no_schema(api: Api, label: str | None) -> None:
    """404 with the kind AppInstance."""
    app_id = api.app(label).id if label else "0oanothing"
    answer = api("GET", f"/api/v1/meta/schemas/apps/{app_id}/default")
    assert answer.status == 404
    assert answer.body["errorSummary"] == f"Not found: Resource not found: {app_id} (AppInstance)"


def test_malformed_body(api: Api) -> None:
    """E0000003 for what is no JSON object."""
    for body in (b"{", b"", b"[]"):
        assert api("POST", USER_SCHEMA_PATH, body).body["errorCode"] == "E0000003"


def test_a_write_is_logged(api: Api) -> None:
    """The System Log names the schema's owner."""
    api("POST", api.schema_path("RingCentral"), custom(one=ONE))
    events = [row.document for row in api.org.logs.all()]
    assert events[-1]["eventType"] == "directory.app_user_profile.update"
    assert events[-1]["target"][0]["id"] == api.app("RingCentral").id
