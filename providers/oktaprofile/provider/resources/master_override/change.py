"""One attribute's master, as a change of the shared user schema.

Sent: `definitions.{base|custom}.properties.NAME` with the attribute's present title, type and permissions,
as in every recorded write of a base attribute, and the new `master`. Whether Okta stores it on a base
attribute is unproven (okta/terraform-provider-okta #1100): only the read-back counts, its order included.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oktaprofile.okta.change import Discrepancy
from oktaprofile.okta.errors import Conflict
from oktaprofile.okta.fragments import section_properties
from oktaprofile.okta.schema import properties_of, property_of, section_of
from oktaprofile.provider.owned.change import OwnedChange
from oktaprofile.provider.resources.master_override import document

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CARRIED = ("title", "type", "permissions")


class AttributeGone(Conflict):
    """The user schema no longer has the attribute."""


class MasterChange(OwnedChange):
    """Gives one attribute the master `wanted`. `label`: app id to name."""

    def __init__(
        self,
        name: str,
        wanted: Mapping[str, Any],
        found: Mapping[str, Any],
        label: Callable[[str], str],
    ) -> None:
        super().__init__({name: document.normal(wanted)}, {name: document.normal(found)})
        self.name = name
        self._label = label

    def fragment(self, current: dict[str, Any]) -> dict[str, Any] | None:
        name, section = self.name, section_of(current, self.name)
        if section is None:
            raise AttributeGone(
                f"The user schema has no attribute {name} any more.",
                next_step="Nothing was sent. Plan again.",
            )
        attribute = properties_of(current, section)[name]
        if "master" not in attribute:
            raise Conflict(
                f"The user schema shows no source for {name}: attribute-level mastering is off in this org.",
                next_step="Nothing was sent. Ask Okta Support to enable attribute-level mastering "
                "(ATTRIBUTE_LEVEL_MASTERING), then plan again.",
            )
        now = document.normal(attribute["master"])
        self.refuse_edits(
            f"The source of {name}", {name: now}, lambda master: document.in_words(master, self._label)
        )
        if now == self.wanted[name]:
            return None
        sent = {field: attribute[field] for field in CARRIED if field in attribute}
        return section_properties(section, {name: {**sent, "master": self.wanted[name]}})

    def unproved(self, current: dict[str, Any]) -> list[Discrepancy]:
        section, wanted = section_of(current, self.name) or "base", self.wanted[self.name]
        now = (property_of(current, self.name) or {}).get("master")
        if now is not None and document.normal(now) == wanted:
            return []
        return [Discrepancy(("definitions", section, "properties", self.name, "master"), wanted, now)]
