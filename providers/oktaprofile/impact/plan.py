"""What a Terraform plan changes for people, out of the JSON of `terraform show -json PLANFILE`.

What the plan does not say yet is never taken for a default: it is doubted, attribute by attribute as far as the plan
tells which, and listed in `Change.not_known`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from oktaprofile.impact.change import AUTO, Attributed, Change, Doubted, Mapped, Mastered, override
from oktaprofile.impact.errors import ImpactError
from oktaprofile.people.organization import TO_APP, TO_OKTA, Line
from oktaprofile.plan import not_known, resources
from oktaprofile.plan.errors import UnreadablePlan
from oktaprofile.plan.markers import UNKNOWN
from oktaprofile.plan.reader import ResourceChange, read_plan
from oktaprofile.plan.resources import ARGUMENTS, MAPPING, OVERRIDE, USER_PROPERTY, State
from oktaprofile.plan.understood import FORGET, MANAGED, NONE, REPLACE

# Terraform's argument -> Okta's word, of what decides whether a value fits.
_WORDS = {
    "title": "title",
    "type": "type",
    "external_name": "externalName",
    "required": "required",
    "min_length": "minLength",
    "max_length": "maxLength",
    "pattern": "pattern",
    "unique": "unique",
}
_DEPOSED = (
    "an object that a failed replacement left behind is deleted: before or after the rest, nothing says"
)
_TWO = "two resources of the plan write it, and their order is not fixed"
_RENEWED = "the attribute is deleted and made again, with nobody's value"


def change_of_plan(text: str) -> Change:
    """The change in a plan's JSON. Raises ImpactError for anything that is not a plan."""
    try:
        plan = read_plan(text, secrets=True)
    except UnreadablePlan as error:
        raise ImpactError(error.message, error.next_step) from None
    change, writers = Change(not_known=not_known.of_plan(plan)), _Writers()
    try:
        for resource in plan.changes:
            ours = resource.mode == MANAGED and resource.type in ARGUMENTS
            if ours and resource.actions != (NONE,) and resource.action != FORGET:
                writers.add(change, resource, _part(resource))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ImpactError(
            f"The plan is not built as Terraform builds it ({type(error).__name__}: {error}).",
            "Give the whole output of: terraform show -json PLANFILE, made with the provider of this version.",
        ) from None
    return change


_Written = Mapped | Mastered | Attributed
_KEY_FIELDS: dict[type, int] = {
    Mapped: 4,
    Mastered: 2,
    Attributed: 3,
}  # what names the attribute that is written


class _Writers:
    """Which resource writes what. Terraform fixes no order between two that do not refer to each other."""

    def __init__(self) -> None:
        self._found: dict[tuple[Any, ...], tuple[str, Any]] = {}

    def add(self, change: Change, resource: ResourceChange, part: Change) -> None:
        """Takes one resource's part of the change."""
        change.doubted += part.doubted
        written: list[_Written] = [*part.mapped, *part.mastered, *part.attributed]
        if resource.deposed:
            change.doubted += [_doubt_of(one, _DEPOSED) for one in written]
            return
        for one in written:
            key = (type(one), *one[: _KEY_FIELDS[type(one)]])
            address, other = self._found.setdefault(key, (resource.address, one))
            if address != resource.address and other != one:
                change.doubted.append(_doubt_of(one, _TWO))
        change.mapped += part.mapped
        change.mastered += part.mastered
        change.attributed += part.attributed


def _doubt_of(one: _Written, reason: str) -> Doubted:
    if isinstance(one, Mapped):
        return Doubted(one.app_id if one.direction == TO_APP else None, one.user_type, one.target, reason)
    if isinstance(one, Mastered):
        return Doubted(None, one.user_type, one.attribute, reason)
    return Doubted(one.app_id, UNKNOWN if one.app_id is not None else one.user_type, one.name, reason)


def _part(resource: ResourceChange) -> Change:
    """What one resource changes."""
    before, after = resource.before, resource.after
    if FORGET in resource.actions:
        before = None  # Okta keeps what it was
    if after is not None and "" in after:
        after = dict.fromkeys(ARGUMENTS[resource.type], UNKNOWN)  # nothing of it is known
    if resource.type == MAPPING:
        return _mapping(resource, before, after)
    if resource.type == OVERRIDE:
        return _override(resource, before, after)
    return _properties(resource, before, after)


def _known(*values: object) -> bool:
    return all(value is not UNKNOWN for value in values)


# mappings

_Where = tuple[str, "str | None", str]  # app id, user type, direction


def _mapping(resource: ResourceChange, before: State | None, after: State | None) -> Change:
    """Keys that are given up get back what `restores` says; then the wanted ones."""
    change = Change()
    where = None if after is None else _where(after)
    wanted = {} if after is None else resources.lines(_with_items(after, "properties"))
    at_once = before != after and (after or {}).get("apply_to_existing_users") is True
    if before is not None:
        old, former = _where(before), resources.former_lines(before)
        if resource.deletes:
            former = {}
        open_ = after is not None and not _known(*_where(after), after.get("properties"))
        for target in {**resources.lines(_with_items(before, "properties")), **former}:
            if old == where and target in wanted:
                continue
            if open_:
                change.doubted += _doubts(old, target)
            elif target in former:
                line = former[target]
                change.mapped.append(Mapped(*old, target, Line(line.expression, str(line.push_status))))
            elif not resources.login_stays(before, target):
                change.mapped.append(Mapped(*old, target, None))
    for target, line in wanted.items():
        assert where is not None
        settled = _known(*where) and line.expression is not None and line.push_status is not None
        change.doubted += [] if settled else _doubts(where, target)
        if _known(*where):
            written = Line(line.expression, line.push_status or AUTO)
            change.mapped.append(Mapped(*where, target, written, resources.allowed(after or {}), at_once))
    return change


def _where(state: State) -> _Where:
    return state["app_id"], resources.user_type(state), resources.direction(state)


def _doubts(where: _Where, target: str) -> list[Doubted]:
    app_id, user_type, direction = where
    found = [] if direction == TO_APP else [Doubted(None, user_type, target)]
    if direction != TO_OKTA and app_id is not UNKNOWN:
        found.append(Doubted(app_id, user_type, target))
    return found


def _with_items(state: State, name: str) -> State:
    """The state, whose argument is a map, or not known or set. Raises TypeError."""
    if not isinstance(state.get(name), dict) and state.get(name) not in (None, UNKNOWN):
        raise TypeError(f"{name} is not an object")
    return state


# sources


def _override(resource: ResourceChange, before: State | None, after: State | None) -> Change:
    change = Change()
    if before is not None and before.get("mode") != resources.VERIFY:
        former = before.get("restores")
        if resource.deletes:
            former = {"type": "PROFILE_MASTER"}
        open_ = after is not None and not _known(after["property"], resources.user_type(after))
        if open_:
            change.doubted.append(Doubted(None, resources.user_type(before), before["property"]))
        elif former and (after is None or _attribute(after) != _attribute(before)):
            master = {"type": former["type"], "priority": former.get("priority") or []}
            change.mastered.append(Mastered(*_attribute(before), master))
    if after is not None and after.get("mode") != resources.VERIFY and after["property"] is not UNKNOWN:
        user_type, attribute = _attribute(after)
        sources, wanted = after["sources"], resources.master(after)
        if wanted is None and sources is not UNKNOWN:
            raise TypeError("sources is not a list")
        if wanted is not None and _known(user_type, after.get("mode"), *sources):
            change.mastered.append(Mastered(user_type, attribute, wanted))
        else:
            change.doubted.append(Doubted(None, user_type, attribute))
    return change


def _attribute(state: State) -> tuple[str | None, str]:
    return resources.user_type(state), state["property"]


# attributes

_Owner = tuple["str | None", "str | None"]  # app id, user type


def _properties(resource: ResourceChange, before: State | None, after: State | None) -> Change:
    change, kind = Change(), resource.type
    old = _owner(kind, before) if before is not None else None
    owner = _owner(kind, after) if after is not None else None
    given_up, wanted = resources.definitions(kind, before), resources.definitions(kind, after)
    open_ = after is not None and not _known(*(owner or ()), after.get("properties"), after.get("name"))
    for name in given_up:
        assert old is not None
        assert before is not None
        if old == owner and name in wanted:
            continue
        if open_:
            change.doubted += _doubted_everywhere(old, name)
            continue
        former = resources.former_definition(kind, before, name)
        if resource.deletes:
            former = None
        change.attributed.append(Attributed(*old, name, former, whole=True))
    for name, item in wanted.items():
        assert owner is not None
        renewed = resource.action == REPLACE and old == owner and name in given_up
        change.attributed.append(Attributed(*owner, name, _definition(item), renewed=renewed))
        if renewed and kind == USER_PROPERTY:
            change.doubted.append(_doubt_of(change.attributed[-1], _RENEWED))
        _master(change, kind, owner, name, item)
    for path in not_known.unknown_arguments(resource) if wanted else ():
        name = path[1] if path[0] == "properties" and len(path) > 1 else next(iter(wanted))
        doubts = _doubted_everywhere(owner, name)
        change.doubted += [one for one in doubts if one not in change.doubted]
    return change


def _owner(kind: str, state: State) -> _Owner:
    return (None, resources.user_type(state)) if kind == USER_PROPERTY else (state["app_id"], None)


def _doubted_everywhere(owner: _Owner | None, name: str) -> list[Doubted]:
    """An app's attribute may be filled for people of every type; of an app that is not known, nothing can be said."""
    if owner is None or owner[0] is UNKNOWN:
        return []
    return [Doubted(owner[0], UNKNOWN if owner[0] is not None else owner[1], name)]


def _master(change: Change, kind: str, owner: _Owner, name: str, item: State) -> None:
    master, priority = item.get("master"), item.get("master_priority") or []
    if kind != USER_PROPERTY or master is None or not _known(master, priority, *priority, *owner):
        return  # what is not known is doubted with the other arguments
    change.mastered.append(
        Mastered(owner[1], name, override(priority) if master == "OVERRIDE" else {"type": master})
    )


def _definition(item: State) -> dict[str, Any]:
    """What a definition says of the values that fit, in Okta's JSON, as far as it is known."""
    definition = {word: item[argument] for argument, word in _WORDS.items() if _is_set(item.get(argument))}
    kind = definition.get("type", "string")
    if _is_set(item.get("enum")):
        definition["enum"] = _choices(item["enum"], kind)
    if _is_set(item.get("array_type")):
        definition["items"] = {"type": item["array_type"]}
        if _is_set(item.get("array_enum")):
            definition["items"]["enum"] = _choices(item["array_enum"], item["array_type"])
    return definition


def _is_set(value: object) -> bool:
    return value is not None and value is not UNKNOWN and not (isinstance(value, list) and not _known(*value))


def _choices(choices: Iterable[str], kind: str) -> list[object]:
    """The elements of `enum`, which Terraform holds as text."""
    return [json.loads(one) if kind in ("number", "integer", "boolean") else one for one in choices]
