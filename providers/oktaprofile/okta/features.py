"""Org features.

Only self-service features are listed: neither support flag of attribute sync is among the 102 names ever
recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.okta.answer_shapes import FEATURE
from oktaprofile.okta.api_object import ApiObject, Operation

if TYPE_CHECKING:
    from oktaprofile.okta.shapes import Feature

LIST_FEATURES = Operation("listFeatures", "GET", "okta.features.read")


class Features(ApiObject):
    """/api/v1/features"""

    def list_features(self) -> list[Feature]:
        """All self-service features of the org, in one answer."""
        return self._list(LIST_FEATURES, "/api/v1/features", shape=FEATURE)
