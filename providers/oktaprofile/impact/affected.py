"""Which attributes a change can affect: those it maps or sources otherwise, and those downstream that read them."""

from __future__ import annotations

from typing import NamedTuple

from oktaprofile.impact.change import After
from oktaprofile.impact.rules import Rule, ready
from oktaprofile.people.organization import TO_APP, TO_OKTA, Line, MappingKey, Organization


class Target(NamedTuple):
    """An attribute whose values may change: of the Okta user (`app_id` None) or of an app downstream.

    `expressions`: for an Okta attribute, app id -> (line before, line after) of every app that maps it, one of
    them None where it is not mapped; for one downstream only its own app.
    """

    type_id: str
    app_id: str | None
    attribute: str
    expressions: dict[str, tuple[Line | None, Line | None]]

    @property
    def line_changes(self) -> bool:
        """Whether a mapping line of it changes, and not only what it reads or where it comes from."""
        return any(before != after for before, after in self.expressions.values())

    @property
    def maps_or_unmaps(self) -> bool:
        """Whether it is mapped only before the change, or only afterwards."""
        return any((before is None) != (after is None) for before, after in self.expressions.values())


def affected(before: Organization, after: After) -> list[Target]:
    """Every target of the change, Okta's first. Deterministic: by user type, app and name."""
    found: list[Target] = []
    for type_id in after.organization.types:
        in_okta = _okta_targets(before, after, type_id)
        found += in_okta
        names = {target.attribute for target in in_okta}
        for app_id in sorted(after.organization.pushed_apps):
            found += _downstream(before, after, type_id, app_id, names)
    return found


def _okta_targets(before: Organization, changed: After, type_id: str) -> list[Target]:
    after = changed.organization
    old, new = before.user_schemas.get(type_id, {}), after.user_schemas.get(type_id, {})
    names = {name for name in old.keys() & new.keys() if old[name] != new[name]}
    names |= _doubted(changed, type_id, None)
    lines: dict[str, dict[str, tuple[Line | None, Line | None]]] = {}
    for app_id in after.apps:
        key = MappingKey(app_id, type_id, TO_OKTA)
        was, becomes = before.mappings.get(key, {}), after.mappings.get(key, {})
        becomes_source = after.apps[app_id].is_profile_source and not before.apps[app_id].is_profile_source
        asked = newly_required(before, after, app_id) or no_longer_required(before, after, app_id)
        becomes_source = becomes_source or bool(asked)
        for target in {**was, **becomes}:
            pair = (was.get(target), becomes.get(target))
            lines.setdefault(target, {})[app_id] = pair
            if pair[0] != pair[1] or becomes_source or key in changed.at_once:
                names.add(target)
    deleted = old.keys() - new.keys()  # with everybody's values
    names = {name for name in names if name in new} | deleted
    return [Target(type_id, None, name, lines.get(name, {})) for name in sorted(names)]


def newly_required(before: Organization, after: Organization, app_id: str) -> list[str]:
    """The attributes of a source's profile that the change makes required. An import skips whoever has none of them,
    and the next full one may deactivate them, whatever is mapped (Okta's help, "Active Directory field mappings"
    and "Optional first and last names", read 2026-11-30)."""
    return sorted(_required(after, app_id) - _required(before, app_id)) if after.apps[app_id].imports else []


def no_longer_required(before: Organization, after: Organization, app_id: str) -> list[str]:
    """Those that the change stops requiring, or deletes: an import skips whoever has none, today and not afterwards."""
    return sorted(_required(before, app_id) - _required(after, app_id)) if after.apps[app_id].imports else []


def already_required(before: Organization, after: Organization, app_id: str) -> list[str]:
    """Those that are required before and after the change: an import skips such people with it and without it."""
    return sorted(_required(after, app_id) & _required(before, app_id)) if after.apps[app_id].imports else []


def _required(organization: Organization, app_id: str) -> set[str]:
    schema = organization.app_schemas.get(app_id, {})
    return {name for name, one in schema.items() if one.get("required") and name != "userName"}


def deleted_of_apps(before: Organization, after: Organization) -> list[tuple[str, str]]:
    """(app's label, attribute) of what the change deletes in apps' profiles, with everybody's values."""
    return [
        (after.label(app_id), name)
        for app_id, schema in sorted(before.app_schemas.items())
        for name in sorted(schema.keys() - after.app_schemas.get(app_id, {}).keys())
    ]


def _downstream(
    before: Organization, change: After, type_id: str, app_id: str, changed: set[str]
) -> list[Target]:
    after, doubted = change.organization, _doubted(change, type_id, app_id)
    key = MappingKey(app_id, type_id, TO_APP)
    was, becomes = before.mappings.get(key, {}), after.mappings.get(key, {})
    old, new = before.app_schemas.get(app_id, {}), after.app_schemas.get(app_id, {})
    found = []
    for target in sorted({*was, *becomes, *doubted}):
        pair = (was.get(target), becomes.get(target))
        if target == "userName" or target not in new:
            continue  # a user name is changed by its own template, not by the mapping
        rule = ready(becomes, target, new, TO_APP, "")
        reads = rule is not None and bool(rule.reads & changed)
        redefined = target in old and old[target] != new[target]
        if pair[0] != pair[1] or reads or redefined or target in doubted or key in change.at_once:
            found.append(Target(type_id, app_id, target, {app_id: pair}))
    return found


def _doubted(after: After, type_id: str, app_id: str | None) -> set[str]:
    """The attributes of a profile of which the plan does not say yet how they are filled."""
    return {name for of_type, of_app, name in after.doubts if (of_type, of_app) == (type_id, app_id)}


def feedback(after: Organization, targets: list[Target]) -> list[tuple[str, str, str]]:
    """Attributes that are pushed to an app and read back from it: (app's label, its attribute, the Okta user's). The
    prediction ends before the second round."""
    found = []
    for target in targets:
        if target.app_id is None:
            continue
        app = after.apps[target.app_id]
        lines = after.mappings.get(MappingKey(app.id, target.type_id, TO_OKTA), {})
        schema = after.user_schemas.get(target.type_id, {})
        for name in lines:
            rule: Rule | None = ready(lines, name, schema, TO_OKTA, app.name)
            if rule is not None and target.attribute in rule.reads:
                found.append((app.label, target.attribute, name))
    return found
