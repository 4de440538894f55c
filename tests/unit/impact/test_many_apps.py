"""Hundreds of apps that Okta pushes to: what is made ready, how often, and how much of it is kept.

Function calls are counted, not seconds: they are the same on every machine.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable

import pytest

from oktaprofile.impact import engine as engine_module
from oktaprofile.impact.affected import affected
from oktaprofile.impact.change import Change, Mapped, apply
from oktaprofile.impact.engine import Engine
from oktaprofile.impact.readers import Readers
from oktaprofile.people.organization import TO_APP, TO_OKTA, App, Line, MappingKey, Organization
from oktaprofile.people.person import AppUser, Person
from oktaprofile.people.surroundings import Surroundings
from tests.unit.impact.small_org import TEXT, TYPE

LINES = 10
NAMES = [f"a{number}" for number in range(LINES)]
SOURCE = "0oaSource"


def org_of(apps: int) -> Organization:
    """One profile source, and so many apps that Okta pushes to, each with LINES lines."""
    org = Organization(url="https://acme.okta.com", types={TYPE: "user"}, default_type=TYPE)
    limited = {name: {**TEXT, "maxLength": 50, "master": {"type": "PROFILE_MASTER"}} for name in NAMES}
    org.user_schemas[TYPE] = {"login": TEXT, **limited}
    for app_id in (SOURCE, *(f"0oa{number:03}" for number in range(apps))):
        feature = "PROFILE_MASTERING" if app_id == SOURCE else "PUSH_PROFILE_UPDATES"
        features = frozenset({"IMPORT_PROFILE_UPDATES", feature})
        org.apps[app_id] = App(app_id, app_id.lower(), f"App {app_id}", "ACTIVE", features)
        org.app_schemas[app_id] = {name: {**TEXT, "maxLength": 20} for name in NAMES}
        way, read = (TO_OKTA, "appuser") if app_id == SOURCE else (TO_APP, "user")
        org.mappings[MappingKey(app_id, TYPE, way)] = {name: Line(f"{read}.{name}") for name in NAMES}
    return org


def engine_of(org: Organization, changed: int = 1) -> Engine:
    """The engine of a change of the source's first lines."""
    lines = [Mapped(SOURCE, None, TO_OKTA, name, Line(f"'x' + appuser.{name}")) for name in NAMES[:changed]]
    after = apply(Change(lines), org)
    return Engine(org, after, affected(org, after))


def people_of(org: Organization, number: int, apps: int) -> list[Person]:
    """So many people, each with so many apps of their own."""
    choice, pushed = random.Random(number), [app_id for app_id in org.apps if app_id != SOURCE]
    profile = dict.fromkeys(("login", *NAMES), "v")
    return [
        Person(
            f"u{one}",
            TYPE,
            "ACTIVE",
            profile,
            {app_id: AppUser(profile, "e") for app_id in (SOURCE, *sorted(choice.sample(pushed, apps)))},
        )
        for one in range(number)
    ]


def calls(action: Callable[[], object]) -> int:
    """How many functions it calls."""
    found = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal found
        found += event == "call"

    sys.setprofile(count)
    try:
        action()
    finally:
        sys.setprofile(None)
    return found


def test_whoever_has_a_set_of_apps_of_their_own_costs_little_more() -> None:
    """It was made ready from its parts for every set: 30 ms a person with 100 of 300 apps, and half a megabyte kept of
    each."""
    org = org_of(40)
    engine, people = engine_of(org), people_of(org, 200, 10)
    for person in people[:100]:
        engine.person(person)
    new = calls(lambda: [engine.person(person) for person in people[100:]])
    again = calls(lambda: [engine.person(person) for person in people[100:]])
    assert again <= new < 3 * again


def test_what_is_kept_ready_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes again gets the same, and who was seen is still known."""
    org = org_of(12)
    people = people_of(org, 60, 3)
    unbounded = engine_of(org)
    expected = [unbounded.person(person) for person in people]
    monkeypatch.setattr(engine_module, "_MOST_KINDS", 2)
    bounded = engine_of(org)
    assert [bounded.person(person) for person in people] == expected
    assert len(bounded._prepared) <= 2
    assert bounded.seen == unbounded.seen == {TYPE, *org.apps}


def test_twice_as_many_apps_take_twice_as_long_to_be_made_ready() -> None:
    """Each line asked all apps of the org which of them are profile sources."""
    small, large = (engine_of(org_of(apps)).preparation for apps in (50, 100))
    assert calls(large.looked_at) < 2.3 * calls(small.looked_at)


def test_who_reads_an_attribute_is_looked_up() -> None:
    """Each line of the org was parsed again for every target."""
    org = org_of(100)
    engine = engine_of(org, changed=LINES)
    readers = Readers(org, Surroundings())
    of_okta = [target for target in engine.targets if target.app_id is None]
    assert len(of_okta) == LINES
    assert calls(lambda: [readers.of(target) for target in of_okta]) < 10 * LINES
    assert [len(readers.of(target)) for target in of_okta] == [100] * LINES
