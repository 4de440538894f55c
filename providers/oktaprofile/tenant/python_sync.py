"""Does what was found fit the construct of the whole sync? Then it is written as one, not resource by resource.

It fits where one app fills the same attributes by the same expressions in every user type, is their only source (or
nobody is), and each app downstream is filled alike for every type.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from oktaprofile.tenant.found import App, Found, Keys
from oktaprofile.tenant.model import TO_OKTA
from oktaprofile.tenant.python_text import Call, Word, assign, line, literal

TARGET = "primaryPhone"
EXTENSION = 'appuser.extensionNumber != null ? appuser.extensionNumber : ""'
"""What the construct gives `extension_target`."""


class Code(NamedTuple):
    """`used`: what of oktaprofile.constructs is imported; `more`: other imports; `body`: the constructor's lines."""

    used: set[str]
    more: str
    body: list[str]


def mapped(mapping: Keys) -> dict[str, Any]:
    """The argument `properties` of a mapping."""
    return {
        target: text
        if status is None
        else Call("MappedAttribute", {"expression": text, "push_status": status})
        for target, (text, status) in mapping.keys.items()
    }


def sync_of(found: Found) -> Code | None:
    """The sync as one construct, with its resources imported; None where it does not fit."""
    to_okta = [one for one in found.mappings if one.direction == TO_OKTA]
    filling = {one.user_type: one for one in to_okta}
    downstream: dict[App, dict[Any, Keys]] = {}
    for one in found.mappings:
        if one.direction != TO_OKTA:
            downstream.setdefault(one.app, {})[one.user_type] = one
    types = sorted(filling, key=lambda one: one.selector is not None)  # the default type first
    if not types:
        return None
    first = filling[types[0]]
    target, extension = _targets(first)
    if (
        target is None
        or any((one.app, one.keys) != (first.app, first.keys) for one in to_okta)
        or any(one.app != first.app for one in found.attributes)
        or any(set(rows) != set(types) for rows in downstream.values())
        or any(row.keys != rows[types[0]].keys for rows in downstream.values() for row in rows.values())
    ):
        return None
    overrides = {(one.user_type, one.attribute): one for one in found.overrides}
    wanted = {(user_type, name) for user_type in types for name in first.keys}
    alone = all(one.sources == (filling.get(one.user_type),) for one in found.overrides)
    if overrides and (set(overrides) != wanted or not alone):
        return None

    used = {"OktaApp", "RingCentralAttributeSync"}
    definitions = {
        name: Call("ProfileAttribute", one)
        for attributes in found.attributes
        for name, one in attributes.definitions.items()
    }
    keys = {app: app.name.replace("_", "-") for app in downstream}
    text, status = first.keys[target]
    arguments: dict[str, Any] = {
        "app": _app(first.app),
        "attributes": definitions,
        "expression": text,
        "target": None if target == TARGET else target,
        "extension_target": extension,
        "push_status": status,
        "user_type": types[0].selector,
        "further_user_types": [one.selector for one in types[1:]] or None,
        "override": None if overrides else "none",
        "downstream": {
            keys[app]: Call("DownstreamMapping", {"app": _app(app), "properties": mapped(rows[types[0]])})
            for app, rows in downstream.items()
        }
        or None,
    }
    if definitions:
        used.add("ProfileAttribute")
    if downstream:
        used.add("DownstreamMapping")
    if any(status is not None for rows in downstream.values() for _, status in rows[types[0]].keys.values()):
        used.add("MappedAttribute")
    body = [assign("sync", "RingCentralAttributeSync", {k: v for k, v in arguments.items() if v is not None})]
    body += [_import("sync.attributes", one.import_id) for one in found.attributes]
    for number, user_type in enumerate(types):
        part = f"sync.user_types[{literal(user_type.selector or '')}]" if number else "sync"
        body.append(_import(f"{part}.mapping", filling[user_type].import_id))
        for name, child in ((target, "source"), (extension, "extension_source")):
            if (user_type, name) in overrides and name is not None:
                body.append(_import(f"{part}.{child}", overrides[user_type, name].import_id))
        for app, rows in downstream.items():
            body.append(_import(f"{part}.downstream[{literal(keys[app])}]", rows[user_type].import_id))
    return Code(used, "", body)


def _targets(mapping: Keys) -> tuple[str | None, str | None]:
    """The attribute with the number and the one with the extension alone; (None, None) for other keys."""
    extensions = [name for name, (text, _) in mapping.keys.items() if text == EXTENSION]
    extension = extensions[0] if len(mapping.keys) == 2 and extensions else None
    numbers = [name for name in mapping.keys if name != extension]
    if len(numbers) != 1 or len({status for _, status in mapping.keys.values()}) != 1:
        return None, None
    return numbers[0], extension


def _app(app: App) -> Word:
    return Word("OktaApp.by_label", app.label) if app.by_label else Word("OktaApp.by_id", app.id)


def _import(resource: str, import_id: str) -> str:
    return line(f"{resource}.import_from", [literal(import_id)])
