"""Operations on profile mappings."""

from __future__ import annotations

from typing import Any

from oktaprofile.simulator.errors import feature_disabled, invalid_request, not_found
from oktaprofile.simulator.http.operations import Answer, ApiRequest, operation
from oktaprofile.simulator.http.paging import limit_of, paged
from oktaprofile.simulator.mappings import rules, wire
from oktaprofile.simulator.state.mappings import Mapping


def _require_api(request: ApiRequest) -> None:
    if not request.org.switches.mappings_api:
        raise feature_disabled()


def _known_side(request: ApiRequest, parameter: str) -> str | None:
    """The id in a filter. Raises 400 for an id that is neither an app's nor a user type's (user reports #431, #1728).

    Assumed: a well-formed but unknown id gets the same 400; an SDK test of Okta's accepts 400 or 404.
    """
    given = request.query.get(parameter)
    if not given:
        return None
    if request.org.apps.get(given) is None and request.org.user_types.get(given) is None:
        raise invalid_request(
            "Invalid source or target id. Source or target id must be of either App Instance or UserType id"
        )
    return given


def _mapping(request: ApiRequest) -> Mapping:
    mapping_id = request.parameters["mappingId"]
    mapping = request.org.mappings.get(mapping_id)
    if mapping is None:
        raise not_found(mapping_id, "ProfileMapping")
    return mapping


@operation(
    "listProfileMappings", "GET /api/v1/mappings", "okta.profileMappings.read", note="links drop the filter"
)
def list_profile_mappings(request: ApiRequest) -> Answer:
    """Sorted by id. The links drop `sourceId` and `targetId` (recorded): whoever follows them gets unfiltered pages."""
    _require_api(request)
    limit = limit_of(request, default=20, maximum=200)
    source_id, target_id = _known_side(request, "sourceId"), _known_side(request, "targetId")
    found = request.org.mappings.between(
        source_id, target_id, after=request.query.get("after"), limit=limit + 1
    )

    def shown(one: Mapping) -> dict[str, Any]:
        return wire.mapping(request.org, one, request.base_url, with_properties=False)

    return paged(request, found, shown, limit=limit)


@operation("getProfileMapping", "GET /api/v1/mappings/{mappingId}", "okta.profileMappings.read")
def get_profile_mapping(request: ApiRequest) -> Answer:
    """One mapping with its properties."""
    _require_api(request)
    mapping = _mapping(request)
    return Answer(body=wire.mapping(request.org, mapping, request.base_url, with_properties=True))


@operation("updateProfileMapping", "POST /api/v1/mappings/{mappingId}", "okta.profileMappings.manage")
def update_profile_mapping(request: ApiRequest) -> Answer:
    """Partial and atomic; null removes."""
    _require_api(request)
    mapping = _mapping(request)
    changed = rules.updated(request.org, mapping, request.document())
    return Answer(body=wire.mapping(request.org, changed, request.base_url, with_properties=True))
