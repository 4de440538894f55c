"""What is left out for speed changes nobody's result: random orgs and changes, with and without each short cut."""

from __future__ import annotations

from dataclasses import replace

from oktaprofile.impact.affected import affected
from oktaprofile.impact.change import apply
from oktaprofile.impact.engine import Engine
from oktaprofile.people.store import NOT_LOOKED_AT
from tests.unit.impact.random_org import RandomOrg

ORGS = 60


def engine_of(made: RandomOrg, seed: int) -> Engine:
    """The engine of a random change; with every other seed the order of the sources is known."""
    organization = made.organization()
    after = apply(made.change(), organization)
    order = [app.id for app in made.org.apps.profile_sources()] if seed % 2 else []
    return Engine(organization, after, affected(organization, after), order=order)


def test_apps_that_are_not_looked_at_play_no_part() -> None:
    """Of an app that gives no target a value and gets none, who is assigned is enough."""
    left_out = 0
    for seed in range(ORGS):
        made = RandomOrg(seed)
        engine = engine_of(made, seed)
        looked_at = engine.preparation.looked_at()
        for person in made.people():
            results = engine.person(person)
            left_out += len(person.apps.keys() - looked_at)
            apps = {id_: one if id_ in looked_at else NOT_LOOKED_AT for id_, one in person.apps.items()}
            assert engine.person(replace(person, apps=apps)) == results
    assert left_out > ORGS
