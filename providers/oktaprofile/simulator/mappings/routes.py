"""Operations on profile mappings."""

from __future__ import annotations

from oktaprofile.simulator.errors import feature_disabled, invalid_request, not_found
from oktaprofile.simulator.http.operations import Answer, ApiRequest, Operation
from oktaprofile.simulator.http.paging import limit_of, links
from oktaprofile.simulator.mappings import rules, wire
from oktaprofile.simulator.mappings.records import Mapping


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


def list_profile_mappings(request: ApiRequest) -> Answer:
    """Sorted by id. The links drop `sourceId` and `targetId` (recorded): whoever follows them gets unfiltered pages."""
    _require_api(request)
    limit = limit_of(request, default=20, maximum=200)
    source_id, target_id = _known_side(request, "sourceId"), _known_side(request, "targetId")
    found = request.org.mappings.page(
        source_id=source_id, target_id=target_id, after=request.query.get("after"), limit=limit + 1
    )
    page = found[:limit]
    after = page[-1].id if len(found) > limit else None
    body = [wire.mapping(request.org, one, request.base_url, with_properties=False) for one in page]
    return Answer(body=body, headers=links(request, {"limit": str(limit)}, after))


def get_profile_mapping(request: ApiRequest) -> Answer:
    """One mapping with its properties."""
    _require_api(request)
    mapping = _mapping(request)
    return Answer(body=wire.mapping(request.org, mapping, request.base_url, with_properties=True))


def update_profile_mapping(request: ApiRequest) -> Answer:
    """Partial and atomic; null removes."""
    _require_api(request)
    mapping = _mapping(request)
    changed = rules.updated(request.org, mapping, request.document())
    return Answer(body=wire.mapping(request.org, changed, request.base_url, with_properties=True))


_ALL, _ONE = "/api/v1/mappings", "/api/v1/mappings/{mappingId}"
_READ, _WRITE = "okta.profileMappings.read", "okta.profileMappings.manage"

OPERATIONS = (
    Operation("listProfileMappings", "GET", _ALL, list_profile_mappings, _READ, note="links drop the filter"),
    Operation("getProfileMapping", "GET", _ONE, get_profile_mapping, _READ),
    Operation("updateProfileMapping", "POST", _ONE, update_profile_mapping, _WRITE),
)
