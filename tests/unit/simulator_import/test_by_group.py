"""Groups that are assigned to an app: their members are, and get what the assignment gives (published)."""

from __future__ import annotations

import pytest

from oktaprofile.impact.change import Change, Mapped
from oktaprofile.impact.predict import Prediction, Question
from oktaprofile.impact.report import Read, document
from oktaprofile.people.organization import TO_APP, Line
from oktaprofile.people.surroundings import Surroundings
from oktaprofile.simulator.app_users.by_group import settle
from oktaprofile.simulator.app_users.rules import change
from oktaprofile.simulator.import_engine import run_import
from oktaprofile.simulator.import_engine.reapply import reapply
from oktaprofile.simulator.state.groups import AppGroup, Group, Member
from tests.unit.impact.seen import organization_of, people_of
from tests.unit.simulator.calling import make_api
from tests.unit.simulator_import.small_org import AD, EMPLOYEE, RINGCENTRAL, SmallOrg, text

GROUPS = "/api/v1/groups"
NUMBERS = {"directNumber": "+14155550100", "extensionNumber": "101"}


def with_groups(**values: str) -> tuple[SmallOrg, str]:
    """An org whose groups (by name, the first has the highest priority) give a title, and a member of all."""
    small = SmallOrg()
    small.define(AD, "title", text(maxLength=20))
    user = small.person("ana", {RINGCENTRAL: NUMBERS, AD: {}})
    for priority, (name, value) in enumerate(values.items()):
        small.org.groups.put(Group(f"00g{name}", {"name": name}))
        small.org.app_groups.put(AppGroup(AD, f"00g{name}", priority, {"title": value}))
        small.org.members.put(Member(f"00g{name}", user))
    app_user = small.org.app_users.get(AD, user)
    assert app_user is not None
    app_user.scope = "GROUP"
    small.org.app_users.put(app_user)
    settled(small, user)
    return small, user


def settled(small: SmallOrg, user: str) -> None:
    app, somebody = small.org.apps.app(AD), small.org.users.get(user)
    assert app is not None
    assert somebody is not None
    settle(small.org, app, [somebody])


def test_the_group_of_the_highest_priority_gives_the_value() -> None:
    """0 is the highest; a value that does not fit is given to nobody, and whoever is assigned alone takes none."""
    small, user = with_groups(sales="Sales", legal="Legal")
    assert small.app_profile(AD, user)["title"] == "Sales"
    small.org.members.remove("00gsales", user)
    settled(small, user)
    assert small.app_profile(AD, user)["title"] == "Legal"
    small.org.app_groups.put(AppGroup(AD, "00glegal", 0, {"title": "x" * 21}))
    settled(small, user)
    assert small.app_profile(AD, user)["title"] == "Legal"
    app_user = small.org.app_users.get(AD, user)
    assert app_user is not None
    app_user.scope = "USER"
    small.org.app_users.put(app_user)
    small.org.app_groups.put(AppGroup(AD, "00glegal", 0, {"title": "Law"}))
    settled(small, user)
    assert small.app_profile(AD, user)["title"] == "Legal"


def test_a_mapping_takes_the_place_of_a_group_until_it_is_taken_away() -> None:
    """Mapped it cannot be given by a group; unmapped and applied the value comes back."""
    small, user = with_groups(sales="Sales")
    app = small.org.apps.app(AD)
    assert app is not None
    small.map(AD, {"title": "user.lastName"}, direction="to_app")
    settled(small, user)
    reapply(small.org, app, EMPLOYEE, to_okta=False)
    assert small.app_profile(AD, user)["title"] == "Doe"
    small.map(AD, {}, direction="to_app")
    reapply(small.org, app, EMPLOYEE, to_okta=False)
    assert small.app_profile(AD, user)["title"] == "Sales"
    entry = small.org.directory.get(AD, f"{AD}:ana")
    assert entry is not None
    assert entry.attributes["title"] == "Sales"


def test_a_typed_value_wins_over_a_group() -> None:
    """Until it is reset."""
    small, user = with_groups(sales="Sales")
    app, app_user = small.org.apps.app(AD), small.org.app_users.get(AD, user)
    assert app is not None
    assert app_user is not None
    change(small.org, app, app_user, {"profile": {"title": "typed"}})
    settled(small, user)
    run_import(small.org)
    assert small.app_profile(AD, user)["title"] == "typed"
    change(small.org, app, app_user, {"profile": {"title": None}})
    settled(small, user)
    assert small.app_profile(AD, user)["title"] == "Sales"


@pytest.mark.parametrize("by_group", [True, False])
def test_the_impact_of_a_mapping_on_what_a_group_gives(by_group: bool) -> None:
    """It is replaced, as in the embedded org. What no group gives may have been typed, and then it stays: open."""
    small, user = with_groups(sales="Sales")
    before = organization_of(small.org)
    if by_group:
        before.surroundings = Surroundings(group_values=frozenset({(AD, "title")}))
    made = Change([Mapped(AD, None, TO_APP, "title", Line("user.lastName"), at_once=True)])
    prediction = Prediction(Question(made, users=[user], phones=False), before)
    found = document(prediction.run(people_of(small.org), lambda count: Read("org", "", "", 0.0, count)))
    title = next(one for one in found["targets"] if one["attribute"] == "title")
    [sample] = title["samples"]
    assert sample["outcome"] == ("changed" if by_group else "undetermined")
    assert (sample["before"], sample["after"]) == ("Sales", "Doe" if by_group else "Sales")


def test_members_are_assigned_and_unassigned() -> None:
    """With the assignment, the membership and the group; who was assigned alone stays."""
    api = make_api(users=4)
    app_id = api.app("Workday").id
    users = [one["id"] for one in api("GET", "/api/v1/users?limit=200").body]
    assigned = {one["id"] for one in api("GET", f"/api/v1/apps/{app_id}/users?limit=200").body}
    alone = next(one for one in users if one in assigned)
    api("DELETE", f"/api/v1/apps/{app_id}/users/{users[-1]}")
    others = [users[-1]]
    group = api("POST", GROUPS, {"profile": {"name": "Sales"}}).body["id"]
    for user in (alone, *others):
        api("PUT", f"{GROUPS}/{group}/users/{user}")

    def scopes() -> dict[str, str]:
        found = api("GET", f"/api/v1/apps/{app_id}/users?limit=200").body
        return {one["id"]: one["scope"] for one in found if one["id"] in (alone, *others)}

    here = f"/api/v1/apps/{app_id}/groups/{group}"
    assert api("PUT", here).status == 200
    assert scopes() == {alone: "USER", others[0]: "GROUP"}
    api("DELETE", f"{GROUPS}/{group}/users/{others[0]}")
    assert scopes() == {alone: "USER"}
    api("PUT", f"{GROUPS}/{group}/users/{others[0]}")
    assert scopes() == {alone: "USER", others[0]: "GROUP"}
    assert api("DELETE", here).status == 204
    assert scopes() == {alone: "USER"}
    api("PUT", here)
    api("DELETE", f"{GROUPS}/{group}")
    assert scopes() == {alone: "USER"}
