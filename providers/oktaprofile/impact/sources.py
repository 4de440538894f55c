"""Which apps can be the source of an attribute of an Okta user.

Documented ("Define the attribute profile source", "Profile sources", read 2026-11): OKTA is edited in Okta;
OVERRIDE takes the first app of its list that the user is assigned to; PROFILE_MASTER follows the user's
profile source, the assigned profile source with the highest priority. That order has no public API, so with
two assigned profile sources both are candidates, unless the caller knows the order.

Without attribute-level mastering a schema has no `master` at all; every attribute follows the profile source.
Assumed (row 26): an OVERRIDE none of whose apps the user has follows the profile source too. A user outside
RingCentral in a real org with an override on primaryPhone would settle it: Okta's article on the override ("Active
Directory attributes do not sync to Okta when attribute level sourcing is enabled") tells of values that no import
changes any more.

Assumed: an OVERRIDE may, or may not, still have its source in an app that is no active profile source (row 38).

A source that maps nothing to the attribute: Okta's help ("Map profile attributes") says that the value is then null and
that no other source is asked, and elsewhere ("AD agent import considerations") that what was imported stays when a
mapping goes. All read 2026-11-30.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from oktaprofile.people.organization import Definition

Candidates = tuple[str, ...]
"""Ids of the apps of which one is the source; () when the value is edited in Okta."""

OUTSIDE = (
    "none of the override's apps is theirs, so nothing may change their value any more (published nowhere)"
)
ASLEEP = "an app of its override is no active profile source: what is the source then is published nowhere"
UNMAPPED = "maps nothing to it: Okta's help says both that the value is then null and that it stays"


def in_doubt(definition: Definition, assigned: Collection[str], found: Candidates) -> str:
    """Why nobody knows whether an override has one of the sources that were found; "" where it is no such one."""
    if overridden_without(definition, assigned):
        return OUTSIDE
    override = (definition.get("master") or {}).get("type") == "OVERRIDE"
    return ASLEEP if override and len(found) > 1 else ""


def overridden_without(definition: Definition, assigned: Collection[str]) -> bool:
    """Whether an override names none of these apps."""
    master = definition.get("master") or {}
    named = {one.get("value") for one in master.get("priority") or ()}
    return master.get("type") == "OVERRIDE" and named.isdisjoint(assigned)


def candidates(
    definition: Definition,
    assigned: Collection[str],
    profile_sources: Sequence[str],
    order: Sequence[str] = (),
) -> Candidates:
    """The possible sources of an attribute for a user who is assigned to these apps. Where an app of an override is no
    active profile source (any more), so are those that come after it.

    `profile_sources`: ids of the org's profile sources, in any order; `order`: those ids whose priority is
    known, highest first.
    """
    master = definition.get("master") or {}
    kind = master.get("type")
    if kind == "OKTA":
        return ()
    asleep: list[str] = []
    for one in (master.get("priority") or ()) if kind == "OVERRIDE" else ():
        app_id = str(one.get("value"))
        if app_id in assigned:
            asleep.append(app_id)
            if app_id in profile_sources:
                return tuple(asleep)
    possible = [app_id for app_id in profile_sources if app_id in assigned]
    if len(possible) > 1 and all(app_id in order for app_id in possible):
        possible = [min(possible, key=list(order).index)]
    return (*asleep, *possible)
