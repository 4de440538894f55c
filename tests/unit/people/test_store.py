"""What of a store is read where not every app plays a part."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from oktaprofile.people import making
from oktaprofile.people import store as stores
from oktaprofile.people.errors import PeopleError
from oktaprofile.people.organization import PUSH_PROFILE_UPDATES, App, Organization
from oktaprofile.people.person import AppUser, Person
from oktaprofile.people.store import MOST_APPS, NOT_LOOKED_AT, USERS


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


def test_more_apps_than_a_table_has_columns_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With what to do instead, and before anybody is read; as many as that are kept."""
    stores.in_memory([f"0oa{number}" for number in range(MOST_APPS)])
    apps = {
        f"0oa{number}": App(f"0oa{number}", "x", "X", "ACTIVE", frozenset({PUSH_PROFILE_UPDATES}))
        for number in range(MOST_APPS + 1)
    }
    monkeypatch.setattr(making, "read_organization", lambda org, url: Organization(url, apps))
    nobody: Any = None
    with pytest.raises(PeopleError, match="1,991 apps") as refused:
        making.make_snapshot(nobody, "https://acme.okta.com", tmp_path / "people")
    assert "without --snapshot" in refused.value.next_step
    assert list(tmp_path.iterdir()) == []
