"""What reads an Okta user's attributes besides mappings: group rules, and claims of custom authorization servers.

Shapes: Okta's OpenAPI 2026.06.3 (Group Rules, Authorization Servers). They are kept and shown; no membership and no
token is made of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from oktaprofile.simulator.clock import timestamp
from oktaprofile.simulator.errors import not_found, validation_failed
from oktaprofile.simulator.http.operations import Answer, ApiRequest, operation
from oktaprofile.simulator.http.paging import limit_of, paged
from oktaprofile.simulator.state.documents import Document

RULE, SERVER, CLAIM = "GroupRule", "AuthorizationServer", "OAuth2Claim"
_PREFIXES = {RULE: "0pr", SERVER: "aus", CLAIM: "ocl"}
_NOTE = "kept and shown; nothing follows from it"
_BOUND = "kept and shown; a new rule is INACTIVE, and no membership follows from it"


def shown(one: Document) -> dict[str, Any]:
    """A document with its id, status and times."""
    times = {"created": timestamp(one.created), "lastUpdated": timestamp(one.last_updated)}
    return {**one.body, "id": one.id, "status": one.status, **({} if one.kind == CLAIM else times)}


def _found(request: ApiRequest, kind: str, parameter: str) -> Document:
    id_ = request.parameters[parameter]
    one = request.org.documents.get(id_)
    if one is None or one.kind != kind:
        raise not_found(id_, kind)  # Assumed kind
    return one


def _made(request: ApiRequest, kind: str, *, parent: str = "", status: str = "ACTIVE") -> Answer:
    org, body, now = request.org, request.document(), request.org.clock()
    if not isinstance(body.get("name"), str) or not body["name"].strip():
        raise validation_failed("name", "name: The field cannot be left blank")
    one = Document(org.ids.fresh(_PREFIXES[kind]), kind, parent, status, dict(body), now, now)
    org.documents.put(one)
    return Answer(201 if kind != RULE else 200, body=shown(one))


def _listed(request: ApiRequest, kind: str, parent: str = "") -> list[Document]:
    after = request.query.get("after")
    return request.org.documents.where("kind = ? AND parent = ?", kind, parent, after=after)


@operation("listGroupRules", "GET /api/v1/groups/rules", "okta.groups.read", note=_BOUND)
def list_group_rules(request: ApiRequest) -> Answer:
    """By ascending id."""
    limit = limit_of(request, default=50, maximum=200)
    return paged(request, _listed(request, RULE), shown, limit=limit)


@operation("createGroupRule", "POST /api/v1/groups/rules", "okta.groups.manage", note=_BOUND)
def create_group_rule(request: ApiRequest) -> Answer:
    """200 with the rule, inactive (documented)."""
    return _made(request, RULE, status="INACTIVE")


@operation("getGroupRule", "GET /api/v1/groups/rules/{groupRuleId}", "okta.groups.read")
def get_group_rule(request: ApiRequest) -> Answer:
    """One rule."""
    return Answer(body=shown(_found(request, RULE, "groupRuleId")))


@operation("deleteGroupRule", "DELETE /api/v1/groups/rules/{groupRuleId}", "okta.groups.manage")
def delete_group_rule(request: ApiRequest) -> Answer:
    """202 (documented)."""
    request.org.documents.remove(_found(request, RULE, "groupRuleId").id)
    return Answer(202)


def _lifecycle(status: str) -> Callable[[ApiRequest], Answer]:
    def set_status(request: ApiRequest) -> Answer:
        """204."""
        rule = _found(request, RULE, "groupRuleId")
        rule.status, rule.last_updated = status, request.org.clock()
        request.org.documents.put(rule)
        return Answer(204)

    return set_status


_RULE = "/api/v1/groups/rules/{groupRuleId}/lifecycle"
activate_group_rule = operation("activateGroupRule", f"POST {_RULE}/activate", "okta.groups.manage")(
    _lifecycle("ACTIVE")
)
deactivate_group_rule = operation("deactivateGroupRule", f"POST {_RULE}/deactivate", "okta.groups.manage")(
    _lifecycle("INACTIVE")
)


@operation(
    "listAuthorizationServers",
    "GET /api/v1/authorizationServers",
    "okta.authorizationServers.read",
    note=_NOTE,
)
def list_authorization_servers(request: ApiRequest) -> Answer:
    """By ascending id."""
    return paged(request, _listed(request, SERVER), shown, limit=limit_of(request, default=200, maximum=200))


@operation(
    "createAuthorizationServer",
    "POST /api/v1/authorizationServers",
    "okta.authorizationServers.manage",
    note=_NOTE,
)
def create_authorization_server(request: ApiRequest) -> Answer:
    """201 with the server (documented)."""
    return _made(request, SERVER)


_CLAIMS = "/api/v1/authorizationServers/{authServerId}/claims"


@operation("listOAuth2Claims", f"GET {_CLAIMS}", "okta.authorizationServers.read", note=_NOTE)
def list_claims(request: ApiRequest) -> Answer:
    """All of a server, in one answer (documented)."""
    server = _found(request, SERVER, "authServerId")
    return Answer(body=[shown(one) for one in _listed(request, CLAIM, server.id)])


@operation("createOAuth2Claim", f"POST {_CLAIMS}", "okta.authorizationServers.manage", note=_NOTE)
def create_claim(request: ApiRequest) -> Answer:
    """201 with the claim (documented)."""
    return _made(request, CLAIM, parent=_found(request, SERVER, "authServerId").id)
