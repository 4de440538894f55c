"""What one `oktaprofile_mapping` wants of one row of `GET /mappings/{id}`, as a change of the shared document.

`POST /mappings/{id}` is partial: keys that it does not name stay, `null` removes one, and one invalid key
refuses the whole request (recorded). So a change names its own keys and nothing else, and only those that
are not yet as wanted. A reviewed plan is applied as reviewed or not at all: a key that is neither what the
plan found nor what it wants is somebody's edit made since, and refuses the change before anything is sent.

Imported by create, update and delete only: it pulls in the Okta client.
"""

from __future__ import annotations

from oktaprofile.okta.document import ABSENT, Change, Discrepancy
from oktaprofile.okta.errors import Conflict
from oktaprofile.okta.fragments import mapping_properties
from oktaprofile.provider.resources.mapping.document import entries, in_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from oktaprofile.provider.resources.mapping.document import Entry


class MappingChange(Change):
    """Puts each key of `wanted` in place; None removes it. `found`: the same keys as the plan saw them."""

    def __init__(self, wanted: Mapping[str, Entry | None], found: Mapping[str, Entry | None]) -> None:
        self.wanted = dict(wanted)
        self.found = dict(found)
        self._looked = False

    def fragment(self, current: dict[str, Any]) -> dict[str, Any] | None:
        now = entries(current)
        if not self._looked:  # later tries may find this change itself, in part
            self._refuse_edits_made_since_the_plan(now)
            self._looked = True
        missing = {key: entry for key, entry in self.wanted.items() if now.get(key) != entry}
        return mapping_properties(missing) if missing else None

    def unproved(self, current: dict[str, Any]) -> list[Discrepancy]:
        now = entries(current)
        return [
            Discrepancy(("properties", key), entry or ABSENT, now.get(key) or ABSENT)
            for key, entry in self.wanted.items()
            if now.get(key) != entry
        ]

    def _refuse_edits_made_since_the_plan(self, now: Mapping[str, Entry]) -> None:
        edited = [
            f"  {key}: the plan found {in_words(self.found.get(key))}, Okta now has {in_words(now.get(key))}"
            for key, entry in self.wanted.items()
            if now.get(key) not in (entry, self.found.get(key))
        ]
        if edited:
            raise Conflict(
                "The mapping was changed in Okta after the plan was made:\n" + "\n".join(edited),
                next_step="Nothing was sent. Plan again and review what the new plan shows.",
            )
