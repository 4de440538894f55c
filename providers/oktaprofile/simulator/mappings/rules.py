"""Mappings: rows that come with apps and types, and what a write may put into one.

Checks in this order: every target attribute exists (recorded), then push status and expression (in which order is a
switch: one request with both mistakes would settle it). One mistake and nothing of the request is stored (recorded).
"""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from typing import Any, get_args

from oktaprofile.simulator.errors import ApiError, validation_failed
from oktaprofile.simulator.identifiers import MAPPING
from oktaprofile.simulator.mappings.expressions import unknown_references
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.state.apps import App
from oktaprofile.simulator.state.mappings import Direction, Mapping
from oktaprofile.simulator.state.schemas import Schema

PUSH, DONT_PUSH = "PUSH", "DONT_PUSH"
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)


def create_for_app(org: Org, app_id: str, defaults: MappingOf[Direction, MappingOf[str, str]]) -> None:
    """Makes the rows of a new app, one per user type and direction. `defaults`: by direction, target to expression."""
    for user_type in org.user_types.all():
        for direction in DIRECTIONS:
            if org.mappings.find(app_id, user_type.id, direction) is None:
                _create(org, app_id, user_type.id, direction, defaults.get(direction, {}))


def create_for_type(org: Org, type_id: str) -> None:
    """Makes the rows of a new user type, one per app and direction, with those of the default type's expressions whose
    attributes the new type has.

    Assumed: what a new type's mappings hold; recorded is only that the rows exist.
    """
    default = next((one.id for one in org.user_types.all() if one.default), None)
    for app in org.apps.all():
        for direction in DIRECTIONS:
            if org.mappings.find(app.id, type_id, direction) is None:
                model = org.mappings.find(app.id, default, direction) if default else None
                expressions = {
                    target: value["expression"]
                    for target, value in (model.properties if model else {}).items()
                    if _is_valid(org, target, value, app.id, type_id, direction)
                }
                _create(org, app.id, type_id, direction, expressions)


def _create(
    org: Org, app_id: str, type_id: str, direction: Direction, expressions: MappingOf[str, str]
) -> None:
    app = org.apps.get(app_id)
    status = natural_push_status(app, direction)
    properties = {target: {"expression": text, "pushStatus": status} for target, text in expressions.items()}
    org.mappings.put(Mapping(org.ids.fresh(MAPPING), app_id, type_id, direction, properties))


def natural_push_status(app: App | None, direction: Direction) -> str:
    """The push status seen in recordings: PUSH to Okta from a profile source, PUSH to an app with profile push on."""
    if app is None:
        return DONT_PUSH
    pushed = app.profile_mastering if direction == "to_okta" else app.push_profile_updates
    return PUSH if pushed else DONT_PUSH


def follow_profile_mastering(org: Org, app: App) -> None:
    """Gives every mapping from the app to Okta the push status that the app's mastering demands, after a switch.

    Assumed: that Okta converts stored mappings; of 35 recorded mappings of mastering apps all had PUSH.
    """
    for mapping in org.mappings.of_app(app.id):
        if mapping.direction == "to_okta":
            status = natural_push_status(app, "to_okta")
            mapping.properties = {
                target: {**value, "pushStatus": status} for target, value in mapping.properties.items()
            }
            org.mappings.put(mapping)


def updated(org: Org, mapping: Mapping, body: MappingOf[str, Any]) -> Mapping:
    """Applies a POST body and writes the mapping. Raises ApiError (400) and stores nothing then.

    `properties` may be absent or empty: nothing changes. A property is null, or both its fields are: it is
    removed. Fields beside `properties` are ignored (all recorded). Unmentioned properties stay, new ones go
    to the end.
    """
    given = body.get("properties") or {}
    if not isinstance(given, MappingOf):
        raise _refused("Invalid properties")  # Assumed text
    changes = {
        target: _change(target, value, mapping.properties.get(target)) for target, value in given.items()
    }
    kept = {target: change for target, change in changes.items() if change is not None}
    app = org.apps.get(mapping.app_id)
    source, target_schema = _sides(org, mapping.app_id, mapping.type_id, mapping.direction)
    _check_targets(kept, target_schema)
    if org.switches.mapping_checks == "expression-first":
        _check_expressions(org, kept, mapping.direction, source)
    _check_push_status(org, kept, mapping.direction, app)
    _check_expressions(org, kept, mapping.direction, source)
    properties = {
        target: value
        for target, value in mapping.properties.items()
        if changes.get(target, value) is not None
    }
    properties.update(kept)
    changed = Mapping(mapping.id, mapping.app_id, mapping.type_id, mapping.direction, properties)
    with org.database.transaction():
        org.mappings.put(changed)
        target = {
            "id": mapping.id,
            "type": "ProfileMapping",
            "alternateId": mapping.id,
            "displayName": mapping.id,
        }
        org.logs.append("directory.mapping.update", "Update universal directory mapping", targets=[target])
    return changed


def _sides(org: Org, app_id: str, type_id: str, direction: Direction) -> tuple[Schema | None, Schema | None]:
    """The schemas of source and target."""
    app, user = org.schemas.app(app_id), org.schemas.user(type_id)
    return (app, user) if direction == "to_okta" else (user, app)


def _is_valid(
    org: Org, target: str, value: dict[str, str], app_id: str, type_id: str, direction: Direction
) -> bool:
    source, target_schema = _sides(org, app_id, type_id, direction)
    try:
        _check_targets({target: value}, target_schema)
        _check_expressions(org, {target: value}, direction, source)
    except ApiError:
        return False
    return True


def _refused(cause: str) -> ApiError:
    return validation_failed("updateMapping", cause)


def _change(target: str, value: object, current: MappingOf[str, str] | None) -> dict[str, str] | None:
    """The result for one property of the body: the new value, or None to remove it.

    Assumed: a missing field keeps its value, a missing push status of a new property is DONT_PUSH.
    """
    if value is None:
        return None
    if not isinstance(value, MappingOf):
        raise _refused(f"Invalid property {target}")  # Assumed text
    if not value or all(value.get(field) is None for field in ("expression", "pushStatus")):
        return None
    current = current or {}
    expression = value.get("expression") if value.get("expression") is not None else current.get("expression")
    status = (
        value.get("pushStatus")
        if value.get("pushStatus") is not None
        else current.get("pushStatus", DONT_PUSH)
    )
    if not isinstance(expression, str) or not expression.strip() or status not in (PUSH, DONT_PUSH):
        raise _refused(f"Invalid property {target}")  # Assumed text
    return {"expression": expression, "pushStatus": status}


def _check_targets(changes: MappingOf[str, Any], schema: Schema | None) -> None:
    for target in changes:
        if schema is not None and schema.property(target) is None:
            raise _refused(f"Invalid target field {target}")


def _check_push_status(
    org: Org, changes: dict[str, dict[str, str]], direction: Direction, app: App | None
) -> None:
    """User reports #807 and #1295. To an app only accepted values were seen: see `Switches.foreign_push_status`."""
    if app is None:
        return
    if direction == "to_app":
        own, answer = natural_push_status(app, direction), org.switches.foreign_push_status
        for value in changes.values():
            if value["pushStatus"] != own and answer == "reject":
                raise _refused("Push status is not allowed for this app")
            if answer == "ignore":
                value["pushStatus"] = own
        return
    for value in changes.values():
        if app.profile_mastering and value["pushStatus"] != PUSH:
            raise _refused("Profile mastering enabled apps support push status only")
        if not app.profile_mastering and value["pushStatus"] == PUSH:
            raise _refused("Push status is allowed for profile mastering enabled apps only")


def _check_expressions(
    org: Org, changes: MappingOf[str, MappingOf[str, str]], direction: Direction, source: Schema | None
) -> None:
    """User report #1117 shows the beginning of the text only. Assumed: that the wrong references follow."""
    known = None if source is None else set(source.properties())
    if known is not None and direction == "to_okta" and org.switches.mapped_external_id == "accept":
        known.add("externalId")
    for value in changes.values():
        wrong = unknown_references(value["expression"], direction, known)
        if wrong is None:
            raise _refused(f"Invalid properties in expression {value['expression']}")
        if wrong:
            raise _refused(f"Invalid properties in expression {', '.join(wrong)}")
