"""Which attributes the numbers pass through: of the app, of Okta, and of the apps downstream."""

from __future__ import annotations

from typing import NamedTuple

from oktaprofile.expression import ExpressionError, references
from oktaprofile.page.model import TO_APP, TO_OKTA, Organization

TARGET = "primaryPhone"
NUMBERS = ("directNumber", "extensionNumber")
_DIRECTORY, _DIRECTORY_PHONE = "active_directory", "telephoneNumber"


class Flow(NamedTuple):
    """`numbers`: attributes of the app; `target`: of the Okta user; `downstream`: (app id, attribute) pairs."""

    app_id: str
    numbers: list[str]
    target: str
    downstream: list[tuple[str, str]]


def flow_of(organization: Organization) -> Flow:
    """The flow as the mappings of the default user type have it; what is not mapped yet as the help page wants it."""
    type_id, app_id = organization.default_type.id, organization.app_id
    upward = organization.mapping(app_id, type_id, TO_OKTA)
    line = upward.lines.get(TARGET) if upward else None
    numbers = [*NUMBERS, *(_read(line["expression"], ("appuser", "source", "")) if line else [])]
    downstream = []
    for app in organization.apps:
        mapping = organization.mapping(app.id, type_id, TO_APP)
        lines = mapping.lines if mapping and app.id != app_id else {}
        found = [
            key for key, one in lines.items() if TARGET in _read(one["expression"], ("user", "source", ""))
        ]
        if not found and app.name == _DIRECTORY and _DIRECTORY_PHONE in (app.attributes or {}):
            found = [_DIRECTORY_PHONE]
        downstream += [(app.id, key) for key in found]
    return Flow(app_id, list(dict.fromkeys(numbers)), TARGET, downstream)


def _read(expression: str, roots: tuple[str, ...]) -> list[str]:
    try:
        return [one.attribute for one in references(expression) if one.root.lower() in roots]
    except ExpressionError:
        return []
