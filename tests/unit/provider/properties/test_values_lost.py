"""How many people lose a value with a deleted property: counted with few calls, whatever the size of the org."""

from __future__ import annotations

from typing import Any

from oktaprofile.okta.errors import OktaError
from oktaprofile.plugin.diagnostics import Diagnostics
from oktaprofile.provider.losses import values_lost
from oktaprofile.provider.resources.properties.location import app_location_unchecked
from oktaprofile.provider.resources.properties.uses import uses_of


class Endless:
    """A list of people that goes on."""

    has_next_page = True

    def __init__(self, calls: list[str], page: list[dict[str, Any]]) -> None:
        self.calls = calls
        self.page = page

    def next_page(self) -> list[dict[str, Any]]:
        self.calls.append("page")
        return self.page


def test_everybody_of_a_small_app_is_counted(okta: Any, driver: Any) -> None:
    """An empty text and a missing value are none."""
    okta.people["0oa1"] = [{"site": "B1", "fax": ""}, {"site": None}, {"site": "B2"}]
    said = values_lost(driver.session.org, "0oa1", None, ["site", "fax"])
    assert said == "People who have a value (of 3 assigned to the app): fax: 0, site: 2."
    values_lost(driver.session.org, "0oa1", None, ["site"])
    assert okta.calls.count("listApplicationUsers") == 1


def test_of_a_large_app_a_thousand_people_are_looked_at(okta: Any, driver: Any) -> None:
    """The sentence says that there are more; two calls, for any number of properties."""
    calls: list[str] = []
    page = [{"profile": {"site": "B1"}}] * 499 + [{"profile": {}}]
    okta.list_application_users = lambda app_id, limit: Endless(calls, page)
    said = values_lost(driver.session.org, "0oa1", None, ["site", "fax"])
    assert "of the first 1,000 assigned to the app, which has more" in said
    assert "site: at least 998" in said
    assert len(calls) == 2


def test_okta_users_are_searched(okta: Any, driver: Any) -> None:
    """Only those who have a value are asked for, of this user type, and of a large org a thousand of them."""
    asked: list[str] = []
    calls: list[str] = []

    def list_users(search: str, limit: int) -> Endless:
        asked.append(search)
        return Endless(calls, [{"id": "00u1"}] * limit)

    okta.list_users = list_users
    said = values_lost(driver.session.org, None, "oty1", ["badge"])
    assert asked == ['profile.badge pr and type.id eq "oty1"']
    assert "badge: at least 1,000" in said
    assert len(calls) == 5


def test_a_count_that_is_not_allowed_is_no_obstacle(okta: Any, driver: Any) -> None:
    """Without the scope for people the plan says that it could not count them."""

    def refuse(app_id: str, limit: int) -> None:
        raise OktaError("you may not read people")

    okta.list_application_users = refuse
    said = values_lost(driver.session.org, "0oa1", None, ["site"])
    assert "could not be counted" in said
    assert "you may not read people" in said


def test_a_look_at_mappings_that_is_not_allowed_is_said(okta: Any, driver: Any) -> None:
    """Without the scope for mappings the plan warns that it could not look."""

    def refuse(**_: object) -> None:
        raise OktaError("you may not read mappings", next_step="Grant the scope.")

    okta.list_profile_mappings = refuse
    said = Diagnostics()
    location = app_location_unchecked(driver.session, "0oa1")
    assert uses_of(driver.session.org, location, ["site"], (), said) == []
    [warning] = said.items
    assert "Whether a mapping uses site is not known" in warning.summary
    assert "you may not read mappings" in warning.detail
