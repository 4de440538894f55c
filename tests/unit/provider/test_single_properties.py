"""`oktaprofile_app_user_property` and `oktaprofile_user_property`: replacement, ownership, user types, import."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from oktaprofile.okta.errors import OktaError
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.resource import Applied
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider.resources.app_user_properties.resource import AppUserProperties
from oktaprofile.provider.resources.app_user_property.resource import AppUserProperty
from oktaprofile.provider.resources.user_property.resource import UserProperty
from oktaprofile.provider.run.pending import IN_PLACE, app_schema_key, user_schema_key

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


def test_the_create_half_of_a_replacement_is_no_second_owner(driver: Any) -> None:
    """Terraform plans the create half without prior state but with the private state of the first half."""
    applied = driver.apply(APP, SITE)
    first_half = driver.plan(APP, {**SITE, "type": "integer"}, applied)
    second_half = driver.plan(APP, {**SITE, "type": "integer"}, None, first_half.private)
    assert driver.errors() == []
    assert second_half.planned["restores"] is None
    assert second_half.planned["type"] == "integer"


def test_a_tainted_resource_is_no_second_owner(okta: Any, driver: Any, new_driver: Callable[[], Any]) -> None:
    """Read in this run, then planned without prior state: its own successor, which finds the property gone."""
    applied = driver.apply(APP, SITE)
    process = new_driver()
    process.read(APP, applied)
    plan = process.plan(APP, SITE)
    assert process.errors() == []
    assert process.warnings() == []
    assert plan.planned["restores"] is None


@pytest.mark.parametrize("plural", [True, False])
def test_an_adopted_property_that_was_deleted_by_hand_has_nothing_to_put_back(
    okta: Any, driver: Any, new_driver: Callable[[], Any], *, plural: bool
) -> None:
    """Read as gone and planned anew in one run, it is a new property: not one that gets a previous definition back."""
    okta.custom()["site"] = {"title": "Before", "type": "string"}
    resource: Any = AppUserProperties() if plural else APP
    site = {"title": "Site", "type": "string"}
    arguments = {"app_id": "0oa1", "adopt_existing": True}
    arguments |= {"properties": {"site": site}} if plural else {"name": "site", **site}
    applied = driver.apply(resource, arguments)
    assert "Before" in str(applied.state["restores"])
    del okta.custom()["site"]
    process = new_driver()
    assert process.read(resource, applied) is None
    plan = process.plan(resource, arguments)
    assert process.errors() == []
    assert not plan.planned["restores"]


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


def test_a_renamed_block_is_told_of_moved(driver: Any, new_driver: Callable[[], Any]) -> None:
    """The old address is destroyed and a new one claims the same property: refused, with the way to do it."""
    applied = driver.apply(APP, SITE)
    process = new_driver()
    process.read(APP, applied)
    process.plan(APP, None, applied)
    process.plan(APP, SITE)
    (error,) = process.errors()
    assert "moved block" in error


def test_a_second_owner_is_refused_even_if_planned_first(driver: Any, new_driver: Callable[[], Any]) -> None:
    """A newcomer that was planned before the owner passes; the owner's own plan is then refused."""
    applied = driver.apply(APP, SITE)
    process = new_driver()
    process.read(APP, applied)
    process.plan(APP, SITE)
    process.plan(APP, SITE, applied)
    assert "Two resources own the same property" in process.errors()[0]


def test_plural_and_singular_do_not_share_a_property(driver: Any) -> None:
    """The error names both resource types."""
    driver.plan(AppUserProperties(), {"app_id": "0oa1", "properties": {"site": {"title": "Site"}}})
    driver.plan(APP, SITE)
    (error,) = driver.errors()
    assert "oktaprofile_app_user_property and by" in error
    assert "oktaprofile_app_user_properties" in error


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


def test_default_user_type_costs_no_extra_call(okta: Any, driver: Any) -> None:
    """The default type's id comes out of its schema; a plan is one read."""
    plan = driver.plan(USER, BADGE)
    assert plan.planned["id"] == "oty1/badge"
    assert okta.calls == ["getUserSchema"]


def test_user_type_by_name_and_by_id_are_the_same_property(driver: Any) -> None:
    """Another spelling of the same type replaces nothing."""
    applied = driver.apply(USER, {**BADGE, "user_type": "contractor"})
    assert applied.state["user_type_id"] == "oty2"
    plan = driver.plan(USER, {**BADGE, "user_type": "oty2"}, applied)
    assert plan.requires_replace == []
    assert plan.planned["id"] == applied.state["id"]


def test_another_user_type_replaces(driver: Any, new_driver: Callable[[], Any]) -> None:
    """The property moves to another type's schema: deleted here, added there."""
    applied = driver.apply(USER, {**BADGE, "user_type": "contractor"})
    process = new_driver()
    plan = process.plan(USER, BADGE, applied)
    assert ("user_type",) in plan.requires_replace
    assert "will be deleted with their values" in process.warnings()[0]
    assert process.session.pending.removes(user_schema_key("oty2")) == {"badge": IN_PLACE}


def test_unknown_user_type_lists_those_there_are(driver: Any) -> None:
    """The error points at user_type and names the org's types."""
    with pytest.raises(DiagnosticError) as raised:
        driver.plan(USER, {**BADGE, "user_type": "partner"})
    assert raised.value.path == ("user_type",)
    assert "contractor (oty2)" in raised.value.detail


def test_user_type_gone_removes_the_resource(okta: Any, driver: Any, new_driver: Callable[[], Any]) -> None:
    """A type deleted outside: the read empties the state with a warning, and destroy is success."""
    applied = driver.apply(USER, {**BADGE, "user_type": "contractor"})
    okta.user_types = okta.user_types[:1]
    process = new_driver()
    assert process.read(USER, applied) is None
    assert "The user type contractor is gone" in process.warnings()[0]
    process.apply(USER, None, applied)
    assert process.errors() == []


@pytest.fixture
def sources(okta: Any) -> list[str]:
    """Two apps that are profile sources."""
    okta.add_app("0oa2", "Workday")
    for app in okta.apps.values():
        app["features"] = ["PROFILE_MASTERING"]
    return ["0oa1", "0oa2"]


@pytest.mark.parametrize(
    ("app_id", "expected"), [("0oa3", "There is no such app"), ("0oa2", "A source is not a profile source")]
)
def test_an_override_by_an_app_that_cannot_source_is_refused_at_plan(
    okta: Any, driver: Any, sources: list[str], app_id: str, expected: str
) -> None:
    """As for oktaprofile_master_override: Okta would leave the attribute without a source."""
    okta.apps["0oa2"]["features"] = []
    driver.plan(USER, {**BADGE, "master": "OVERRIDE", "master_priority": ["0oa1", app_id]})
    (error,) = driver.errors()
    assert error.startswith(expected)


def test_an_override_that_is_left_leaves_no_priority_behind(driver: Any, sources: list[str]) -> None:
    """A master is written whole: the plan does not say that Okta keeps the previous apps."""
    applied = driver.apply(USER, {**BADGE, "master": "OVERRIDE", "master_priority": sources})
    driver.plan(USER, {**BADGE, "master": "OKTA"}, applied)
    assert driver.warnings() == []


def test_a_replaced_property_leaves_nothing_behind(driver: Any) -> None:
    """Its arguments go with it: the plan does not say that Okta keeps them."""
    applied = driver.apply(USER, {**BADGE, "type": "array", "array_type": "string", "array_enum": ["a"]})
    driver.plan(USER, {**BADGE, "type": "string"}, applied)
    (warning,) = driver.warnings()
    assert warning.startswith("The property will be deleted and added again: badge")


def test_override_is_sent_with_its_apps_in_order(okta: Any, driver: Any, sources: list[str]) -> None:
    """Okta's form of the priority list; the state keeps the plain ids."""
    applied = driver.apply(USER, {**BADGE, "master": "OVERRIDE", "master_priority": sources})
    assert okta.custom("default")["badge"]["master"] == {
        "type": "OVERRIDE",
        "priority": [{"type": "APP", "value": "0oa1"}, {"type": "APP", "value": "0oa2"}],
    }
    assert applied.state["master_priority"] == ["0oa1", "0oa2"]


def test_order_of_the_override_is_drift(
    okta: Any, driver: Any, new_driver: Callable[[], Any], sources: list[str]
) -> None:
    """Somebody turned the order round: the refresh shows it."""
    applied = driver.apply(USER, {**BADGE, "master": "OVERRIDE", "master_priority": sources})
    okta.custom("default")["badge"]["master"]["priority"].reverse()
    assert new_driver().read(USER, applied).state["master_priority"] == ["0oa2", "0oa1"]


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


def mapping(source: str, target: str, properties: dict[str, str], id_: str = "prm1") -> dict[str, Any]:
    """A mapping row as Okta gives it."""
    rows = {key: {"expression": expression, "pushStatus": "PUSH"} for key, expression in properties.items()}
    return {"id": id_, "source": {"id": source}, "target": {"id": target}, "properties": rows}


@pytest.mark.parametrize(
    "row",
    [
        mapping("0oa1", "oty1", {"primaryPhone": "appuser.site + appuser.other"}),
        mapping("0oa1", "oty2", {"city": "source.site"}),
        mapping("oty1", "0oa1", {"site": "user.city"}),
        mapping("0oa1", "oty1", {"city": "appuser.site ???"}),
    ],
    ids=["reads", "another type", "writes", "unreadable expression"],
)
@pytest.mark.parametrize("change", [{"type": "integer"}, {"name": "office"}], ids=["type", "name"])
def test_replacing_a_property_in_use_is_refused_at_plan(
    okta: Any, driver: Any, new_driver: Callable[[], Any], row: dict[str, Any], change: dict[str, str]
) -> None:
    """Okta would refuse to delete it, and Terraform has no order in which one apply could do it: two applies."""
    applied = driver.apply(APP, SITE)
    okta.mappings = [row]
    process = new_driver()
    process.plan(APP, {**SITE, **change}, applied)
    (error,) = process.errors()
    assert "A mapping still uses the property" in error
    assert "two applies" in error
    assert "prm1" in error
    process.plan(APP, None, applied)
    (error,) = process.errors()
    assert "nothing in this plan takes these away first" in error
    (line,) = row["properties"]
    process.session.pending.leave("prm1", {line: None})
    process.plan(APP, None, applied)
    assert process.errors() == [], "a destroy of the mapping is in the same plan, and comes first"


def test_mapping_that_uses_other_properties_is_no_obstacle(
    okta: Any, driver: Any, new_driver: Callable[[], Any]
) -> None:
    """Names that merely occur in the expression, and the user's attribute of the same name."""
    applied = driver.apply(APP, SITE)
    okta.mappings = [
        mapping("0oa1", "oty1", {"site": 'appuser.siteCode + "site"'}),
        mapping("oty1", "0oa1", {"city": "user.site"}, "prm2"),
    ]
    process = new_driver()
    process.plan(APP, {**SITE, "name": "office"}, applied)
    assert process.errors() == []


def test_without_the_mappings_api_the_apply_finds_out(
    okta: Any, driver: Any, new_driver: Callable[[], Any]
) -> None:
    """Where mappings cannot be read, the plan says nothing about them."""
    applied = driver.apply(APP, SITE)
    okta.list_profile_mappings = lambda **filters: (_ for _ in ()).throw(OktaError("off"))
    process = new_driver()
    process.plan(APP, {**SITE, "name": "office"}, applied)
    assert process.errors() == []
