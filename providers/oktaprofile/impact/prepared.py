"""What runs for people of one user type who are assigned to the same apps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from oktaprofile.impact.downstream import Push
from oktaprofile.impact.effects import Effect, Result
from oktaprofile.impact.steps import Step
from oktaprofile.impact.whole import Sides
from oktaprofile.people.person import Person
from oktaprofile.plan.outcomes import NOT_AFFECTED

_DEACTIVATED = "the user is deactivated"


class Prepared(NamedTuple):
    """`sides`: by app, the lines beside the targets whose value may be refused; `redefined`: the steps whose attribute
    is limited otherwise afterwards; `required`: by app, what the change makes required in its profile; `held`: what is
    required there before and after; `optional`: what it stops requiring there; `newly_sourced`: whether it makes one of
    their apps a profile source, and the only one that they have; `at_once`: whether a mapping is applied to them
    with the change; `waiting`: whether something may be pushed without a change of theirs in Okta; `lets_in`: whether a
    push fills what an import asks for.
    """

    steps: list[Step]
    pushes: list[Push]
    sides: list[Sides]
    push_sides: list[Sides]
    redefined: list[Step]
    required: list[tuple[str, list[str]]]
    held: list[tuple[str, list[str]]]
    optional: list[tuple[str, list[str]]]
    newly_sourced: bool
    at_once: bool
    waiting: bool = False
    lets_in: bool = False

    def sources(self) -> list[Sequence[str] | None]:
        """For each result the apps that may be its source; None: it is pushed."""
        return [*(step.sources for step in self.steps), *(None for _ in self.pushes)]

    def deactivated(self, person: Person) -> list[Result]:
        """The results of somebody who is deactivated: no import updates them."""
        kept = [(step.target, person.profile.get(step.attribute)) for step in self.steps]
        kept += [(push.target, person.apps[push.app_id].profile.get(push.attribute)) for push in self.pushes]
        return [Result(target, Effect(NOT_AFFECTED, now, _DEACTIVATED), now) for target, now in kept]
