"""Who else reads an attribute of the Okta user: whoever does gets its new text, too."""

from __future__ import annotations

from typing import Any

from oktaprofile.expression import ExpressionError, references
from oktaprofile.impact.affected import Target
from oktaprofile.people.organization import TO_APP, Organization

_ROOTS = frozenset({"user", "source"})


def readers(target: Target, organization: Organization) -> list[dict[str, Any]]:
    """The mappings towards apps and the SAML statements that read a target of the Okta user: `app_id`, `app`, `kind`
    (mapping or saml) and `name`, the attribute or the statement. Mappings of apps that are neither a source nor pushed
    to are not read, and a claim of an authorization server is none of an app's."""
    if target.app_id is not None:
        return []
    found = [
        (key.app_id, "mapping", name)
        for key, lines in organization.mappings.items()
        if (key.type_id, key.direction) == (target.type_id, TO_APP)
        for name, line in lines.items()
        if _reads(line.expression, target.attribute)
    ]
    found += [
        (app.id, "saml", name)
        for app in organization.apps.values()
        for name, value in app.statements
        if _reads(value, target.attribute)
    ]
    return [
        {"app_id": app_id, "app": organization.label(app_id), "kind": kind, "name": name}
        for app_id, kind, name in sorted(set(found))
    ]


def _reads(expression: str | None, attribute: str) -> bool:
    try:
        found = references(expression or "null")
    except ExpressionError:
        return False
    return any(one.root in _ROOTS and one.attribute == attribute for one in found)
