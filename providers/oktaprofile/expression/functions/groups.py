"""Membership in groups: isMemberOf..., getFilteredGroups, user.getGroups.

The context has the user's groups under "__groups__": a list of objects with "id", "name", "type", "source"
and what else is known ("description", ...). Without it every one of these functions is undetermined.

Facts: Okta's Expression Language overview (classic), "Group functions" and "Get groups for users".
"""

from __future__ import annotations

from oktaprofile.expression import regex
from oktaprofile.expression.errors import Unpublished
from oktaprofile.expression.values import Group, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Context = dict[str, Any]

_FILTERS = {"group.id": "id", "group.type": "type", "group.source.id": "source", "group.profile.name": "name"}
_FILTERED = {"group.id": "id", "group.name": "name", "group.description": "description"}


def _groups(context: Context, function: str) -> list[Group]:
    groups = context.get("__groups__")
    if not isinstance(groups, list) or not all(isinstance(group, dict) and "id" in group for group in groups):
        raise Unpublished(
            f"{function} needs the person's groups, which no profile has (`expression eval` takes them as __groups__)"
        )
    return [_group(group) for group in groups]


def _group(known: dict[str, Any]) -> Group:
    group = Group(known)
    profile = {key: known[key] for key in ("name", "description") if key in known}
    group.setdefault("profile", profile)
    return group


def _attribute(group: Group, name: str) -> str:
    value = group.get(name)
    if not isinstance(value, str):
        raise Unpublished(f"the context does not say the {name} of group {group['id']}")
    return value


def is_member_of_group(context: Context, group_id: str) -> bool:
    """Whether the user is in the group with this id."""
    return any(group["id"] == group_id for group in _groups(context, "isMemberOfGroup"))


def is_member_of_any_group(context: Context, *group_ids: str) -> bool:
    """Whether the user is in one of the groups with these ids."""
    return any(group["id"] in group_ids for group in _groups(context, "isMemberOfAnyGroup"))


def _by_name(context: Context, function: str, fits: Callable[[str, str], bool], wanted: str) -> bool:
    names = [_attribute(group, "name") for group in _groups(context, function)]
    if any(fits(name, wanted) for name in names):
        return True
    if any(fits(name.casefold(), wanted.casefold()) for name in names):
        raise Unpublished(f"Okta publishes nothing on {function} of a group whose name differs in case only")
    return False


def is_member_of_group_name(context: Context, name: str) -> bool:
    """Whether the user is in a group of this name."""
    return _by_name(context, "isMemberOfGroupName", str.__eq__, name)


def is_member_of_group_name_starts_with(context: Context, prefix: str) -> bool:
    """Whether the user is in a group whose name begins so."""
    return _by_name(context, "isMemberOfGroupNameStartsWith", str.startswith, prefix)


def is_member_of_group_name_contains(context: Context, search: str) -> bool:
    """Whether the user is in a group in whose name this occurs."""
    return _by_name(context, "isMemberOfGroupNameContains", str.__contains__, search)


def is_member_of_group_name_regex(context: Context, pattern: str) -> bool:
    """Whether the user is in a group whose name fits. Whether it must fit as a whole is not published."""
    names = [_attribute(group, "name") for group in _groups(context, "isMemberOfGroupNameRegex")]
    if any(regex.matches(name, pattern) for name in names):
        return True
    if any(regex.found(name, pattern) for name in names):
        raise Unpublished(
            "Okta publishes nothing on isMemberOfGroupNameRegex where a part of a name fits only"
        )
    return False


def get_filtered_groups(context: Context, group_ids: object, attribute: str, limit: int) -> list[str]:
    """`attribute` ("group.name", "group.id" or "group.description") of the user's groups among `group_ids`."""
    if not isinstance(group_ids, list) or not all(isinstance(one, str) for one in group_ids):
        raise Unpublished(
            f"Okta publishes nothing on getFilteredGroups with {type_name(group_ids)} for the ids"
        )
    if attribute not in _FILTERED:
        raise Unpublished(
            "Okta publishes nothing on getFilteredGroups of another attribute than group.name and its like"
        )
    groups = [group for group in _groups(context, "getFilteredGroups") if group["id"] in group_ids]
    if limit < len(groups):
        raise Unpublished("Okta publishes nothing on which groups getFilteredGroups leaves out at its limit")
    return [_attribute(group, _FILTERED[attribute]) for group in groups]


def get_groups(context: Context, *filters: object) -> list[Group]:
    """The user's groups that pass every filter, in the order of the context.

    A filter is `{'group.type': {'OKTA_GROUP', 'APP_GROUP'}}`: one of the values; a single one needs no
    braces.
    """
    if not filters:
        raise Unpublished("Okta publishes nothing on user.getGroups without a filter")
    groups = _groups(context, "user.getGroups")
    for given in filters:
        groups = [group for group in groups if _passes(group, given)]
    return groups


def _passes(group: Group, given: object) -> bool:
    if not isinstance(given, dict):
        raise Unpublished(f"Okta publishes nothing on user.getGroups with {type_name(given)} for a filter")
    keys = [key for key in given if key != "operator"]
    if len(keys) != 1 or keys[0] not in _FILTERS:
        raise Unpublished(f"Okta publishes nothing on user.getGroups with the filter {', '.join(given)}")
    wanted = given[keys[0]]
    values = wanted if isinstance(wanted, list) else [wanted]
    if not all(isinstance(value, str) for value in values):
        raise Unpublished("Okta publishes nothing on user.getGroups with a filter that is not a text")
    actual = _attribute(group, _FILTERS[keys[0]])
    if keys[0] == "group.profile.name":
        return any(_name_passes(actual, value, given.get("operator")) for value in values)
    return actual in values


def _name_passes(name: str, wanted: str, operator: object) -> bool:
    """Without an operator, Okta's pages differ: the exact name, a beginning, or `East.*` for a beginning."""
    readings = {
        "EXACT": (name == wanted,),
        "STARTS_WITH": (name.startswith(wanted),),
        None: (name == wanted, name.startswith(wanted), name.startswith(wanted.removesuffix(".*"))),
    }.get(operator if operator is None else str(operator))
    if readings is None:
        raise Unpublished(
            "Okta publishes nothing on user.getGroups with another operator than EXACT and STARTS_WITH"
        )
    if len(set(readings)) > 1:
        raise Unpublished(
            "Okta's pages differ on whether a name in user.getGroups is a whole name or its beginning: add "
            "'operator': 'EXACT' or 'STARTS_WITH'"
        )
    return readings[0]
