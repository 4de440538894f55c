"""An attribute's `master` as Okta's JSON, as Terraform's values, and in words.

Okta's JSON: `{"type": "PROFILE_MASTER" | "OKTA" | "OVERRIDE", "priority": [{"type": "APP", "value":
APP_ID}, …]}`; `priority` only with OVERRIDE, its order is the precedence (OpenAPI 2026.06,
UserSchemaAttributeMaster). A schema shows `master` on all of its attributes, or, in an org without
attribute-level mastering, on none (4,163 recorded schemas). No I/O here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

INHERIT = "PROFILE_MASTER"
OKTA = "OKTA"
OVERRIDE = "OVERRIDE"

IN_THE_CONSOLE = {
    INHERIT: "Inherit from profile source",
    OKTA: "Inherit from Okta",
    OVERRIDE: "Override profile source",
}


def override(sources: Sequence[str]) -> dict[str, Any]:
    """The JSON of an override whose first source wins. `sources`: app ids."""
    return {"type": OVERRIDE, "priority": [{"type": "APP", "value": source} for source in sources]}


def normal(master: Mapping[str, Any] | None) -> dict[str, Any]:
    """A master reduced to what counts when two are compared: type, and for an override its sources in order."""
    master = master or {"type": INHERIT}
    plain: dict[str, Any] = {"type": master.get("type") or INHERIT}
    if plain["type"] == OVERRIDE:
        plain["priority"] = [
            {"type": item.get("type", "APP"), "value": item.get("value")}
            for item in master.get("priority") or ()
        ]
    return plain


def sources_of(master: Mapping[str, Any] | None) -> list[str]:
    """The app ids of an override in order; empty for any other master."""
    return [item["value"] for item in normal(master).get("priority", ())]


def as_found(master: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a read finds, as the attributes `sources` and `inherits`."""
    sources = sources_of(master)
    return {"sources": sources, "inherits": None if sources else normal(master)["type"]}


def to_state(master: Mapping[str, Any] | None) -> dict[str, Any]:
    """A master as the attribute `restores`: every key present, no sources = empty list."""
    plain = normal(master)
    return {"type": plain["type"], "priority": plain.get("priority", [])}


def from_state(restores: Mapping[str, Any]) -> dict[str, Any]:
    """The attribute `restores` as Okta's JSON."""
    return normal(restores)


def type_of(state: Mapping[str, Any]) -> str | None:
    """The user type that a state is about, as a selector: by id, since another type may have the name by now."""
    selector: str | None = state["user_type"] and state["user_type_id"]
    return selector


def in_words(master: Mapping[str, Any] | None, label: Callable[[str], str]) -> str:
    """A master as a person reads it: `OVERRIDE by 1. "RingCentral" (0oa1), 2. …`. `label`: app id to name."""
    plain = normal(master)
    if plain["type"] != OVERRIDE:
        return f"{plain['type']} ({IN_THE_CONSOLE.get(plain['type'], 'unknown')})"
    listed = ", ".join(
        f"{position}. {label(item)}" for position, item in enumerate(sources_of(plain), start=1)
    )
    return f"OVERRIDE by {listed or 'no source'}"
