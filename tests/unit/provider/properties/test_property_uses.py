"""A property that a mapping uses is not deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from oktaprofile.okta.errors import OktaError
from oktaprofile.provider.resources.app_user_property.schema import AppUserProperty
from oktaprofile.provider.resources.user_property.schema import UserProperty

APP = AppUserProperty()
USER = UserProperty()
SITE = {"app_id": "0oa1", "name": "site", "title": "Site"}
BADGE = {"name": "badge", "title": "Badge"}


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
