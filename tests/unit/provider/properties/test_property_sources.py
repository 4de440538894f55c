"""Where a user attribute comes from: `master` and `master_priority`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from oktaprofile.provider.resources.app_user_property.schema import AppUserProperty
from oktaprofile.provider.resources.user_property.schema import UserProperty

APP = AppUserProperty()
USER = UserProperty()
SITE = {"app_id": "0oa1", "name": "site", "title": "Site"}
BADGE = {"name": "badge", "title": "Badge"}


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
