"""One attribute's master, as a change of the shared user schema.

Sent: `definitions.{base|custom}.properties.NAME` with the attribute's present title, type and permissions,
as in every recorded write of a base attribute, and the new `master`. Whether Okta stores it on a base
attribute is unproven (okta/terraform-provider-okta #1100): only the read-back counts, its order included.

Imported by create, update and delete only: it pulls in the Okta client.
"""

from __future__ import annotations

from oktaprofile.okta.document import Change, Discrepancy
from oktaprofile.okta.errors import Conflict
from oktaprofile.okta.fragments import section_properties
from oktaprofile.okta.schema import properties_of, property_of, section_of
from oktaprofile.provider.resources.master_override import document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

CARRIED = ("title", "type", "permissions")


class AttributeGone(Conflict):
    """The user schema no longer has the attribute."""


class MasterChange(Change):
    """Gives the attribute `name` the master `wanted`. `found`: the master that the plan is based on. `label`: app id
    to name."""

    def __init__(
        self,
        name: str,
        wanted: Mapping[str, Any],
        found: Mapping[str, Any],
        label: Callable[[str], str],
    ) -> None:
        self.name = name
        self.wanted = document.normal(wanted)
        self.found = document.normal(found)
        self._label = label
        self._looked = False

    def fragment(self, current: dict[str, Any]) -> dict[str, Any] | None:
        section = section_of(current, self.name)
        if section is None:
            raise AttributeGone(
                f"The user schema has no attribute {self.name} any more.",
                next_step="Nothing was sent. Plan again.",
            )
        attribute = properties_of(current, section)[self.name]
        now = document.normal(attribute.get("master"))
        if not self._looked:  # later tries may find this change itself
            self._refuse_edits_made_since_the_plan(attribute, now)
            self._looked = True
        if now == self.wanted:
            return None
        sent = {field: attribute[field] for field in CARRIED if field in attribute}
        return section_properties(section, {self.name: {**sent, "master": self.wanted}})

    def unproved(self, current: dict[str, Any]) -> list[Discrepancy]:
        section = section_of(current, self.name) or "base"
        attribute = property_of(current, self.name) or {}
        now = attribute.get("master")
        if now is not None and document.normal(now) == self.wanted:
            return []
        return [Discrepancy(("definitions", section, "properties", self.name, "master"), self.wanted, now)]

    def _refuse_edits_made_since_the_plan(self, attribute: Mapping[str, Any], now: dict[str, Any]) -> None:
        if "master" not in attribute:
            raise Conflict(
                f"The user schema shows no source for {self.name}: attribute-level mastering is off in "
                "this org.",
                next_step="Nothing was sent. Ask Okta Support to enable attribute-level mastering "
                "(ATTRIBUTE_LEVEL_MASTERING), then plan again.",
            )
        if now not in (self.wanted, self.found):
            raise Conflict(
                f"The source of {self.name} was changed in Okta after the plan was made: the plan found "
                f"{document.in_words(self.found, self._label)}, Okta now has {document.in_words(now, self._label)}.",
                next_step="Nothing was sent. Plan again and review what the new plan shows.",
            )
