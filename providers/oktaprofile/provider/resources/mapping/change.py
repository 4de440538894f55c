"""What one `oktaprofile_mapping` wants of one row of `GET /mappings/{id}`, as a change of the shared document.

`POST /mappings/{id}` is partial: keys that it does not name stay, `null` removes one, and one invalid key
refuses the whole request (recorded). So a change names its own keys and nothing else, and only those that
are not yet as wanted.
"""

from __future__ import annotations

from typing import Any

from oktaprofile.okta.change import ABSENT, Discrepancy
from oktaprofile.okta.fragments import mapping_properties
from oktaprofile.provider.owned.change import OwnedChange
from oktaprofile.provider.resources.mapping.document import entries, in_words


class MappingChange(OwnedChange):
    """Puts each key of `wanted` in place; None removes it."""

    def fragment(self, current: dict[str, Any]) -> dict[str, Any] | None:
        now = entries(current)
        self.refuse_edits("The mapping", now, in_words)
        missing = {key: entry for key, entry in self.wanted.items() if now.get(key) != entry}
        return mapping_properties(missing) if missing else None

    def unproved(self, current: dict[str, Any]) -> list[Discrepancy]:
        now = entries(current)
        return [
            Discrepancy(("properties", key), entry or ABSENT, now.get(key) or ABSENT)
            for key, entry in self.wanted.items()
            if now.get(key) != entry
        ]
