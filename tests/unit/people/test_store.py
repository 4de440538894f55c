"""What of a store is read where not every app plays a part."""

from __future__ import annotations

from oktaprofile.people import store as stores
from oktaprofile.people.person import AppUser, Person
from oktaprofile.people.store import NOT_LOOKED_AT, USERS


def test_apps_that_play_no_part_are_left_out() -> None:
    """Else nearly everybody has a set of apps of their own, and is prepared for alone: an org with 300 apps that are
    pushed to took 30 times as long."""
    store = stores.in_memory(["0oa1", "0oa2", "0oa3"])
    store.add(USERS, [("00u1", ["oty1", "ACTIVE", {"login": "a"}])], None, True)
    for app_id in store.apps:
        store.add(app_id, [("00u1", ["e", "ACTIVE", {"x": app_id}])], None, True)
    [[person]] = store.groups(looked_at={"0oa1": True, "0oa3": False, "0oa9": True})
    user = AppUser({"x": "0oa1"}, "e", "ACTIVE")
    assert person == Person("00u1", "oty1", "ACTIVE", {"login": "a"}, {"0oa1": user, "0oa3": NOT_LOOKED_AT})
    [[everything]] = store.groups()
    assert list(everything.apps) == store.apps
    [[nobody]] = store.groups(looked_at={})
    assert nobody.apps == {}
