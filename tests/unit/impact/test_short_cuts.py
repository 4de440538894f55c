"""What is left out for speed changes nobody's result."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from oktaprofile.impact.affected import affected
from oktaprofile.impact.change import Change, Mapped, apply
from oktaprofile.impact.engine import DEACTIVATED, Engine
from oktaprofile.impact.straight import straight
from oktaprofile.impact.whole import Refused
from oktaprofile.people.organization import TO_APP, TO_OKTA, Line, MappingKey, Organization
from oktaprofile.people.person import AppUser, Person
from oktaprofile.people.store import NOT_LOOKED_AT
from oktaprofile.plan.outcomes import CHANGED, CHANGES, POPULATED
from tests.unit.impact.random_org import RandomOrg
from tests.unit.impact.small_org import AD, NUMBERS, RINGCENTRAL, TEXT, TYPE, WORKDAY, change, organization

ORGS = 30


def engine_of(change: Change, before: Organization, order: tuple[str, ...] = ()) -> Engine:
    """The engine of a change to an org."""
    after = apply(change, before)
    return Engine(before, after, affected(before, after), order=order)


def test_apps_that_are_not_looked_at_play_no_part() -> None:
    """Of an app that gives no target a value and gets none, who is assigned is enough, or not even that: random
    orgs and changes."""
    assigned = left_out = 0
    for seed in range(ORGS):
        made = RandomOrg(seed)
        order = tuple(app.id for app in made.org.apps.profile_sources()) if seed % 2 else ()
        engine = engine_of(made.change(), made.organization(), order)
        looked_at = engine.preparation.looked_at()
        for person in made.people():
            results = engine.person(person)
            kept = {id_: one for id_, one in person.apps.items() if id_ in looked_at}
            apps = {id_: one if looked_at[id_] else NOT_LOOKED_AT for id_, one in kept.items()}
            assigned += sum(one is NOT_LOOKED_AT for one in apps.values())
            left_out += len(person.apps) - len(kept)
            assert engine.person(replace(person, apps=apps)) == results
    assert assigned > ORGS / 2
    assert left_out > ORGS


PHONES = (None, "", "+14155550100#101", "101", "null", "x" * 70, "x" * 200, 7)
NAMES = ("Ana", None, "x" * 30, "x" * 60)
NUMBERS_ = (
    {},
    {"directNumber": None},
    {"extensionNumber": "5"},
    {"directNumber": "null"},
    {"directNumber": 5},
)
APPS = ((RINGCENTRAL, AD), (RINGCENTRAL, WORKDAY, AD), (WORKDAY,))


def with_names() -> Organization:
    """The small org, whose RingCentral gives names and titles beside the numbers; AD gets the names."""
    org = organization(maxLength=100)
    org.user_schemas[TYPE]["firstName"] = {**TEXT, "required": True, "maxLength": 50}
    org.app_schemas[RINGCENTRAL]["firstName"] = TEXT
    org.app_schemas[AD]["givenName"] = {**TEXT, "maxLength": 20}
    beside = {"firstName": Line("appuser.firstName"), "title": Line("appuser.extensionNumber")}
    org.mappings[MappingKey(RINGCENTRAL, TYPE, TO_OKTA)].update(beside)
    org.mappings[MappingKey(AD, TYPE, TO_APP)]["givenName"] = Line("user.firstName")
    return org


def people() -> Iterator[Person]:
    """Every combination of what they may have, some of them deactivated, not linked or not active in their apps."""
    for number, (apps, name, numbers, phone, there) in enumerate(
        product(APPS, NAMES, NUMBERS_, PHONES, PHONES)
    ):
        profile = {"login": "ana@x.example", "firstName": "Ana", "title": "101", "primaryPhone": phone}
        profiles = {
            RINGCENTRAL: {**NUMBERS, "firstName": name, **numbers},
            WORKDAY: {"workPhone": phone},
            AD: {"telephoneNumber": there, "givenName": name},
        }
        linked, state = "e" if number % 37 else None, "ACTIVE" if number % 41 else "INACTIVE"
        app_users = {id_: AppUser(profiles[id_], linked, state) for id_ in apps}
        yield Person(f"u{number}", TYPE, "ACTIVE" if number % 31 else DEACTIVATED, profile, app_users)


@pytest.mark.parametrize(
    "change",
    [
        change(),
        Change([Mapped(RINGCENTRAL, None, TO_OKTA, "title", Line("'x' + appuser.extensionNumber"))]),
        Change([Mapped(RINGCENTRAL, None, TO_OKTA, "title", Line("appuser.extensionNumber + ''"))]),
        Change([Mapped(AD, None, TO_APP, "telephoneNumber", Line("user.title + user.primaryPhone"))]),
        Change(
            [
                Mapped(RINGCENTRAL, None, TO_OKTA, "title", Line("appuser.directNumber")),
                Mapped(AD, None, TO_APP, "telephoneNumber", Line("user.title")),
            ]
        ),
    ],
    ids=["a new line and its source", "a line", "a line that gives the same", "downstream", "both"],
)
def test_the_short_way_gives_the_results_of_the_chain(change: Change) -> None:
    """For everybody who takes it, and the chain counts nothing of them beside their results."""
    engine, ways = engine_of(change, with_names(), (RINGCENTRAL, WORKDAY)), {}
    short = changed = 0
    for person in people():
        apps = frozenset(person.apps)
        if apps not in ways:
            prepared = engine.preparation.prepare(TYPE, apps)
            ways[apps] = prepared, straight(prepared, engine.after)
        prepared, way = ways[apps]
        results = way.results(person) if way is not None and person.status != DEACTIVATED else None
        if results is not None:
            engine.refused = Refused()
            assert results == engine.chain(prepared, person), person
            assert vars(engine.refused) == vars(Refused())
            short += 1
            changed += any(one.effect.outcome in CHANGES for one in results)
    assert short >= changed > 100


def test_a_person_whose_update_is_judged_as_one_costs_at_most_a_tenth_more() -> None:
    """In 0.1.0, which looked at the targets alone, this person and this change took 22 function calls. Calls and not
    seconds: they are the same on every machine."""
    engine, calls = engine_of(change(), with_names()), 0
    profile = {"login": "ana@x.example", "firstName": "Ana", "title": "101", "primaryPhone": "+18005550199"}
    in_ad, in_ringcentral = AppUser({"givenName": "Ana"}, "a"), AppUser({**NUMBERS, "firstName": "Ana"}, "r")
    person = Person("u", TYPE, "ACTIVE", profile, {AD: in_ad, RINGCENTRAL: in_ringcentral})
    first = engine.person(person)

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        again = engine.person(person)
    finally:
        sys.setprofile(None)
    assert again == first
    assert [one.effect.outcome for one in first] == [CHANGED, POPULATED]
    assert calls <= 24
