"""A schema as Okta answers it, of an app or of a user type: the one reader. No I/O.

{"definitions": {"custom": {"properties": {NAME: {...}}}, "base": {...}}}: both sections, as every schema has them
(recorded), unless it comes from a file of somebody's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

SECTIONS = ("custom", "base")


def properties_of(schema: Mapping[str, Any], section: str) -> dict[str, Any]:
    """The properties of the "custom" or "base" section: name -> JSON; {} when it has none."""
    found: dict[str, Any] = ((schema.get("definitions") or {}).get(section) or {}).get("properties") or {}
    return found


def all_properties(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The properties of both sections. A name is in one of them."""
    return {**properties_of(schema, "custom"), **properties_of(schema, "base")}


def section_of(schema: Mapping[str, Any], name: str) -> str | None:
    """`"custom"` or `"base"`, whichever section has the property; None where neither does."""
    return next((section for section in SECTIONS if name in properties_of(schema, section)), None)


def property_of(schema: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    """The property's JSON; None where the schema has none of this name."""
    found: dict[str, Any] | None = all_properties(schema).get(name)
    return found


def shows_sources(schema: Mapping[str, Any]) -> bool:
    """Whether the org has attribute-level mastering: each property then shows its `master`, or, without it, none does
    (4,163 recorded schemas).

    Assumed (row 4): the field's presence follows the support flag ATTRIBUTE_LEVEL_MASTERING. A schema read before
    and after Okta's support switches the flag on would settle it.
    """
    return any("master" in found for found in all_properties(schema).values())
