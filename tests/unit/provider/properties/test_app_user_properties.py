"""`oktaprofile_app_user_properties` against Okta's schemas in memory: what is planned, sent, stored and reported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider.resources.app_user_properties.schema import AppUserProperties

RESOURCE = AppUserProperties()


DIRECT = {"title": "Direct number", "max_length": 40}


def arguments(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"app_id": "0oa1", "properties": properties, **more}


def test_create_sends_what_is_configured_and_nothing_else(okta: Any, driver: Any) -> None:
    """One POST names the property with title, type and the configured arguments; nothing unset is sent."""
    driver.apply(RESOURCE, arguments({"directNumber": DIRECT}))
    assert okta.sent == [
        {
            "definitions": {
                "custom": {
                    "id": "#custom",
                    "type": "object",
                    "properties": {
                        "directNumber": {"title": "Direct number", "type": "string", "maxLength": 40}
                    },
                }
            }
        }
    ]


def test_create_takes_four_calls_for_a_hundred_properties(okta: Any, driver: Any) -> None:
    """One look-up of the app, one read, one write, one read-back, however many properties."""
    driver.apply(RESOURCE, arguments({f"a{number}": {"title": "A"} for number in range(100)}))
    assert okta.calls == [
        "listApplications",
        "getApplicationUserSchema",
        "updateApplicationUserProfile",
        "getApplicationUserSchema",
    ]
    assert len(okta.custom()) == 100


def test_state_is_the_plan(driver: Any) -> None:
    """What was planned is what is stored; arguments left out stay null, nothing is to be restored."""
    plan = driver.plan(RESOURCE, arguments({"directNumber": DIRECT}))
    assert plan.planned["id"] == "0oa1"
    assert plan.planned["restores"] == {}
    definition = plan.planned["properties"]["directNumber"]
    assert {name: value for name, value in definition.items() if value is not None} == {
        "title": "Direct number",
        "type": "string",
        "max_length": 40,
    }


def test_second_plan_changes_nothing(new_driver: Callable[[], Any]) -> None:
    """Create, refresh in a new process, plan: the planned state is the state."""
    applied = new_driver().apply(RESOURCE, arguments({"directNumber": DIRECT}))
    process = new_driver()
    refreshed = process.read(RESOURCE, applied)
    plan = process.plan(RESOURCE, arguments({"directNumber": DIRECT}), refreshed)
    assert refreshed.state == applied.state == plan.planned
    assert process.warnings() == []


def test_foreign_properties_are_left_alone(okta: Any, driver: Any) -> None:
    """An update and a destroy send nothing about properties that the resource does not name."""
    okta.custom()["foreign"] = {"title": "Foreign", "type": "string"}
    first = driver.apply(RESOURCE, arguments({"mine": {"title": "Mine"}}))
    second = driver.apply(RESOURCE, arguments({"mine": {"title": "Mine too"}}), first)
    driver.apply(RESOURCE, None, second)
    assert okta.custom() == {"foreign": {"title": "Foreign", "type": "string"}}
    assert all("foreign" not in str(body) for body in okta.sent)


def test_update_sends_only_what_differs(okta: Any, driver: Any) -> None:
    """Of two properties the unchanged one is not sent again."""
    first = driver.apply(RESOURCE, arguments({"a": {"title": "A"}, "b": {"title": "B"}}))
    driver.apply(RESOURCE, arguments({"a": {"title": "A"}, "b": {"title": "B2"}}), first)
    assert list(okta.sent[-1]["definitions"]["custom"]["properties"]) == ["b"]


def test_removed_name_is_deleted_with_a_warning(okta: Any, driver: Any) -> None:
    """Taking a name out of the map deletes the property; the plan says that the values go."""
    first = driver.apply(RESOURCE, arguments({"a": {"title": "A"}, "b": {"title": "B"}}))
    driver.plan(RESOURCE, arguments({"a": {"title": "A"}}), first)
    assert any("will be deleted" in text and "b of the app" in text for text in driver.warnings())
    driver.apply(RESOURCE, arguments({"a": {"title": "A"}}), first)
    assert list(okta.custom()) == ["a"]


def test_change_of_type_is_an_error_with_two_ways_out(driver: Any) -> None:
    """A map entry cannot be replaced alone: the plan fails and says what to do instead."""
    first = driver.apply(RESOURCE, arguments({"a": {"title": "A"}}))
    driver.plan(RESOURCE, arguments({"a": {"title": "A", "type": "integer"}}), first)
    (error,) = driver.errors()
    assert "The type of a" in error
    assert "another name" in error
    assert "second apply" in error


def test_master_without_attribute_level_sourcing_is_an_error(okta: Any, driver: Any) -> None:
    """In an org without masters Okta would drop the argument silently; the plan refuses it."""
    for definition in okta.schemas["0oa1"]["definitions"]["base"]["properties"].values():
        definition.pop("master")
    driver.plan(RESOURCE, arguments({"a": {"title": "A", "master": "OKTA"}}))
    assert "ATTRIBUTE_LEVEL_MASTERING" in driver.errors()[0]


def test_inactive_app_is_refused_at_plan(okta: Any, driver: Any) -> None:
    """The error names the app and its status."""
    okta.apps["0oa1"]["status"] = "INACTIVE"
    driver.plan(RESOURCE, arguments({"a": {"title": "A"}}))
    (error,) = driver.errors()
    assert "The app is not active" in error
    assert '"RingCentral" (0oa1)' in error


def test_unknown_app_is_refused_at_plan(driver: Any) -> None:
    """The error points at app_id and says where to get the id."""
    with pytest.raises(DiagnosticError) as raised:
        driver.plan(RESOURCE, arguments({"a": {"title": "A"}}) | {"app_id": "0oaGone"})
    assert raised.value.path == ("app_id",)
    assert "0oaGone" in raised.value.detail


def test_unknown_app_id_plans_without_asking(okta: Any, driver: Any) -> None:
    """An app that the same apply makes: nothing is read, `id` and `restores` are known after apply."""
    plan = driver.plan(RESOURCE, arguments({"a": {"title": "A"}}) | {"app_id": UNKNOWN})
    assert plan.planned["restores"] is UNKNOWN
    assert plan.planned["id"] is UNKNOWN
    assert plan.planned["properties"]["a"]["title"] == "A"
    assert okta.calls == []


def test_unknown_argument_of_an_existing_property_waits_for_apply(okta: Any, driver: Any) -> None:
    """What is unknown is not compared; it is planned as it is."""
    okta.custom()["a"] = {"title": "Other", "type": "string"}
    plan = driver.plan(RESOURCE, arguments({"a": {"title": UNKNOWN}}))
    assert driver.errors() == []
    assert plan.planned["properties"]["a"]["title"] is UNKNOWN


def test_deleted_outside_leaves_the_map(okta: Any, new_driver: Callable[[], Any]) -> None:
    """A refresh drops the property, and the plan adds it again."""
    applied = new_driver().apply(RESOURCE, arguments({"a": {"title": "A"}, "b": {"title": "B"}}))
    del okta.custom()["a"]
    process = new_driver()
    refreshed = process.read(RESOURCE, applied)
    assert list(refreshed.state["properties"]) == ["b"]
    plan = process.plan(RESOURCE, arguments({"a": {"title": "A"}, "b": {"title": "B"}}), refreshed)
    assert list(plan.planned["properties"]) == ["a", "b"]


def test_changed_outside_shows_managed_arguments_only(okta: Any, new_driver: Callable[[], Any]) -> None:
    """The state takes over what Okta has for a managed argument, and ignores what is not managed."""
    applied = new_driver().apply(RESOURCE, arguments({"a": {"title": "A"}}))
    okta.custom()["a"].update(title="Changed", description="Added by hand")
    refreshed = new_driver().read(RESOURCE, applied)
    assert refreshed.state["properties"]["a"]["title"] == "Changed"
    assert refreshed.state["properties"]["a"]["description"] is None


def test_app_gone_removes_the_resource_with_a_warning(okta: Any, new_driver: Callable[[], Any]) -> None:
    """A 404 of the schema on read: no error, the state is emptied, the warning tells the next step."""
    applied = new_driver().apply(RESOURCE, arguments({"a": {"title": "A"}}))
    del okta.schemas["0oa1"]
    process = new_driver()
    assert process.read(RESOURCE, applied) is None
    assert "The app 0oa1" in process.warnings()[0]


def test_destroy_after_the_app_is_gone_succeeds(okta: Any, new_driver: Callable[[], Any]) -> None:
    """Already gone is success."""
    applied = new_driver().apply(RESOURCE, arguments({"a": {"title": "A"}}))
    del okta.schemas["0oa1"]
    process = new_driver()
    process.apply(RESOURCE, None, applied)
    assert process.errors() == []


def test_two_owners_of_a_property_are_refused(driver: Any) -> None:
    """The second claim in one run fails, also in another case, and names the property."""
    driver.plan(RESOURCE, arguments({"a": {"title": "A"}, "b": {"title": "B"}}))
    assert driver.errors() == []
    driver.plan(RESOURCE, arguments({"B": {"title": "B"}}))
    (error,) = driver.errors()
    assert "Two resources own the same property" in error
    assert 'of the app "RingCentral" (' in error
    assert "B of the app" in error


def test_an_app_that_is_not_known_yet_leaves_only_that_open(driver: Any) -> None:
    """The plan shows the definitions as configured, and no argument that is left out as known after apply."""
    planned = driver.plan(RESOURCE, arguments({"a": {"title": "A"}}, app_id=UNKNOWN)).planned
    assert planned["id"] is UNKNOWN
    assert planned["restores"] is UNKNOWN
    assert planned["properties"]["a"] == {
        **dict.fromkeys(planned["properties"]["a"]),
        "title": "A",
        "type": "string",
    }


def test_an_app_that_may_be_the_same_replaces_nothing(driver: Any, new_driver: Callable[[], Any]) -> None:
    """app_id of a data source that is read during apply only: the plan stays in place, and is the final one then."""
    first = driver.apply(RESOURCE, arguments({"a": {"title": "A"}}))
    process = new_driver()
    wanted = {"a": {"title": "A2"}}
    early = process.plan(RESOURCE, arguments(wanted, app_id=UNKNOWN), first)
    assert early.requires_replace == []
    assert process.warnings() == []
    final = process.plan(RESOURCE, arguments(wanted), first)
    known = {name: value for name, value in early.planned.items() if value is not UNKNOWN}
    assert early.planned.keys() - known.keys() == {"app_id", "id"}
    assert known == {name: final.planned[name] for name in known}


def test_argument_taken_out_is_no_longer_managed(okta: Any, new_driver: Callable[[], Any]) -> None:
    """The plan warns that Okta keeps the value, nothing is sent, and the next plan is quiet."""
    first = new_driver().apply(RESOURCE, arguments({"a": {"title": "A", "description": "Old"}}))
    process = new_driver()
    plan = process.plan(RESOURCE, arguments({"a": {"title": "A"}}), first)
    assert any("Okta keeps" in text and '"Old"' in text for text in process.warnings())
    assert plan.planned["properties"]["a"]["description"] is None
    second = process.apply(RESOURCE, arguments({"a": {"title": "A"}}), first)
    assert okta.custom()["a"]["description"] == "Old"
    assert len(okta.sent) == 1
    after = new_driver()
    assert after.plan(RESOURCE, arguments({"a": {"title": "A"}}), second).planned == second.state
    assert after.warnings() == []


def test_a_list_of_values_that_okta_would_contradict_is_refused(
    okta: Any, new_driver: Callable[[], Any]
) -> None:
    """Okta wants one set of values in enum and oneOf: an enum beside another oneOf that stays is an error at plan."""
    titled = [{"const": "1", "title": "One"}]
    definition = {"title": "A", "type": "integer", "enum": ["1"], "one_of": titled}
    first = new_driver().apply(RESOURCE, arguments({"a": definition}))
    process = new_driver()
    process.plan(RESOURCE, arguments({"a": {"title": "A", "type": "integer", "enum": ["2"]}}), first)
    (error,) = process.errors()
    assert error.startswith("enum and one_of would differ")
    assert "[1]" in error
    assert "[2]" in error
    process = new_driver()
    process.plan(RESOURCE, arguments({"a": {"title": "A", "type": "integer", "enum": ["1"]}}), first)
    assert process.errors() == []
