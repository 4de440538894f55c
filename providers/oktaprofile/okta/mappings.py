"""Profile mappings. Okta makes and deletes the rows: one per app, user type and direction."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from oktaprofile.okta.answer_shapes import MAPPING, MAPPING_ROW, check
from oktaprofile.okta.api_object import ApiObject, Operation, segment, without_none

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from oktaprofile.okta.pagination import Pages
    from oktaprofile.okta.shapes import ProfileMapping

LIST_PROFILE_MAPPINGS = Operation("listProfileMappings", "GET", "okta.profileMappings.read")
GET_PROFILE_MAPPING = Operation("getProfileMapping", "GET", "okta.profileMappings.read")
UPDATE_PROFILE_MAPPING = Operation("updateProfileMapping", "POST", "okta.profileMappings.manage")


class Mappings(ApiObject):
    """/api/v1/mappings. An org without this API answers 401 E0000015 (`FeatureNotAvailable`)."""

    def list_profile_mappings(
        self, source_id: str | None = None, target_id: str | None = None, *, limit: int = 200
    ) -> Pages[ProfileMapping]:
        """Mapping rows without their properties. At most 200 a page.

        Ids are an app's or a user *type*'s; anything else answers 400 "Invalid source or target id". Okta's
        links to the next page lose both filters (recorded); they are put back, and rows that do not match
        are left out.
        """
        filters = without_none({"sourceId": source_id, "targetId": target_id})
        sides = without_none({"source": source_id, "target": target_id})
        return self._pages(
            LIST_PROFILE_MAPPINGS,
            "/api/v1/mappings",
            {"limit": limit, **filters},
            keep=tuple(filters),
            kept=True,
            shape=MAPPING_ROW,
            accept=lambda row: all((row.get(side) or {}).get("id") == id_ for side, id_ in sides.items()),
        )

    def get_profile_mapping(self, mapping_id: str) -> ProfileMapping:
        """One mapping with its properties. Raises `NotFound` when the app or the user type was deleted."""
        return self._mapping(GET_PROFILE_MAPPING, mapping_id)

    def update_profile_mapping(self, mapping_id: str, body: Mapping[str, Any]) -> ProfileMapping:
        """Merge {"properties": {target field: {...} | None}}; returns the whole mapping.

        Target fields left out stay, null removes one; one invalid field refuses the whole request
        (`ValidationFailed`).
        """
        return self._mapping(UPDATE_PROFILE_MAPPING, mapping_id, body)

    def _mapping(
        self, operation: Operation, mapping_id: str, body: Mapping[str, Any] | None = None
    ) -> ProfileMapping:
        path = f"/api/v1/mappings/{segment(mapping_id, 'a mapping')}"
        mapping = self._get_or_post(operation, path, body)
        check(operation, path, mapping, MAPPING)
        return cast("ProfileMapping", mapping)
