"""A change of mappings, masters and attributes, and an organization after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from oktaprofile.impact.errors import ImpactError
from oktaprofile.people.organization import (
    DONT_PUSH,
    PROFILE_MASTERING,
    PUSH,
    TO_OKTA,
    App,
    Line,
    MappingKey,
    Organization,
)
from oktaprofile.plan.markers import UNKNOWN
from oktaprofile.plan.not_known import NotKnown

AUTO = "auto"


class Mapped(NamedTuple):
    """One target attribute of one mapping. `line` None: it is not mapped any more. `allow`: codes of checks of the
    expression that refuse nothing. `at_once`: the whole mapping is applied to everybody with the change."""

    app_id: str
    user_type: str | None
    direction: str
    target: str
    line: Line | None
    allow: tuple[str, ...] = ()
    at_once: bool = False


class Mastered(NamedTuple):
    """The source of one Okta attribute, as Okta's JSON: {"type": ..., "priority": [{"value": app id}, ...]}."""

    user_type: str | None
    attribute: str
    master: Mapping[str, Any]


class Attributed(NamedTuple):
    """One attribute of an app's profile (`app_id`) or of a user type's (`app_id` None). `definition` None: it
    is removed; otherwise what is said of it, in Okta's JSON, and the whole of it if `whole`. `renewed`: it is deleted
    and made again, so nobody has a value. `app_id` or `user_type` UNKNOWN: of nobody knows which."""

    app_id: str | None
    user_type: str | None
    name: str
    definition: Mapping[str, Any] | None
    whole: bool = False
    renewed: bool = False


class Doubted(NamedTuple):
    """One target attribute of which the plan does not say yet how it is filled. `user_type` UNKNOWN: of every type."""

    app_id: str | None
    user_type: str | None
    attribute: str
    reason: str = "what fills it is known only after apply"


@dataclass
class Change:
    """What a plan or a command line changes. Apps are given by id or label, user types as configured: an id, a
    name, or None. `not_known`: what the plan does not say yet; `doubted`: the attributes that this is about.
    `sourcing`: apps that become profile sources, which no plan does: it is a box of Okta's console."""

    mapped: list[Mapped] = field(default_factory=list)
    mastered: list[Mastered] = field(default_factory=list)
    attributed: list[Attributed] = field(default_factory=list)
    doubted: list[Doubted] = field(default_factory=list)
    not_known: tuple[NotKnown, ...] = ()
    sourcing: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        parts = (self.mapped, self.mastered, self.attributed, self.doubted, self.not_known, self.sourcing)
        return any(parts)

    def app_ids(self) -> set[str]:
        """The apps that it speaks of."""
        ids = {one.app_id for one in self.mapped}
        ids |= {one.app_id for one in self.attributed if one.app_id}
        ids |= {one.app_id for one in self.doubted if one.app_id}
        ids |= set(self.sourcing)
        for one in self.mastered:
            ids |= {str(source["value"]) for source in one.master.get("priority") or ()}
        return ids - {UNKNOWN}


def override(app_ids: Iterable[str]) -> dict[str, Any]:
    """The master of an attribute that these apps source, in order."""
    return {"type": "OVERRIDE", "priority": [{"type": "APP", "value": app_id} for app_id in app_ids]}


def resolved(change: Change, organization: Organization) -> Change:
    """The change with the ids of apps, where it names them by label. Raises ImpactError."""

    def id_of(name: str) -> str:
        return app_id_of(organization, name)

    return Change(
        [one._replace(app_id=id_of(one.app_id)) for one in change.mapped],
        [
            one._replace(
                master={
                    **one.master,
                    "priority": [
                        {**source, "value": id_of(str(source["value"]))}
                        for source in one.master.get("priority") or ()
                    ],
                }
            )
            for one in change.mastered
        ],
        [
            one if one.app_id is None or one.app_id is UNKNOWN else one._replace(app_id=id_of(one.app_id))
            for one in change.attributed
        ],
        [one if one.app_id is None else one._replace(app_id=id_of(one.app_id)) for one in change.doubted],
        change.not_known,
        [id_of(name) for name in change.sourcing],
    )


def app_id_of(organization: Organization, name: str) -> str:
    """The id of the app with this id or label. Raises ImpactError for none, or for several of one label."""
    if name in organization.apps:
        return name
    found = [app.id for app in organization.apps.values() if app.label == name]
    if len(found) == 1:
        return found[0]
    where = organization.url or "the snapshot"
    if found:
        raise ImpactError(f"{len(found)} apps of {where} are labelled {name!r}.", f"Ids: {', '.join(found)}.")
    labels = sorted(app.label for app in organization.apps.values())
    raise ImpactError(
        f"There is no app {name!r} in {where}.",
        f"Apps: {', '.join(labels[:20])}. If the name comes out of a plan, check that the plan and the org (or "
        "the snapshot) belong together.",
    )


Doubts = Mapping[tuple[str, "str | None", str], str]
"""(user type's id, app's id or None for Okta, attribute) of what nobody can predict -> why."""


class After(NamedTuple):
    """An organization after a change, and what is new in it: (app id, attribute) of app attributes without
    values yet. `doubts`: the attributes whose filling the plan does not say yet. `at_once`: the mappings that reach
    everybody with the change itself."""

    organization: Organization
    new_attributes: frozenset[tuple[str, str]]
    doubts: Doubts = {}  # noqa: RUF012 - never changed
    at_once: frozenset[MappingKey] = frozenset()


def apply(change: Change, before: Organization) -> After:
    """The organization after a `resolved` change. Raises ImpactError where it names a user type or an attribute
    that does not exist."""
    after = before.copy()
    new: set[tuple[str, str]] = set()
    for app_id in change.sourcing:
        _make_source(app_id, after)
    at_once: set[MappingKey] = set()
    for one in change.attributed:
        new |= _attribute(one, before, after)
    for mapped in change.mapped:
        app = after.apps[mapped.app_id]
        key = MappingKey(app.id, _type(before, mapped.user_type), mapped.direction)
        lines = after.mappings.setdefault(key, {})
        if mapped.at_once:
            at_once.add(key)
        if mapped.line is None:
            lines.pop(mapped.target, None)
        else:
            lines[mapped.target] = _settled(mapped.line, app, mapped.direction)
    for mastered in change.mastered:
        schema = after.user_schemas.setdefault(_type(before, mastered.user_type), {})
        if mastered.attribute not in schema:
            raise ImpactError(
                f"The user type has no attribute {mastered.attribute}, whose source the plan changes.",
                "Read the org (or make the snapshot) anew: the plan was made against another state of it.",
            )
        if not any("master" in definition for definition in schema.values()):
            raise ImpactError(
                f"The plan changes the source of {mastered.attribute}, but this org keeps no source for each "
                "attribute: its user schema has no `master` at all.",
                "Ask Okta support to switch attribute-level mastering on (oktaprofile doctor shows it).",
            )
        schema[mastered.attribute] = {**schema[mastered.attribute], "master": mastered.master}
    return After(after, frozenset(new), _doubts(change, before), frozenset(at_once))


def _make_source(app_id: str, after: Organization) -> None:
    """Ticks "Allow … to source Okta users". Towards Okta a profile source takes only PUSH, any other app only DONT_PUSH
    (okta/terraform-provider-okta #807 and #1295, and every recorded row), so every line that it has begins to count."""
    app = after.apps[app_id]
    after.apps[app_id] = app._replace(features=app.features | {PROFILE_MASTERING})
    for key, lines in after.mappings.items():
        if (key.app_id, key.direction) == (app_id, TO_OKTA):
            lines.update({name: line._replace(push_status=PUSH) for name, line in lines.items()})


def _attribute(one: Attributed, before: Organization, after: Organization) -> set[tuple[str, str]]:
    """Changes one definition, and gives the app attributes that have no values yet by that."""
    new = set()
    if one.app_id is not None:
        everywhere = one.app_id is UNKNOWN
        schemas = [(id_, after.app_schemas.setdefault(id_, {})) for id_ in _apps(one, before)]
        new = {(id_, one.name) for id_, schema in schemas if one.renewed or one.name not in schema}
    else:
        everywhere = one.user_type is UNKNOWN
        types = before.types if everywhere else [_type(before, one.user_type)]
        schemas = [(id_, after.user_schemas.setdefault(id_, {})) for id_ in types]
    for _, schema in schemas:
        if everywhere and one.name in schema:
            continue  # the change is of one of them, and doubted
        if one.definition is None:
            schema.pop(one.name, None)
        else:
            schema[one.name] = {**({} if one.whole else schema.get(one.name, {})), **one.definition}
    return new if one.definition is not None else set()


def _apps(one: Attributed, before: Organization) -> list[str]:
    assert one.app_id is not None
    return list(before.app_schemas) if one.app_id is UNKNOWN else [one.app_id]


def _doubts(change: Change, before: Organization) -> Doubts:
    return {
        (type_id, one.app_id, one.attribute): one.reason
        for one in change.doubted
        for type_id in (before.types if one.user_type is UNKNOWN else [_type(before, one.user_type)])
    }


def _settled(line: Line, app: App, direction: str) -> Line:
    """`auto` as Okta stores it: PUSH from a profile source and to an app that is pushed to."""
    if line.push_status in (PUSH, DONT_PUSH):
        return line
    on = app.is_profile_source if direction == TO_OKTA else app.is_pushed_to
    return Line(line.expression, PUSH if on else DONT_PUSH)


def _type(organization: Organization, selector: str | None) -> str:
    type_id = organization.type_of(selector)
    if type_id is None:
        known = ", ".join(f"{name} ({id_})" for id_, name in organization.types.items())
        raise ImpactError(f"There is no user type {selector!r}. There are: {known}.")
    return type_id
