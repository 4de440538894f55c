"""Who else reads an attribute of the Okta user: whoever does gets its new text, too."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from oktaprofile.expression import ExpressionError, references
from oktaprofile.impact.affected import Target
from oktaprofile.people.organization import TO_APP, USER_NAME_TEMPLATE, Organization
from oktaprofile.people.surroundings import (
    MAPPING,
    SAML,
    USER_NAME,
    IdentityProvider,
    Reading,
    Surroundings,
)

_ROOTS = frozenset({"user", "source"})


class Readers:
    """Who reads attributes of the Okta user: mappings towards apps, SAML statements, templates of user names, claims
    and group rules."""

    def __init__(self, organization: Organization, around: Surroundings) -> None:
        self._by_name: defaultdict[str, list[Reading]] = defaultdict(list)
        self._unreadable: list[Reading] = []
        for one in (*_of_apps(organization), *around.readings):
            names = _names(one.expression)
            if names is None:
                self._unreadable.append(one)
            for name in names or ():
                self._by_name[name].append(one)

    def of(self, target: Target) -> list[dict[str, Any]]:
        """Those of a target: `app_id` (null: none of an app's), `app`, `kind` and `name`, the attribute, the statement,
        the claim or the rule."""
        if target.app_id is not None:
            return []
        name = target.attribute
        unreadable = [one for one in self._unreadable if reads(one.expression, name)]
        found = {
            (one.app_id or "", one.owner, one.kind, one.name)
            for one in (*self._by_name.get(name, ()), *unreadable)
            if one.type_id in ("", target.type_id)
        }
        return [
            {"app_id": app_id or None, "app": owner, "kind": kind, "name": name}
            for app_id, owner, kind, name in sorted(found)
        ]


def identity_providers(
    target: Target, organization: Organization, around: Surroundings
) -> list[IdentityProvider]:
    """Those that give a target to whoever signs in with them: where it follows the profile source, and they map it."""
    definition = organization.user_schemas.get(target.type_id, {}).get(target.attribute, {})
    if target.app_id is not None or (definition.get("master") or {}).get("type") in ("OVERRIDE", "OKTA"):
        return []
    return [one for one in around.identity_providers if (target.type_id, target.attribute) in one.lines]


def _of_apps(organization: Organization) -> Iterator[Reading]:
    for key, lines in organization.mappings.items():
        if key.direction == TO_APP:
            for name, line in lines.items():
                owner = organization.label(key.app_id)
                yield Reading(MAPPING, key.app_id, owner, name, line.expression or "", key.type_id)
    for app in organization.apps.values():
        for name, value in app.statements:
            kind = USER_NAME if name == USER_NAME_TEMPLATE else SAML
            yield Reading(kind, app.id, app.label, "userName" if kind == USER_NAME else name, value)


def reads(expression: str, attribute: str) -> bool:
    """Whether an expression reads an attribute of the Okta user. One that cannot be read here is looked through."""
    names = _names(expression)
    if names is None:
        pattern = rf"\b(?:user|source)\.(?:profile\.)?{re.escape(attribute)}\b"
        return re.search(pattern, expression) is not None
    return attribute in names


@lru_cache(maxsize=4096)
def _names(expression: str) -> frozenset[str] | None:
    """The attributes of the Okta user that an expression reads; None where it cannot be read here."""
    try:
        found = references(expression or "null")
    except ExpressionError:
        return None
    return frozenset(one.attribute for one in found if one.root in _ROOTS)
