"""The values of our own resource types in a plan or state, as `reader.py` gives them.

A value that the plan does not know yet is UNKNOWN, an argument that is not set is None or absent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from oktaprofile.plan.markers import SENSITIVE, UNKNOWN

PREFIX = "oktaprofile_"
MAPPING, OVERRIDE, APP_PROPERTIES, APP_PROPERTY, USER_PROPERTY = (
    "oktaprofile_mapping",
    "oktaprofile_master_override",
    "oktaprofile_app_user_properties",
    "oktaprofile_app_user_property",
    "oktaprofile_user_property",
)
PROPERTIES = (APP_PROPERTIES, APP_PROPERTY, USER_PROPERTY)

TO_OKTA, TO_APP = "to_okta", "to_app"
AUTO, DONT_PUSH = "auto", "DONT_PUSH"
VERIFY = "verify"
LOGIN = "login"


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


DEFINITION = words(
    "title type description required unique scope permissions external_name external_namespace enum "
    "one_of array_type array_enum array_one_of min_length max_length pattern master master_priority union"
)
"""The arguments of one property's definition, in whatever resource it is."""
_OWNER = words("id restores on_destroy adopt_existing name_release_timeout_seconds")
ARGUMENTS: Mapping[str, frozenset[str]] = {
    MAPPING: words(
        "id app_id direction user_type user_type_id properties allow apply_to_existing_users restores on_destroy"
    ),
    OVERRIDE: words("id property sources inherits mode user_type user_type_id restores on_destroy"),
    APP_PROPERTIES: _OWNER | {"app_id", "properties"},
    APP_PROPERTY: _OWNER | DEFINITION | {"app_id", "name"},
    USER_PROPERTY: _OWNER | DEFINITION | {"name", "user_type", "user_type_id"},
}
"""The arguments of every resource type that this version understands."""

State = Mapping[str, Any]


class Line(NamedTuple):
    """One mapped attribute. `expression` None: known only after apply. `push_status`: what Okta will hold, or `auto`;
    None where the plan does not say."""

    expression: str | None
    push_status: str | None


def user_type(state: State) -> str | None:
    """The user type as an id or a name; None: the org's default type; UNKNOWN."""
    type_id, name = state.get("user_type_id"), state.get("user_type")
    if type_id and type_id is not UNKNOWN:
        return str(type_id)
    return UNKNOWN if name is UNKNOWN else None if not name else str(name)


def with_user_type(before: State | None, after: State | None) -> State | None:
    """A planned state with the id of its user type, where that is computed anew from the name that it had before."""
    if before is None or after is None or after.get("user_type_id") is not UNKNOWN:
        return after
    if after.get("user_type") is UNKNOWN or before.get("user_type") != after.get("user_type"):
        return after
    return {**after, "user_type_id": before.get("user_type_id")}


def direction(state: State) -> str:
    """`to_okta`, `to_app` or UNKNOWN."""
    return UNKNOWN if state.get("direction") is UNKNOWN else str(state.get("direction") or TO_OKTA)


def master(state: State) -> dict[str, Any] | None:
    """The source that the state of an override says, in Okta's JSON; None where it is not known. A state without
    sources was refreshed after somebody took the override away: `inherits` has what is there instead (version 0.1.0
    did not note it, and the console's first choice is the profile source)."""
    sources = state.get("sources")
    if not isinstance(sources, list):
        return None
    if not sources:
        return {"type": state.get("inherits") or "PROFILE_MASTER", "priority": []}
    return {"type": "OVERRIDE", "priority": [{"type": "APP", "value": source} for source in sources]}


def deletes(state: State) -> bool:
    """Whether what was there before Terraform is deleted when it is given up, instead of put back."""
    return state.get("on_destroy") == "delete"


def allowed(state: State) -> tuple[str, ...]:
    """The checks of a mapping's expressions that warn only, by their codes; one that is not known yet is left out."""
    codes = state.get("allow")
    return tuple(code for code in codes if isinstance(code, str)) if isinstance(codes, list) else ()


def lines(state: State | None) -> dict[str, Line]:
    """The mapped attributes of a mapping by target; {} where the plan does not say which they are."""
    properties = (state or {}).get("properties")
    if not isinstance(properties, dict):
        return {}
    return {str(target): _line(item) for target, item in properties.items()}


def _line(item: object) -> Line:
    if not isinstance(item, dict):
        return Line(None, None)
    expression = item.get("expression")
    known = isinstance(expression, str) and expression is not UNKNOWN
    status = item.get("effective_push_status")
    if status is UNKNOWN or not status:
        status = item.get("push_status")
    return Line(
        expression if known else None, status if isinstance(status, str) and status is not UNKNOWN else None
    )


def former_lines(state: State | None) -> dict[str, Line]:
    """What each attribute of a mapping is mapped to again once it is given up (`restores`)."""
    kept = (state or {}).get("restores")
    if not isinstance(kept, dict):
        return {}
    return {
        str(target): Line(item.get("expression"), item.get("push_status"))
        for target, item in kept.items()
        if isinstance(item, dict)
    }


def login_stays(state: State, target: str) -> bool:
    """The provider leaves a mapping of login towards Okta in place when it has nothing to put back."""
    return target == LOGIN and direction(state) == TO_OKTA


def definitions(kind: str, state: State | None) -> dict[str, State]:
    """Property definitions by name, in Terraform's arguments; {} where the plan does not say which they are."""
    if state is None:
        return {}
    if kind != APP_PROPERTIES:
        name = state.get("name")
        return {} if name is None or name is UNKNOWN else {str(name): state}
    items = state.get("properties")
    if not isinstance(items, dict):
        return {}
    return {
        str(name): item if isinstance(item, dict) else {} for name, item in items.items() if item is not None
    }


def former_definition(kind: str, state: State, name: str) -> dict[str, Any] | None:
    """The definition that `restores` holds for a name, in Okta's JSON; None: the property is removed, or not known."""
    kept = state.get("restores")
    if kind == APP_PROPERTIES:
        kept = kept.get(name) if isinstance(kept, dict) else None
    if not isinstance(kept, str) or kept is UNKNOWN or kept is SENSITIVE:
        return None
    try:
        found = json.loads(kept)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
