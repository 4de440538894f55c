"""Updating a schema: two-level merge, what is refused, and what a deletion leaves behind.

The caller reads the schema when the request begins and may wait before calling `updated`; the whole document
is written back. Two writers at the same time therefore lose one of the updates, as five parallel writers did
in a recording.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from oktaprofile.simulator.errors import ApiError, validation_failed
from oktaprofile.simulator.http.json_body import Shape, fits
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.schemas.properties import (
    DEFAULT_MASTER,
    OPTIONAL,
    TYPES,
    created,
    has_choices,
    merged,
)
from oktaprofile.simulator.schemas.removal import remove_values, use_in_mappings
from oktaprofile.simulator.state.schemas import Property, Schema

_SUBJECT = {"app": "updateAppUserSchemas", "user": "updateUserSchemas", "group": "updateGroupSchemas"}
_NULLABLE_USER_BASE = frozenset({"firstName", "lastName"})
_RESERVED = (
    "_embedded _links activated class classloader created credentials id lastlogin lastupdated password "
    "passwordchanged profile realm realmid status statuschanged transitioningtostatus type"
)  # Okta's help, "About profile types", read 2026-11-30
_VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_UNIQUE_LIMIT = 5  # documented: per user type
_NOT_SETTLED = {
    ("user", "externalName"): "user_external_name",
    ("user", "externalNamespace"): "user_external_namespace",
    ("user", "pattern"): "user_pattern",
    ("app", "unique"): "app_unique",
}
"""Attributes of a custom property of which no source tells what Okta makes: the switch that says it."""


def updated(org: Org, schema: Schema, body: Mapping[str, Any]) -> Schema:
    """Applies a POST body to `schema` (as read when the request began) and writes the whole document.

    Returns the document written, which is also the answer. Raises ApiError (400); nothing is stored then.
    Fields beside `definitions` are ignored (recorded: the full document of a GET can be posted back).
    """
    definitions = body.get("definitions")
    if definitions is not None and not isinstance(definitions, Mapping):
        raise validation_failed(_SUBJECT[schema.kind], "Schema is invalid.")
    update = _Update(org, schema.copy())
    for section in ("base", "custom"):
        half = (definitions or {}).get(section) or {}
        properties = half.get("properties") or {} if isinstance(half, Mapping) else None
        if not isinstance(properties, Mapping):
            raise update.refused("Schema is invalid.")
        for name, given in properties.items():
            update.apply(section, name, given)
    return update.written()


_PROPERTY: Shape = {
    **dict.fromkeys(("title", "description", "type", "format", "scope", "mutability", "pattern"), str),
    **dict.fromkeys(("externalName", "externalNamespace", "union"), str),
    **dict.fromkeys(("enum", "oneOf", "permissions"), list),
    **dict.fromkeys(("minLength", "maxLength"), int),
    **dict.fromkeys(("minimum", "maximum"), (int, float)),
    "required": bool,
    "items": {"type": str, "enum": list, "oneOf": list},
    "master": {"type": str, "priority": list},
}
"""What a property may be. Assumed: that Okta refuses other types; an SDK cannot send them."""


class _Update:
    """One update of one schema document."""

    def __init__(self, org: Org, schema: Schema) -> None:
        self.org = org
        self.schema = schema
        self.deleted: list[str] = []

    def refused(self, cause: str) -> ApiError:
        return validation_failed(_SUBJECT[self.schema.kind], cause)

    def apply(self, section: str, name: str, given: object) -> None:
        """Takes over one property of the body; null deletes a custom one."""
        if not fits(given, _PROPERTY):
            raise self.refused("Schema is invalid.")
        assert given is None or isinstance(given, Mapping)
        if section == "base":
            self._base(name, given)
        elif given is None:
            self._delete(name)
        else:
            self._custom(name, given)

    def written(self) -> Schema:
        """Writes the document, quarantines deleted names and removes their values."""
        org, schema = self.org, self.schema
        unique = sum("unique" in definition for definition in schema.custom.values())
        if schema.kind == "user" and unique > _UNIQUE_LIMIT:
            # Assumed text; the limit is documented.
            raise self.refused(f"No more than {_UNIQUE_LIMIT} unique properties are allowed per user type.")
        now = org.clock()
        schema.last_updated = now
        with org.database.transaction():
            org.schemas.put(schema)
            for name in self.deleted:
                org.schemas.quarantine(schema, name, now + org.switches.quarantine_seconds)
                remove_values(org, schema, name)
            _log(org, schema)
        return schema

    def _base(self, name: str, given: Mapping[str, Any] | None) -> None:
        current = self.schema.base.get(name)
        if current is None or given is None:
            # Assumed: neither is recorded; the documentation knows no way to add or delete a base property.
            raise self.refused(f"Base property {name} can neither be added nor deleted.")
        self._same_type(name, current, given)
        changes = {key: given[key] for key in self._changeable(name, given)}
        if "master" in changes and not self._master_accepted(name, current, changes["master"]):
            del changes["master"]
        self.schema.base[name] = merged(self.schema.kind, current, changes)

    def _changeable(self, name: str, given: Mapping[str, Any]) -> list[str]:
        """The attributes of a base property that a write can change (documented: permissions, nullability
        where the predefined schema allows it, the pattern of `login`).

        Assumed: others are ignored. Every recorded base write repeats title and type unchanged, which says
        nothing; posting a changed title to a real org would settle it.
        """
        if self.schema.kind == "app":
            allowed = {"master"} if name == "userName" else {"required", "master"}
        else:
            allowed = {"permissions", "master"}
            if name in _NULLABLE_USER_BASE:
                allowed.add("required")
            if name == "login":
                allowed.add("pattern")
        return [key for key in given if key in allowed]

    def _master_accepted(self, name: str, current: Property, master: object) -> bool:
        """Whether a base property's `master` is to be stored; raises where the org refuses the change."""
        if not self.org.switches.attribute_level_mastering:
            return False
        answer = self.org.switches.base_master
        before = current.get("master", DEFAULT_MASTER)
        if self.schema.kind != "user" or (master or DEFAULT_MASTER) == before or answer == "accept":
            self._check_master(name, master)
            return True
        if answer == "reject":
            # Assumed text: no refusal was ever seen.
            raise self.refused(f"The profile source of base property {name} cannot be changed.")
        return False

    def _custom(self, name: str, given: Mapping[str, Any]) -> None:
        schema = self.schema
        given = dict(given)
        if not self.org.switches.attribute_level_mastering:
            given.pop("master", None)
        if "master" in given:
            self._check_master(name, given["master"])
        if schema.kind == "app" and given.get("pattern") is not None:
            # Refused by the API (pull request #606); the text is Assumed.
            raise self.refused(f"pattern is not supported for property {name}.")
        current = schema.custom.get(name)
        self._answer(name, given, current or {})
        if current is None:
            self._check_new(name, given)
            schema.custom[name] = created(schema.kind, given)
        else:
            self._same_type(name, current, given)
            if schema.kind == "app":  # documented: read-only after creation. Assumed: ignored, not refused
                given.pop("scope", None)
            schema.custom[name] = merged(schema.kind, current, given)
        definition = schema.custom[name]
        if definition["type"] == "array" and not definition.get("items", {}).get("type"):
            # The text is from okta-sdk-nodejs pull request 489.
            raise self.refused(f"Items not present for array property: {name}")
        if not (has_choices(definition) and has_choices(definition.get("items") or {})):
            raise self.refused("Schema is invalid.")  # Assumed text

    def _answer(self, name: str, given: dict[str, Any], current: Property) -> None:
        """Does with `given` what the switches say of what no source settles."""
        switches = self.org.switches
        for (kind, attribute), switch in _NOT_SETTLED.items():
            answer = getattr(switches, switch)
            if kind == self.schema.kind and given.get(attribute) is not None and answer != "store":
                if answer == "reject":
                    raise self.refused(f"{attribute} is not supported for property {name}.")
                del given[attribute]
        nulls = [
            key for key in OPTIONAL & current.keys() if key != "pattern" and given.get(key, current) is None
        ]
        if nulls and switches.null_attribute == "reject":
            raise self.refused(f"{nulls[0]} of property {name} cannot be null.")
        if switches.null_attribute == "keep":
            for key in nulls:
                del given[key]
        if switches.left_out_attribute == "clear":
            given.update(dict.fromkeys(OPTIONAL & current.keys() - given.keys() - set(nulls)))

    def _check_new(self, name: str, given: Mapping[str, Any]) -> None:
        if not _VARIABLE_NAME.match(name) or (
            self.schema.kind == "user" and name.lower() in _RESERVED.split()
        ):
            raise self.refused(f"The variable name '{name}' is not valid.")  # Assumed text
        if (known := self.schema.clashing_name(name)) is not None:
            # Documented: unique across base and custom whatever the case. Assumed text.
            raise self.refused(f"An attribute with the variable name '{known}' already exists.")
        if self.org.schemas.quarantined(self.schema, name, self.org.clock()):
            raise self.refused(
                f"You cannot add the attribute with the variable name '{name}' because the deletion process "
                "for an attribute with the same variable name is incomplete. Wait until the data clean up "
                "process finishes and then try again."
            )
        if not given.get("title") or given.get("type") not in TYPES:
            raise self.refused("Schema is invalid.")  # text seen in user report #1901
        if self.schema.kind == "user":
            self._check_other_types(name, given)

    def _check_other_types(self, name: str, given: Mapping[str, Any]) -> None:
        """Attributes of one name have one data type in all user types (Okta's help, "Universal Directory custom user
        types known issues", read 2026-11-30). Assumed text.
        """
        for user_type in self.org.user_types.all():
            other = self.org.schemas.user(user_type.id)
            known = other.custom.get(name) if other and user_type.id != self.schema.owner_id else None
            if known is not None and _data_type(known) != _data_type(given):
                raise self.refused(
                    f"The data type of property {name} differs from that in the user type {user_type.name}."
                )

    def _same_type(self, name: str, current: Property, given: Mapping[str, Any]) -> None:
        if given.get("type", current["type"]) != current["type"]:
            # Documented: the type is fixed at creation. Assumed text.
            raise self.refused(f"The data type of property {name} cannot be changed.")

    def _check_master(self, name: str, master: object) -> None:
        """Assumed: the refusals; Okta's model allows OKTA, OVERRIDE and PROFILE_MASTER, and a priority with
        OVERRIDE only.
        """
        if master is None:
            return
        kind = master.get("type") if isinstance(master, Mapping) else None
        allowed = (
            ("PROFILE_MASTER", "OKTA")
            if self.schema.kind == "app"
            else ("PROFILE_MASTER", "OKTA", "OVERRIDE")
        )
        if kind not in allowed:
            raise self.refused(f"The profile source of property {name} is not valid.")
        if kind != "OVERRIDE" or not isinstance(master, Mapping):
            return
        priority = master.get("priority") or []
        values = [
            one.get("value") for one in priority if isinstance(one, Mapping) and one.get("type") == "APP"
        ]
        known = all(isinstance(value, str) and self.org.apps.get(value) for value in values)
        if not values or not known or len(values) != len(priority) or len(set(values)) != len(values):
            raise self.refused(f"The profile source priority of property {name} is not valid.")

    def _delete(self, name: str) -> None:
        """Deletes a custom property. Deleting an absent one was never recorded: see `Switches.absent_deletion`."""
        if name not in self.schema.custom:
            if self.org.switches.absent_deletion == "reject":
                raise self.refused(f"Property {name} does not exist.")
            return
        if (used := use_in_mappings(self.org, self.schema, name)) is not None:
            # User reports #954, #680, #650.
            raise self.refused(f"Property {name} cannot be deleted. It is used to populate {used}.")
        del self.schema.custom[name]
        self.deleted.append(name)


def _data_type(definition: Mapping[str, Any]) -> tuple[object, object]:
    return definition.get("type"), (definition.get("items") or {}).get("type")


def _log(org: Org, schema: Schema) -> None:
    event, kind = (
        ("directory.app_user_profile.update", "AppInstance")
        if schema.kind == "app"
        else ("directory.user_profile.update", "UserProfile")
    )
    target = {"id": schema.owner_id, "type": kind, "alternateId": schema.name, "displayName": schema.title}
    org.logs.append(event, "Update Okta user profile schema", targets=[target])
