"""The parts of a change of which nobody was read. A count of 0 that nobody stands behind is no answer: an administrator
who is limited to groups is shown only theirs, without an error (Okta's help, "Standard administrator roles")."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from oktaprofile.impact.affected import Target
from oktaprofile.impact.engine import Engine
from oktaprofile.people.organization import Organization
from oktaprofile.plan.not_known import NOBODY, NotKnown


def nobody_read(
    engine: Engine, seen: Collection[str], before: Organization, after: Organization, where: str
) -> Iterator[NotKnown]:
    """Each part that the change is about and of which nobody was read. `seen`: ids of the user
    types and apps of those who were; `where`: what was read, where that is all."""
    targets = engine.targets
    if not targets:
        return
    if not seen:
        yield NotKnown(NOBODY, where)
        return
    for type_id in sorted({target.type_id for target in targets}.difference(seen)):
        yield NotKnown(NOBODY, f"user type {after.types.get(type_id, type_id)}")
    concerned = {app_id for target in targets for app_id in _apps(target, before, after)}
    for app_id in sorted((concerned & engine.preparation.needed_apps()).difference(seen)):
        yield NotKnown(NOBODY, after.label(app_id))


def _apps(target: Target, before: Organization, after: Organization) -> Iterator[str]:
    """The apps whose people decide what becomes of a target: whose line changes, the new sources, and its own."""
    if target.app_id is not None:
        yield target.app_id
        return
    yield from (app_id for app_id, (was, becomes) in target.expressions.items() if was != becomes)
    master, former = (
        (one.user_schemas.get(target.type_id, {}).get(target.attribute, {}).get("master") or {})
        for one in (after, before)
    )
    if master != former:
        yield from (str(one["value"]) for one in master.get("priority") or ())
