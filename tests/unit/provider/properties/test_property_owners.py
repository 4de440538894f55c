"""Two resources never own one property."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from oktaprofile.provider.resources.app_user_properties.schema import AppUserProperties
from oktaprofile.provider.resources.app_user_property.schema import AppUserProperty
from oktaprofile.provider.resources.user_property.schema import UserProperty
from oktaprofile.provider.run.pending import app_schema_key

APP = AppUserProperty()
USER = UserProperty()
SITE = {"app_id": "0oa1", "name": "site", "title": "Site"}
BADGE = {"name": "badge", "title": "Badge"}


def test_the_create_half_of_a_replacement_is_no_second_owner(driver: Any) -> None:
    """Terraform plans the create half without prior state but with the private state of the first half."""
    applied = driver.apply(APP, SITE)
    first_half = driver.plan(APP, {**SITE, "type": "integer"}, applied)
    second_half = driver.plan(APP, {**SITE, "type": "integer"}, None, first_half.private)
    assert driver.errors() == []
    assert second_half.planned["restores"] is None
    assert second_half.planned["type"] == "integer"


def test_a_replacement_that_a_person_asked_for_takes_along_what_hangs_on_it(driver: Any) -> None:
    """`-replace`: the first half plans no change, so an override learns of it from the second."""
    applied = driver.apply(APP, SITE)
    first_half = driver.plan(APP, SITE, applied)
    assert driver.session.pending.replaced(app_schema_key("0oa1")) == set()
    driver.plan(APP, SITE, None, first_half.private)
    assert driver.session.pending.replaced(app_schema_key("0oa1")) == {"site"}


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


def test_user_type_by_name_and_by_id_are_the_same_property(driver: Any) -> None:
    """Another spelling of the same type replaces nothing."""
    applied = driver.apply(USER, {**BADGE, "user_type": "contractor"})
    assert applied.state["user_type_id"] == "oty2"
    plan = driver.plan(USER, {**BADGE, "user_type": "oty2"}, applied)
    assert plan.requires_replace == []
    assert plan.planned["id"] == applied.state["id"]
