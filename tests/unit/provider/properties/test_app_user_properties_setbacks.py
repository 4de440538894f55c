"""`oktaprofile_app_user_properties` where Okta refuses, drops, keeps or does not answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from oktaprofile.okta.errors import ConnectionFailed, ValidationFailed
from oktaprofile.provider.resources.app_user_properties.schema import AppUserProperties

RESOURCE = AppUserProperties()


DIRECT = {"title": "Direct number", "max_length": 40}


def arguments(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"app_id": "0oa1", "properties": properties, **more}


def test_changed_since_the_plan_is_refused_at_apply(okta: Any, driver: Any) -> None:
    """A reviewed plan is applied as reviewed: what appeared since is not overwritten, and nothing is in the state."""
    config = arguments({"a": {"title": "A"}})
    plan = driver.plan(RESOURCE, config)
    okta.custom()["a"] = {"title": "Somebody's", "type": "string"}
    driver.clock.time += 60
    from oktaprofile.plugin.resource import ApplyFailed, ApplyRequest
    from tests.unit.provider.small_terraform import filled

    request = ApplyRequest(None, plan.planned, filled(RESOURCE.schema.attributes, config), plan.private)
    with pytest.raises(ApplyFailed) as raised:
        RESOURCE.create(request, driver.context())
    assert raised.value.state is None
    assert "the plan found no such property, Okta now has" in raised.value.detail
    assert "Plan again" in raised.value.detail
    assert okta.sent == []


def test_what_okta_drops_is_an_error_and_is_taken_back(okta: Any, driver: Any) -> None:
    """Stored in part: the error says what was sent and found; the part that was stored is removed again."""

    def drop_union(document: dict[str, Any]) -> None:
        for definition in document["definitions"]["custom"]["properties"].values():
            definition.pop("union", None)

    okta.after_write = drop_union
    applied = driver.apply(
        RESOURCE,
        arguments({"a": {"title": "A", "type": "array", "array_type": "string", "union": "ENABLE"}}),
    )
    assert applied.state is None
    (error,) = driver.errors()
    assert "Okta did not store what was sent" in error
    assert 'sent "ENABLE"' in error, error
    assert "taken back" in error
    assert okta.custom() == {}


@pytest.mark.parametrize("on_destroy", [None, "delete"])
def test_what_was_adopted_is_never_deleted_by_a_failed_create(
    okta: Any, driver: Any, on_destroy: str | None
) -> None:
    """Taking back is no destroy: the property and the values that people have stay, whatever on_destroy says."""
    okta.custom()["a"] = {"title": "Theirs", "type": "array", "items": {"type": "string"}}
    before = dict(okta.custom()["a"])

    def drop_union(document: dict[str, Any]) -> None:
        for definition in document["definitions"]["custom"]["properties"].values():
            definition.pop("union", None)

    okta.after_write = drop_union
    wanted = {"title": "A", "type": "array", "array_type": "string", "union": "ENABLE"}
    applied = driver.apply(RESOURCE, arguments({"a": wanted}, adopt_existing=True, on_destroy=on_destroy))
    assert applied.state is None
    assert "taken back" in driver.errors()[0]
    assert okta.custom()["a"] == before


def test_unknown_outcome_keeps_the_planned_state(okta: Any, driver: Any) -> None:
    """The write was sent and nobody knows: the state holds the plan, so that nothing made is forgotten."""
    lost = ConnectionFailed("no answer", sent=True)
    okta.refuse = lambda body: lost
    okta.unreadable = ConnectionFailed("no route")
    applied = driver.apply(RESOURCE, arguments({"a": {"title": "A"}}))
    assert list(applied.state["properties"]) == ["a"]
    assert "Whether Okta stored it is not known" in driver.errors()[0]


def test_nothing_sent_leaves_no_state(okta: Any, driver: Any) -> None:
    """No connection at all: nothing exists, and the error says how to find out why."""
    okta.refuse = lambda body: ConnectionFailed("no route to host")
    applied = driver.apply(RESOURCE, arguments({"a": {"title": "A"}}))
    assert applied.state is None
    assert "Okta cannot be reached" in driver.errors()[0]


def test_failed_update_shows_what_exists(okta: Any, driver: Any) -> None:
    """Of an update Okta stored one half: the state shows each property as it is, and nothing that is not there."""
    first = driver.apply(RESOURCE, arguments({"a": {"title": "A"}, "b": {"title": "B"}}))

    def keep_a(document: dict[str, Any]) -> None:
        document["definitions"]["custom"]["properties"]["a"]["title"] = "A"

    okta.after_write = keep_a
    second = driver.apply(RESOURCE, arguments({"a": {"title": "A2"}, "c": {"title": "C"}}), first)
    assert "Okta did not store what was sent" in driver.errors()[0]
    assert {name: one["title"] for name, one in second.state["properties"].items()} == {"a": "A", "c": "C"}


@pytest.mark.parametrize(
    ("dropped", "path"),
    [
        ({"a": ["externalName"]}, ("properties", "a", "external_name")),
        ({"a": ["externalName", "description"]}, ("properties", "a")),
        ({"a": ["description"], "b": ["description"]}, ("app_id",)),
    ],
)
def test_what_is_not_stored_is_pointed_at(
    okta: Any, driver: Any, dropped: dict[str, list[str]], path: tuple[str, ...]
) -> None:
    """At the one argument or the one property, as far as it is one."""

    def drop(document: dict[str, Any]) -> None:
        for name, words in dropped.items():
            for word in words:
                document["definitions"]["custom"]["properties"].get(name, {}).pop(word, None)

    okta.after_write = drop
    definition = {"title": "T", "external_name": "x", "description": "D"}
    driver.apply(RESOURCE, arguments({"a": definition, "b": definition}))
    (found,) = [item for item in driver.diagnostics.items if item.severity == "error"]
    assert found.path == path


def test_what_okta_keeps_of_a_restored_property_is_said(okta: Any, driver: Any) -> None:
    """If null does not clear an attribute, destroy is success all the same, with a warning that names it."""
    okta.custom()["a"] = {"title": "A", "type": "string"}
    applied = driver.apply(
        RESOURCE, arguments({"a": {"title": "B", "description": "D"}}, adopt_existing=True)
    )
    okta.after_write = lambda document: document["definitions"]["custom"]["properties"]["a"].update(
        description="D"
    )
    driver.apply(RESOURCE, None, applied)
    assert driver.errors() == []
    (warning,) = driver.warnings()
    assert "Okta keeps a part" in warning
    assert "description" in warning
    assert okta.custom()["a"]["title"] == "A"


def test_property_in_use_names_the_mapping(okta: Any, driver: Any) -> None:
    """A removal that a mapping forbids: Okta's sentence, the order of steps, and the state as it was."""
    first = driver.apply(RESOURCE, arguments({"a": {"title": "A"}, "b": {"title": "B"}}))
    cause = "Property b cannot be deleted. It is used to populate user.primaryPhone"
    okta.refuse = lambda body: refused(cause)
    applied = driver.apply(RESOURCE, arguments({"a": {"title": "A"}}), first)
    (error,) = driver.errors()
    assert "A mapping still uses the property" in error
    assert "user.primaryPhone" in error
    assert "oktaprofile_mapping" in error
    assert list(applied.state["properties"]) == ["a", "b"]


def test_quarantined_name_is_waited_for(okta: Any, driver: Any) -> None:
    """A name that Okta still cleans up: tried again until it is free, without failing."""
    refusals = iter([quarantine(), quarantine(), None, None])
    okta.refuse = lambda body: next(refusals)
    applied = driver.apply(RESOURCE, arguments({"a": {"title": "A"}}))
    assert driver.errors() == []
    assert list(applied.state["properties"]) == ["a"]


def test_quarantine_longer_than_the_timeout_is_an_error(okta: Any, driver: Any) -> None:
    """The wait is bounded by name_release_timeout_seconds; nothing is in the state."""
    okta.refuse = lambda body: quarantine()
    began = driver.clock.time
    applied = driver.apply(RESOURCE, arguments({"a": {"title": "A"}}, name_release_timeout_seconds=30))
    assert applied.state is None
    assert "has not released the property's name" in driver.errors()[0]
    assert 30 <= driver.clock.time - began < 40


def test_one_warning_tells_all_that_okta_keeps(new_driver: Callable[[], Any]) -> None:
    """Of several warnings with one summary Terraform shows the first only."""
    definition = {"title": "A", "description": "Old", "max_length": 9}
    first = new_driver().apply(RESOURCE, arguments({"a": definition, "b": definition}))
    process = new_driver()
    process.plan(RESOURCE, arguments({"a": {"title": "A"}, "b": {"title": "B"}}), first)
    found = process.warnings()
    assert [text.split(":")[0] for text in found] == [
        f"Okta keeps what is taken out of {name}" for name in "ab"
    ]
    assert 'description = "Old"\n  max_length = 9\n' in found[0]


def refused(cause: str) -> ValidationFailed:
    return ValidationFailed(
        operation="updateApplicationUserProfile",
        method="POST",
        path="/api/v1/meta/schemas/apps/0oa1/default",
        status=400,
        error_code="E0000001",
        error_summary="Api validation failed: updateAppUserSchemas",
        causes=[cause],
        request_id="req-400",
    )


def quarantine() -> ValidationFailed:
    return refused(
        "You cannot add the attribute with the variable name 'a' because the deletion process for an "
        "attribute with the same variable name is incomplete. Wait until the data clean up process finishes "
        "and then try again."
    )
