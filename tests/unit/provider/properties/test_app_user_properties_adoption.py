"""Properties that were there before: adopted, imported, refused, put back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.provider.resources.app_user_properties.schema import AppUserProperties

RESOURCE = AppUserProperties()


DIRECT = {"title": "Direct number", "max_length": 40}


def arguments(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"app_id": "0oa1", "properties": properties, **more}


def test_existing_property_with_another_definition_is_an_error(okta: Any, driver: Any) -> None:
    """The error names the property, what is there and what was wanted, and the way to adopt it."""
    okta.custom()["directNumber"] = {"title": "Somebody's", "type": "string"}
    driver.plan(RESOURCE, arguments({"directNumber": DIRECT}))
    (error,) = driver.errors()
    assert 'title is "Somebody\'s" there and "Direct number" in the configuration' in error
    assert "adopt_existing = true" in error


def test_adoption_changes_it_and_destroy_restores_it(okta: Any, driver: Any) -> None:
    """With adopt_existing the previous definition is in `restores`, and destroy puts it back whole."""
    previous = {"title": "Somebody's", "type": "string", "description": "Keep", "maxLength": 9}
    okta.custom()["directNumber"] = dict(previous)
    applied = driver.apply(
        RESOURCE, arguments({"directNumber": {**DIRECT, "required": True}}, adopt_existing=True)
    )
    assert json.loads(applied.state["restores"]["directNumber"]) == previous
    assert okta.custom()["directNumber"]["title"] == "Direct number"
    driver.apply(RESOURCE, None, applied)
    assert okta.custom()["directNumber"] == previous


def test_identical_property_is_adopted_with_a_warning_and_left_on_destroy(
    okta: Any, driver: Any, new_driver: Callable[[], Any]
) -> None:
    """A run that was killed converges: nothing is sent, and destroy leaves what was found."""
    okta.custom()["directNumber"] = {"title": "Direct number", "type": "string", "maxLength": 40}
    first_process = new_driver()
    first_process.plan(RESOURCE, arguments({"directNumber": DIRECT}))
    assert any("will be adopted" in text for text in first_process.warnings())
    applied = driver.apply(RESOURCE, arguments({"directNumber": DIRECT}))
    assert okta.sent == []
    driver.apply(RESOURCE, None, applied)
    assert list(okta.custom()) == ["directNumber"]
    assert okta.sent == []


def test_adopting_another_type_is_impossible(okta: Any, driver: Any) -> None:
    """Even adopt_existing cannot change a type; the error says so."""
    okta.custom()["directNumber"] = {"title": "Direct number", "type": "integer"}
    driver.plan(RESOURCE, arguments({"directNumber": DIRECT}, adopt_existing=True))
    (error,) = driver.errors()
    assert 'type is "integer" there and "string" in the configuration' in error


@pytest.mark.parametrize(
    ("name", "expected"), [("userName", "base properties"), ("DIRECTNUMBER", "directNumber")]
)
def test_taken_names_are_refused_at_plan(okta: Any, driver: Any, name: str, expected: str) -> None:
    """A base property's name, and a name that differs from an existing one in case only."""
    okta.custom()["directNumber"] = {"title": "D", "type": "string"}
    driver.plan(RESOURCE, arguments({name: {"title": "X"}}))
    (error,) = driver.errors()
    assert "The property's name is taken" in error
    assert expected in error


def test_import_then_plan_is_empty(okta: Any, new_driver: Callable[[], Any]) -> None:
    """What Okta holds beyond the configuration is shown in the state and is no difference."""
    okta.custom()["a"] = {"title": "A", "description": "By hand", "type": "string", "scope": "NONE"}
    okta.custom()["b"] = {"title": "B", "type": "string", "scope": "SELF"}
    process = new_driver()
    imported = RESOURCE.import_state("0oa1/a", process.context())
    assert list(imported.state["properties"]) == ["a"]
    refreshed = process.read(RESOURCE, imported)
    plan = process.plan(RESOURCE, arguments({"a": {"title": "A"}}), refreshed)
    assert plan.planned == refreshed.state
    assert list(RESOURCE.import_state("0oa1", process.context()).state["properties"]) == ["a", "b"]


@pytest.mark.parametrize(
    ("id_", "expected"), [("/a", "APP_ID/name1,name2"), ("0oa1/a,,b", "APP_ID"), ("0oa1/x", "'x'")]
)
def test_wrong_import_ids_say_what_is_right(driver: Any, id_: str, expected: str) -> None:
    """A malformed id shows the form; an unknown property lists those there are."""
    with pytest.raises(DiagnosticError) as raised:
        RESOURCE.import_state(id_, driver.context())
    assert expected in raised.value.detail


def test_on_destroy_alone_deletes_nothing(okta: Any, driver: Any, new_driver: Callable[[], Any]) -> None:
    """Setting it for what was imported is an update without a write; what is taken out then goes, with its values."""
    for name in ("a", "b"):
        okta.custom()[name] = {"title": name.upper(), "type": "string", "master": {"type": "PROFILE_MASTER"}}
    okta.people["0oa1"] = [{"b": "1"}, {}]
    imported = RESOURCE.import_state("0oa1/a,b", driver.context())
    both = {"a": {"title": "A"}, "b": {"title": "B"}}
    given_up = driver.apply(RESOURCE, arguments(both, on_destroy="delete"), imported)
    assert driver.warnings() == []
    assert okta.sent == []

    process = new_driver()
    process.apply(RESOURCE, arguments({"a": {"title": "A"}}, on_destroy="delete"), given_up)
    assert list(okta.custom()) == ["a"]
    process = new_driver()
    process.plan(RESOURCE, arguments({"a": {"title": "A"}}, on_destroy="delete"), given_up)
    (warning,) = process.warnings()
    assert "People who have a value (of 2 assigned to the app): b: 1." in warning
