"""Which user type a user attribute belongs to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.provider.resources.app_user_property.schema import AppUserProperty
from oktaprofile.provider.resources.user_property.schema import UserProperty
from oktaprofile.provider.run.pending import IN_PLACE, user_schema_key

APP = AppUserProperty()
USER = UserProperty()
SITE = {"app_id": "0oa1", "name": "site", "title": "Site"}
BADGE = {"name": "badge", "title": "Badge"}


def test_default_user_type_costs_no_extra_call(okta: Any, driver: Any) -> None:
    """The default type's id comes out of its schema; a plan is one read."""
    plan = driver.plan(USER, BADGE)
    assert plan.planned["id"] == "oty1/badge"
    assert okta.calls == ["getUserSchema"]


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


@pytest.mark.parametrize(
    ("there", "refused"),
    [
        ({"type": "number"}, "type"),
        ({"type": "array", "items": {"type": "string"}}, "type"),
        ({"type": "string", "maxLength": 4}, None),
    ],
)
def test_a_name_has_one_data_type_in_all_user_types(
    okta: Any, driver: Any, there: dict[str, Any], refused: str | None
) -> None:
    """Okta's help says so; only the type counts."""
    okta.custom("default")["badge"] = {"title": "Badge", **there}
    driver.plan(USER, {**BADGE, "user_type": "contractor"})
    errors = driver.errors()
    assert len(errors) == (0 if refused is None else 1)
    if refused:
        assert "The default user type has badge too" in errors[0]


def test_what_the_same_plan_makes_of_the_default_type_counts(
    driver: Any, new_driver: Callable[[], Any]
) -> None:
    """Another data type there, the property gone from there, or moved from there: Okta takes each. One that the plan
    adds there with another type it does not."""
    applied = driver.apply(USER, {**BADGE, "type": "integer"})
    for default in (
        {**BADGE, "type": "string"},
        {**BADGE, "name": "other"},
        {**BADGE, "user_type": "contractor"},
    ):
        process = new_driver()
        process.plan(USER, default, applied)
        process.plan(USER, {**BADGE, "user_type": "contractor"})
        assert process.errors() == []
    process.plan(USER, {**BADGE, "name": "fresh"})
    process.plan(USER, {**BADGE, "name": "fresh", "type": "number", "user_type": "contractor"})
    [error] = process.errors()
    assert "The default user type has fresh too" in error


def test_a_property_that_exists_reads_no_other_type(
    okta: Any, driver: Any, new_driver: Callable[[], Any]
) -> None:
    """The default type's schema is read for a new name only."""
    applied = driver.apply(USER, {**BADGE, "user_type": "contractor"})
    okta.calls.clear()
    new_driver().plan(USER, {**BADGE, "user_type": "contractor"}, applied)
    assert okta.calls.count("getUserSchema") == 1
