"""Operations on org features. Only self-service features are listed (recorded); none tells about attribute sourcing."""

from __future__ import annotations

from typing import Any

from oktaprofile.simulator.errors import not_found, validation_failed
from oktaprofile.simulator.http.operations import Answer, ApiRequest, Operation


def _shown(feature: dict[str, Any], base_url: str) -> dict[str, Any]:
    own = f"{base_url}/api/v1/features/{feature['id']}"
    change = "disable" if feature["status"] == "ENABLED" else "enable"
    help_document = {"helpDoc": {"href": feature["helpDoc"]}} if "helpDoc" in feature else {}
    return {
        **{
            key: feature[key]
            for key in ("id", "type", "status", "name", "description", "stage")
            if key in feature
        },
        "_links": {
            **help_document,
            change: {"href": f"{own}/{change}", "hints": {"allow": ["POST"]}},
            "self": {"href": own},
            "dependents": {"href": f"{own}/dependents"},
            "dependencies": {"href": f"{own}/dependencies"},
        },
    }


def _feature(request: ApiRequest) -> dict[str, Any]:
    feature_id = request.parameters["featureId"]
    feature = request.org.features.get(feature_id)
    if feature is None:
        raise not_found(feature_id, "Feature")  # Assumed kind
    return feature


def list_features(request: ApiRequest) -> Answer:
    """All features, without pages (recorded)."""
    return Answer(body=[_shown(one, request.base_url) for one in request.org.features.all()])


def get_feature(request: ApiRequest) -> Answer:
    """One feature."""
    return Answer(body=_shown(_feature(request), request.base_url))


def update_feature_lifecycle(request: ApiRequest) -> Answer:
    """`ENABLE` or `DISABLE` (recorded in upper case, the links show lower case)."""
    feature, word = _feature(request), request.parameters["lifecycle"].upper()
    if word not in ("ENABLE", "DISABLE"):
        raise validation_failed("lifecycle", "lifecycle: must be ENABLE or DISABLE")  # Assumed text
    feature["status"] = f"{word}D"
    request.org.features.put(feature)
    return Answer(body=_shown(feature, request.base_url))


_ALL, _ONE = "/api/v1/features", "/api/v1/features/{featureId}"

OPERATIONS = (
    Operation("listFeatures", "GET", _ALL, list_features, "okta.features.read"),
    Operation("getFeature", "GET", _ONE, get_feature, "okta.features.read"),
    Operation(
        "updateFeatureLifecycle",
        "POST",
        f"{_ONE}/{{lifecycle}}",
        update_feature_lifecycle,
        "okta.features.manage",
        note="dependencies of features are not followed",
    ),
)
