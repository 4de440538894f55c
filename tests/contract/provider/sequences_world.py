"""What Okta holds and does, as far as the random sequences go: a small model that calls no product code.

Schemas and mapping rows as plain values, the writes that are made of them, and the four reasons for which Okta
refuses one. Facts: docs/simulator.md and the embedded org's own sources of them.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from tests.contract.provider.sequences_blocks import EXPRESSIONS

Row = tuple[str, str, str]
"""(app id, user type id, direction)."""

_READS = {expression: name for known in EXPRESSIONS.values() for expression, name in known.items()}
_ADDED_TO = {
    "app": {"scope": "NONE"},
    "user": {
        "scope": "NONE",
        "mutability": "READ_WRITE",
        "permissions": [{"principal": "SELF", "action": "READ_ONLY"}],
    },
}


class OktaRefuses(Exception):  # noqa: N818 - what happens
    """Okta would answer 400."""


class World:
    """Everything that is compared: made of a snapshot, then kept by rules of its own."""

    def __init__(self, snapshot: dict[str, Any]) -> None:
        self.schemas: dict[str, dict[str, dict[str, Any]]] = {
            key: {"base": found["base"], "custom": found["custom"]}
            for key, found in snapshot["schemas"].items()
        }
        self.rows: dict[Row, dict[str, dict[str, str]]] = {
            (row["app_id"], row["type_id"], row["direction"]): row["properties"]
            for row in snapshot["mappings"].values()
        }
        self.apps: dict[str, Any] = snapshot["apps"]
        self.types: dict[str, Any] = snapshot["user_types"]
        self.app_ids = {app["label"]: id_ for id_, app in self.apps.items()}

    def adopt(self, other: World) -> None:
        """Takes over what Okta itself makes and removes with an app or a user type; nothing else changes."""
        for mine, theirs in ((self.schemas, other.schemas), (self.rows, other.rows)):
            for key in [key for key in mine if key not in theirs]:
                del mine[key]  # type: ignore[arg-type]
            for key, value in theirs.items():
                mine.setdefault(key, deepcopy(value))  # type: ignore[arg-type]
        self.apps, self.types = other.apps, other.types
        self.app_ids.update(other.app_ids)  # a deleted app keeps its id in the configuration

    def unlike(self, other: World) -> list[str]:
        """Where two worlds differ, for a message."""
        return [
            f"{name}: {key}: the model has {ours.get(key)}, Okta has {theirs.get(key)}"
            for name in ("schemas", "rows", "apps", "types")
            for ours, theirs in [(getattr(self, name), getattr(other, name))]
            for key in {**ours, **theirs}
            if ours.get(key) != theirs.get(key)
        ]

    def type_id(self, name: str | None) -> str | None:
        """The id of a user type; None where there is none of this name."""
        for id_, found in self.types.items():
            if found["name"] == name or (name is None and found["default"]):
                return str(id_)
        return None

    def attributes(self, key: str) -> dict[str, Any]:
        """Every attribute of a schema, base and custom."""
        return {**self.schemas[key]["base"], **self.schemas[key]["custom"]}

    def natural_push(self, app_id: str, direction: str) -> str:
        """The push status that an app's features bring with them."""
        feature = "PROFILE_MASTERING" if direction == "to_okta" else "PUSH_PROFILE_UPDATES"
        return "PUSH" if feature in self.apps[app_id]["features"] else "DONT_PUSH"

    def used(self, key: str, name: str) -> bool:
        """Whether any mapping fills a property of this schema, or reads it."""
        return bool(self.uses(key, name))

    def uses(self, key: str, name: str) -> list[tuple[Row, str]]:
        """The lines of mappings that do: row and target."""
        found = []
        kind, _, owner = key.partition(":")
        for (app_id, type_id, direction), lines in self.rows.items():
            if owner != (app_id if kind == "app" else type_id):
                continue
            filled = (direction == "to_app") == (kind == "app")
            for target, line in lines.items():
                if target == name if filled else reads(line["expression"]) == name:
                    found.append(((app_id, type_id, direction), target))
        return found

    def put_property(self, key: str, name: str, given: dict[str, Any]) -> None:
        """Adds a custom property or merges into it: null, and `required: false`, remove an attribute."""
        self.check_master(given.get("master"))
        custom = self.schemas[key]["custom"]
        if name in custom and given.get("type", custom[name]["type"]) != custom[name]["type"]:
            raise OktaRefuses(f"the type of {name} cannot be changed")
        new = deepcopy(_ADDED_TO[key.partition(":")[0]])
        merged = {**custom.get(name, new), **deepcopy(given)}
        custom[name] = {
            attribute: value
            for attribute, value in merged.items()
            if value is not None and (attribute, value) != ("required", False)
        }
        custom[name].setdefault("master", {"type": "PROFILE_MASTER"})

    def delete_property(self, key: str, name: str) -> None:
        """Removes a custom property, if it is there and no mapping uses it."""
        if name in self.schemas[key]["custom"]:
            if self.used(key, name):
                raise OktaRefuses(f"{name} is used")
            del self.schemas[key]["custom"][name]

    def put_master(self, key: str, name: str, master: dict[str, Any]) -> None:
        """Sets the master of an attribute, base or custom."""
        self.check_master(master)
        self.attributes(key)[name]["master"] = deepcopy(master)

    def check_master(self, master: dict[str, Any] | None) -> None:
        """An override by an app that is gone."""
        for source in (master or {}).get("priority", ()):
            if source["value"] not in self.apps:
                raise OktaRefuses(f"{source['value']} is no app")

    def put_lines(self, row: Row, lines: dict[str, dict[str, str] | None]) -> None:
        """Sets lines of a mapping, or (None) removes them: all or nothing."""
        app_id, type_id, direction = row
        app, user = self.attributes(f"app:{app_id}"), self.attributes(f"user:{type_id}")
        source, target = (app, user) if direction == "to_okta" else (user, app)
        for key, line in lines.items():
            if line is None:
                continue
            if key not in target:
                raise OktaRefuses(f"Invalid target field {key}")
            if direction == "to_okta" and line["pushStatus"] != self.natural_push(app_id, direction):
                raise OktaRefuses("push status")
            read = reads(line["expression"])
            if read is not None and read not in source:
                raise OktaRefuses(f"{line['expression']} reads what is not there")
        for key, line in lines.items():
            if line is None:
                self.rows[row].pop(key, None)
            else:
                self.rows[row][key] = dict(line)


def reads(expression: str) -> str | None:
    """The attribute of the source that an expression reads. Those of the org's own mappings read base ones only."""
    return _READS.get(expression)
