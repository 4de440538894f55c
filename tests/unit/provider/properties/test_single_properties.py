"""`oktaprofile_app_user_property` and `oktaprofile_user_property`: replacement, ownership, user types, import."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.resource import Applied
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider.resources.app_user_properties.schema import AppUserProperties
from oktaprofile.provider.resources.app_user_property.schema import AppUserProperty
from oktaprofile.provider.resources.user_property.schema import UserProperty
from oktaprofile.provider.run.pending import IN_PLACE, app_schema_key

APP = AppUserProperty()
USER = UserProperty()
SITE = {"app_id": "0oa1", "name": "site", "title": "Site"}
BADGE = {"name": "badge", "title": "Badge"}


def test_create_read_destroy(okta: Any, new_driver: Callable[[], Any]) -> None:
    """One property comes, stays as it is, and goes again."""
    applied = new_driver().apply(APP, SITE)
    assert applied.state["id"] == "0oa1/site"
    assert applied.state["restores"] is None
    process = new_driver()
    assert process.read(APP, applied).state == applied.state
    assert process.plan(APP, SITE, applied).planned == applied.state
    process.apply(APP, None, applied)
    assert okta.custom() == {}


@pytest.mark.parametrize(
    "change", [{"type": "integer"}, {"type": "array", "array_type": "string"}, {"scope": "SELF"}], ids=str
)
def test_what_okta_cannot_change_replaces_the_app_property(
    okta: Any, driver: Any, change: dict[str, str]
) -> None:
    """The plan asks for replacement of the argument and says what it costs."""
    okta.after_write = lambda schema: schema["definitions"]["custom"]["properties"]["site"].setdefault(
        "scope", "NONE"
    )
    applied = driver.apply(APP, SITE)
    plan = driver.plan(APP, {**SITE, **change}, applied)
    assert (next(iter(change)),) in plan.requires_replace
    (warning,) = driver.warnings()
    assert "deleted and added again" in warning
    assert "300 s" in warning


def test_scope_as_okta_has_it_does_not_replace(okta: Any, driver: Any) -> None:
    """Beginning to manage an argument with the value that Okta has changes nothing there."""
    okta.after_write = lambda schema: schema["definitions"]["custom"]["properties"]["site"].setdefault(
        "scope", "NONE"
    )
    applied = driver.apply(APP, SITE)
    plan = driver.plan(APP, {**SITE, "scope": "NONE"}, applied)
    assert plan.requires_replace == []
    assert driver.warnings() == []


def test_scope_of_a_user_property_changes_in_place(okta: Any, driver: Any) -> None:
    """Recorded: user schemas take another scope; nothing is replaced."""
    applied = driver.apply(USER, {**BADGE, "scope": "SELF"})
    plan = driver.plan(USER, {**BADGE, "scope": "NONE"}, applied)
    assert plan.requires_replace == []
    driver.apply(USER, {**BADGE, "scope": "NONE"}, applied)
    assert okta.custom("default")["badge"]["scope"] == "NONE"


@pytest.mark.parametrize("plural", [True, False])
def test_letting_go_puts_back_what_was_written_and_nothing_else(
    okta: Any, driver: Any, new_driver: Callable[[], Any], *, plural: bool
) -> None:
    """Arguments that the configuration sets, or once set, get their previous value; by hand or by an override of the
    source somebody changed the others meanwhile, and that stays.
    """
    previous = {
        "title": "Before",
        "type": "string",
        "description": "before",
        "master": {"type": "PROFILE_MASTER"},
    }
    okta.custom()["site"] = dict(previous)
    resource: Any = AppUserProperties() if plural else APP

    def arguments(**site: Any) -> dict[str, Any]:
        common = {"app_id": "0oa1", "adopt_existing": True}
        inside = {"type": "string", **site}
        return {**common, "properties": {"site": inside}} if plural else {**common, "name": "site", **inside}

    applied = driver.apply(resource, arguments(title="Site", max_length=10))
    applied = new_driver().apply(resource, arguments(title="Site", description="ours"), applied)
    okta.custom()["site"] |= {"master": {"type": "OKTA"}, "minLength": 3}
    new_driver().apply(resource, None, applied)
    assert okta.custom()["site"] == {**previous, "master": {"type": "OKTA"}, "minLength": 3}


def test_a_lost_write_that_only_clears_is_sent_again(
    okta: Any, driver: Any, new_driver: Callable[[], Any]
) -> None:
    """What letting go takes away is proved too: another writer may have put it back."""
    previous = {"title": "Site", "type": "string"}
    okta.custom()["site"] = dict(previous)
    applied = driver.apply(APP, {**SITE, "adopt_existing": True, "max_length": 10})
    lost = dict(okta.custom()["site"])
    write, posts = okta.update_application_user_profile, []

    def overwritten_once(app_id: str, body: dict[str, Any]) -> Any:
        answer = write(app_id, body)
        posts.append(body)
        if len(posts) == 1:
            okta.custom()["site"] = lost
        return answer

    okta.update_application_user_profile = overwritten_once
    process = new_driver()
    process.apply(APP, None, applied)
    assert len(posts) == 2
    assert okta.custom()["site"] == previous
    assert process.warnings() == []


def test_another_name_replaces_with_a_warning(driver: Any, new_driver: Callable[[], Any]) -> None:
    """Renaming deletes the old property: the plan says so, and how to keep the values."""
    applied = driver.apply(APP, SITE)
    process = new_driver()
    plan = process.plan(APP, {**SITE, "name": "location"}, applied)
    assert plan.requires_replace == [("name",)]
    (warning,) = process.warnings()
    assert "site of" in warning
    assert "add the new ones beside the old ones first" in warning
    assert process.session.pending.removes(app_schema_key("0oa1")) == {"site": IN_PLACE}


def test_replacing_an_adopted_property_is_refused(okta: Any, driver: Any) -> None:
    """What was there before adoption is not deleted for a change of type, unless the configuration says so."""
    okta.custom()["site"] = {"title": "Site", "type": "string"}
    applied = driver.apply(APP, SITE)
    plan = driver.plan(APP, {**SITE, "type": "integer"}, applied)
    assert plan.requires_replace == []
    assert "existed before it was imported or adopted" in driver.errors()[0]
    assert 'on_destroy = "delete"' in driver.errors()[0]

    given_up = driver.apply(APP, {**SITE, "on_destroy": "delete"}, applied)
    plan = driver.plan(APP, {**SITE, "on_destroy": "delete", "type": "integer"}, given_up)
    assert plan.requires_replace == [("type",)]
    assert "People who have a value (of 0 assigned to the app): site: 0." in driver.warnings()[0]


def test_plans_announce_properties_to_later_plans(driver: Any) -> None:
    """A mapping that is planned next sees the property that this run adds."""
    driver.plan(APP, {**SITE, "max_length": 9})
    assert driver.session.pending.adds(app_schema_key("0oa1"))["site"] == {
        "title": "Site",
        "type": "string",
        "maxLength": 9,
    }


def test_unknown_name_plans_unknown_identity(okta: Any, driver: Any) -> None:
    """Nothing is read for a property whose name is not known."""
    plan = driver.plan(APP, {**SITE, "name": UNKNOWN})
    assert plan.planned["id"] is UNKNOWN
    assert plan.planned["restores"] is UNKNOWN
    assert okta.calls == []


def test_unique_in_okta_s_words_is_true(okta: Any, driver: Any, new_driver: Callable[[], Any]) -> None:
    """`true` is sent, a word comes back: proved, and no drift."""

    def in_words(schema: dict[str, Any]) -> None:
        schema["definitions"]["custom"]["properties"]["badge"]["unique"] = "PENDING_UNIQUENESS"

    okta.after_write = in_words
    applied = driver.apply(USER, {**BADGE, "unique": True})
    assert new_driver().read(USER, applied).state["unique"] is True


@pytest.mark.parametrize(
    "change",
    [{"external_name": "badge2"}, {"external_namespace": "urn:x"}, {"unique": True}, {"pattern": "[a-z]+"}],
    ids=lambda change: next(iter(change)),
)
def test_where_a_user_attribute_comes_from_changes_in_place(
    okta: Any, driver: Any, new_driver: Callable[[], Any], change: dict[str, Any]
) -> None:
    """Nobody loses a value: okta/okta deletes the attribute and makes it again for the first three."""
    before = {**BADGE, "external_name": "badge", "external_namespace": "urn:b", "pattern": ".+"}
    applied = driver.apply(USER, before)
    plan = driver.plan(USER, {**before, **change}, applied)
    assert plan.requires_replace == []
    changed = driver.apply(USER, {**before, **change}, applied)
    assert new_driver().plan(USER, {**before, **change}, changed).planned == changed.state
    assert len(okta.sent) == 2
    assert all(body["definitions"]["custom"]["properties"]["badge"] for body in okta.sent), (
        "null would delete it"
    )


def test_a_rule_on_uniqueness_that_an_app_drops(okta: Any, new_driver: Callable[[], Any]) -> None:
    """No app is known to keep it: the plan warns; dropped, the apply fails at the argument; kept, all is well."""
    first, driver = new_driver(), new_driver()
    first.plan(APP, {**SITE, "unique": True})
    (warning,) = first.warnings()
    assert "no app is known to keep it" in warning
    applied = driver.apply(APP, {**SITE, "unique": True})
    assert applied.state["unique"] is True
    driver.plan(APP, {**SITE, "unique": True}, applied)
    assert driver.warnings() == []

    def dropping(schema: dict[str, Any]) -> None:
        schema["definitions"]["custom"]["properties"].get("team", {}).pop("unique", None)

    okta.after_write = dropping
    failed = driver.apply(APP, {**SITE, "name": "team", "unique": True})
    assert failed.state is None
    assert [item.path for item in driver.diagnostics.items if item.severity == "error"] == [("unique",)]


@pytest.mark.parametrize("id_", ["default/badge", "oty1/badge"])
def test_import_then_plan_is_empty(okta: Any, driver: Any, id_: str) -> None:
    """`default/NAME` leaves user_type out; the type's id is kept as written."""
    okta.custom("default")["badge"] = {
        "title": "Badge",
        "type": "string",
        "permissions": [{"principal": "SELF", "action": "READ_ONLY"}],
        "mutability": "READ_WRITE",
    }
    imported = USER.import_state(id_, driver.context())
    refreshed = driver.read(USER, imported)
    config = BADGE if id_.startswith("default") else {**BADGE, "user_type": "oty1"}
    plan = driver.plan(USER, config, refreshed)
    assert plan.planned == refreshed.state
    assert refreshed.state["permissions"] == "READ_ONLY"


@pytest.mark.parametrize(
    ("resource", "id_"), [(APP, "site"), (APP, "0oa1/a/b"), (USER, "/badge"), (USER, "default/")]
)
def test_wrong_import_ids_show_the_form(driver: Any, resource: Any, id_: str) -> None:
    """A malformed id is refused before Okta is asked."""
    with pytest.raises(DiagnosticError, match="Wrong import id"):
        resource.import_state(id_, driver.context())


def test_deleted_outside_is_created_again(okta: Any, driver: Any, new_driver: Callable[[], Any]) -> None:
    """The read empties the state with a warning, so that the next plan creates."""
    applied: Applied = driver.apply(APP, SITE)
    okta.custom().clear()
    process = new_driver()
    assert process.read(APP, applied) is None
    assert "has none of the properties in the state any more: site" in process.warnings()[0]


def test_update_of_a_property_deleted_since_the_refresh_adds_it(okta: Any, driver: Any) -> None:
    """The state is older than the deletion: the update puts the property back instead of failing."""
    applied = driver.apply(APP, SITE)
    okta.custom().clear()
    driver.clock.time += 60
    driver.apply(APP, {**SITE, "title": "Office"}, applied)
    assert driver.errors() == []
    assert okta.custom()["site"]["title"] == "Office"


def test_reserved_names_are_refused_at_plan(okta: Any, driver: Any) -> None:
    """Okta's help lists them; one that an org has all the same is adopted as any other."""
    driver.plan(USER, {"name": "lastUpdated", "title": "When"})
    (error,) = driver.errors()
    assert "lastUpdated is one of the names that Okta reserves" in error
    assert "statuschanged" in error


def test_an_app_may_have_a_reserved_name(driver: Any) -> None:
    """The list is about users."""
    driver.plan(APP, {**SITE, "name": "status"})
    assert driver.errors() == []


def test_a_reserved_name_that_exists_is_adopted(okta: Any, driver: Any) -> None:
    """Somebody made it before the list."""
    okta.custom("default")["status"] = {"title": "Status", "type": "string"}
    driver.plan(USER, {"name": "status", "title": "Status"})
    assert driver.errors() == []


@pytest.mark.parametrize(
    ("features", "more", "warned"),
    [
        (["SCIM_PROVISIONING"], {}, True),
        (["SCIM_PROVISIONING"], {"external_namespace": "urn:x"}, False),
        (["PUSH_PROFILE_UPDATES"], {}, False),
    ],
)
def test_an_attribute_without_a_namespace_is_not_sent_by_scim(
    okta: Any, driver: Any, features: list[str], more: dict[str, str], *, warned: bool
) -> None:
    """Okta's article on custom attributes that reach no provisioning server."""
    okta.apps["0oa1"]["features"] = features
    driver.plan(APP, {**SITE, **more})
    assert ["will not send site to the app" in one for one in driver.warnings()] == [True] * warned


@pytest.mark.parametrize(("there", "warned"), [(5, True), (4, False)])
def test_a_sixth_unique_property_of_a_user_type_is_warned_of(
    okta: Any, driver: Any, there: int, *, warned: bool
) -> None:
    """Okta's reference allows five; the same plan may give one up, so it is no error."""
    okta.custom("default")["other"] = {"title": "Other", "type": "string", "unique": "NOT_UNIQUE"}
    for number in range(there):
        okta.custom("default")[f"code{number}"] = {
            "title": "Code",
            "type": "string",
            "unique": "UNIQUE_VALIDATED",
        }
    driver.plan(USER, {**BADGE, "unique": True})
    assert driver.errors() == []
    assert any("code0, code1" in one for one in driver.warnings()) is warned
