"""Whether an org has what a plan gives an attribute (its lines of mappings, its source, its greatest length), and which
later changes of the org cannot touch it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from oktaprofile.impact.prediction_file import Master, Target
from oktaprofile.impact.system_log import Foreign
from oktaprofile.people.organization import TO_APP, TO_OKTA, Definition, MappingKey, Organization
from oktaprofile.plan.afterwards import APPLIED, EDITED, NOT_APPLIED, NOT_KNOWN, PARTLY
from oktaprofile.plan.markers import SENSITIVE


def states(targets: Iterable[Target], now: Organization) -> list[str]:
    """One word of `plan.afterwards.STATES` for each target, in order. An attribute downstream that gets its new value
    by way of Okta alone is as applied as what is planned in Okta."""
    own = [(one, _parts(one, now)) for one in targets]
    in_okta = [state for target, parts in own if target.app_id is None for state in parts]
    return [_together(parts or in_okta) for _, parts in own]


def source_apps(target: Target, now: Organization) -> frozenset[str]:
    """Ids of the apps whose import brings an Okta attribute its value."""
    labels = target.source[1][1] if target.source else ()
    by_label = {app.label: app.id for app in now.apps.values()}
    named = {by_label[label] for label in labels if label in by_label}
    return frozenset(named or {one.app_id for one in target.lines if one.after is not None})


def foreign(targets: Sequence[Target], index: int, now: Organization) -> Foreign:
    """Whether the ids that an event names are certainly of mappings, apps and user types that have no part in a target.
    What is not known by its id may be anything. Downstream whatever has a part in the Okta user has one, too."""
    target = targets[index]
    parts = (
        [target] if target.app_id is None else [one for one in targets if one.app_id in (None, target.app_id)]
    )
    apps, keys = set[str](), set[MappingKey]()
    for one in parts:
        direction = TO_OKTA if one.app_id is None else TO_APP
        ids = source_apps(one, now) if one.app_id is None else {one.app_id}
        apps |= ids
        keys |= {MappingKey(id_, one.type_id, direction) for id_ in ids}
    rows = {id_ for id_, key in now.rows.items() if key in keys}
    types = {one.type_id for one in parts}
    others = {*now.apps, *now.rows, *now.types} - apps - rows - types
    own = apps | rows
    return lambda ids: not ids.isdisjoint(others) and ids.isdisjoint(own)


def _parts(target: Target, now: Organization) -> list[str]:
    found = []
    direction = TO_OKTA if target.app_id is None else TO_APP
    for planned in target.lines:
        if planned.before == planned.after:
            continue
        lines = now.mappings.get(MappingKey(planned.app_id, target.type_id, direction), {})
        if planned.after is not None and planned.after.expression in (None, str(SENSITIVE)):
            found.append(NOT_KNOWN)
        else:
            found.append(_state(lines.get(target.attribute), planned.before, planned.after))
    if target.source is not None and target.source[0] != target.source[1]:
        found.append(_state(_master(target, now), *target.source))
    if (_definition(target, now).get("maxLength") or None) != target.max_length:
        found.append(NOT_APPLIED)
    return found


def _state(current: object, before: object, after: object) -> str:
    return APPLIED if current == after else NOT_APPLIED if current == before else EDITED


def _definition(target: Target, now: Organization) -> Definition:
    schemas, key = (
        (now.user_schemas, target.type_id) if target.app_id is None else (now.app_schemas, target.app_id)
    )
    return schemas.get(key, {}).get(target.attribute, {})


def _master(target: Target, now: Organization) -> Master:
    master = _definition(target, now).get("master") or {}
    apps = tuple(now.label(str(one["value"])) for one in master.get("priority") or ())
    return str(master.get("type", "PROFILE_MASTER")), apps


def _together(parts: list[str]) -> str:
    """The worst of several."""
    if NOT_APPLIED in parts and APPLIED in parts:
        return PARTLY
    for state in (EDITED, NOT_APPLIED, NOT_KNOWN):
        if state in parts:
            return state
    return APPLIED
