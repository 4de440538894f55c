"""Operations on org features. Only self-service features are listed (recorded); none tells about attribute sourcing."""

from __future__ import annotations

from typing import Any

from oktaprofile.simulator.errors import not_found, validation_failed
from oktaprofile.simulator.http.operations import Answer, ApiRequest, operation
from oktaprofile.simulator.state.features import Feature


def _shown(one: Feature, base_url: str) -> dict[str, Any]:
    feature = one.document
    own = f"{base_url}/api/v1/features/{feature['id']}"
    change = "disable" if feature["status"] == "ENABLED" else "enable"
    pages = {name: {"href": feature[name]} for name in ("helpDoc", "devDoc") if name in feature}
    return {
        **{
            key: feature[key]
            for key in ("id", "type", "status", "name", "description", "stage")
            if key in feature
        },
        "_links": {
            **pages,
            change: {"href": f"{own}/{change}", "hints": {"allow": ["POST"]}},
            "self": {"href": own},
            "dependents": {"href": f"{own}/dependents"},
            "dependencies": {"href": f"{own}/dependencies"},
        },
    }


def _feature(request: ApiRequest) -> Feature:
    feature_id = request.parameters["featureId"]
    feature = request.org.features.get(feature_id)
    if feature is None:
        raise not_found(feature_id, "Feature")  # Assumed kind
    return feature


@operation("listFeatures", "GET /api/v1/features", "okta.features.read")
def list_features(request: ApiRequest) -> Answer:
    """All features, without pages (recorded)."""
    return Answer(body=[_shown(one, request.base_url) for one in request.org.features.all()])


@operation("getFeature", "GET /api/v1/features/{featureId}", "okta.features.read")
def get_feature(request: ApiRequest) -> Answer:
    """One feature."""
    return Answer(body=_shown(_feature(request), request.base_url))


@operation(
    "updateFeatureLifecycle",
    "POST /api/v1/features/{featureId}/{lifecycle}",
    "okta.features.manage",
    note="dependencies of features are not followed",
)
def update_feature_lifecycle(request: ApiRequest) -> Answer:
    """`ENABLE` or `DISABLE` (recorded in upper case, the links show lower case)."""
    feature, word = _feature(request), request.parameters["lifecycle"].upper()
    if word not in ("ENABLE", "DISABLE"):
        raise validation_failed("lifecycle", "lifecycle: must be ENABLE or DISABLE")  # Assumed text
    feature.document["status"] = f"{word}D"
    request.org.features.put(feature)
    return Answer(body=_shown(feature, request.base_url))
