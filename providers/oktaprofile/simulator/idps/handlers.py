"""Operations on identity providers, as far as mappings need them: each brings mappings, as an app does (recorded)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oktaprofile.simulator.apps import rules as app_rules
from oktaprofile.simulator.clock import timestamp
from oktaprofile.simulator.errors import not_found, validation_failed
from oktaprofile.simulator.http.json_body import Shape
from oktaprofile.simulator.http.operations import Answer, ApiRequest, operation
from oktaprofile.simulator.http.paging import limit_of, paged
from oktaprofile.simulator.identifiers import APP
from oktaprofile.simulator.schemas.base import named_base
from oktaprofile.simulator.state.apps import PROFILE_MASTERING, App
from oktaprofile.simulator.state.schemas import Property

_GOOGLE = (
    "firstName",
    "middleName",
    "lastName",
    "honorificPrefix",
    "honorificSuffix",
    "displayName",
    "profileUrl",
)
_TO_OKTA: Mapping[str, Mapping[str, str]] = {
    "GOOGLE": {
        "login": "appuser.email",
        "email": "appuser.email",
        **{name: f"appuser.{name}" for name in _GOOGLE},
    },
    "OIDC": {
        "login": "appuser.email",
        "displayName": "appuser.displayName",
        "nickName": "appuser.nickname",
        "firstName": "appuser.firstName",
        "middleName": "appuser.middleName",
        "lastName": "appuser.lastName",
        "email": "appuser.email",
        "profileUrl": "appuser.profile",
        "timezone": 'appuser.zoneinfo == null ? "America/Los_Angeles" : appuser.zoneinfo',
    },
    "SAML2": {
        "firstName": "source.firstName",
        "lastName": "source.lastName",
        "email": "source.email",
        "mobilePhone": "source.mobilePhone",
        "login": "source.userName",
    },
}
"""Mappings of new identity providers by type (recorded)."""

_NAMES = {"GOOGLE": "google_idp", "OIDC": "oidc_idp", "SAML2": "saml_idp"}
_ATTRIBUTES = [
    "email",
    "firstName",
    "middleName",
    "lastName",
    "honorificPrefix",
    "honorificSuffix",
    "displayName",
    "profileUrl",
    "nickname",
    "profile",
    "zoneinfo",
    "mobilePhone",
]


_BODY: Shape = {"type": str, "name": str, "policy": {"provisioning": dict}}


def _idp(request: ApiRequest) -> App:
    idp_id = request.parameters["idpId"]
    idp = request.org.apps.get(idp_id)
    if idp is None or idp.kind != "idp":
        raise not_found(idp_id, "IdpAppInstance")  # Assumed kind
    return idp


def shown(idp: App) -> dict[str, Any]:
    """An identity provider as JSON: what was sent, with identity, status and times."""
    rest = {
        key: value
        for key, value in idp.document.items()
        if key not in ("id", "status", "created", "lastUpdated")
    }
    return {
        "id": idp.id,
        "status": idp.status,
        "created": timestamp(idp.created),
        "lastUpdated": timestamp(idp.last_updated),
        **rest,
    }


def idp_base() -> dict[str, Property]:
    """The base attributes of an identity provider's users. Assumed: any beyond those that its mappings use."""
    return named_base(*((name, name) for name in _ATTRIBUTES))


def add(request: ApiRequest, body: Mapping[str, Any]) -> App:
    """Makes an identity provider from the body of createIdentityProvider."""
    kind, label = str(body.get("type") or ""), str(body.get("name") or "")
    if not kind or not label:
        missing = "type" if not kind else "name"
        raise validation_failed(missing, f"{missing}: The field cannot be left blank")
    org, now = request.org, request.org.clock()
    idp = App(
        org.ids.fresh(APP),
        _NAMES.get(kind, f"{kind.lower()}_idp"),
        label,
        sign_on_mode=kind,
        features=_features(body),
        kind="idp",
        document=dict(body),
        created=now,
        last_updated=now,
    )
    app_rules.add(org, idp, idp_base(), {}, {"to_okta": _TO_OKTA.get(kind, {})})
    return idp


def _features(body: Mapping[str, Any]) -> frozenset[str]:
    provisioning = (body.get("policy") or {}).get("provisioning") or {}
    return frozenset({PROFILE_MASTERING} if provisioning.get("profileMaster") else ())


@operation(
    "listIdentityProviders",
    "GET /api/v1/idps",
    "okta.idps.read",
    note="shows what was sent, without the defaults Okta fills in",
)
def list_identity_providers(request: ApiRequest) -> Answer:
    """By ascending id; `q` is what the name starts with."""
    limit = limit_of(request, default=200, maximum=200)
    start, after = (request.query.get("q") or "").casefold(), request.query.get("after") or ""
    found = [
        idp
        for idp in request.org.apps.of_kind("idp")
        if idp.id > after and idp.label.casefold().startswith(start)
    ]
    return paged(request, found, shown, limit=limit, kept=("q", "type"))


@operation(
    "createIdentityProvider",
    "POST /api/v1/idps",
    "okta.idps.manage",
    note="shows what was sent, without the defaults Okta fills in",
)
def create_identity_provider(request: ApiRequest) -> Answer:
    """200 with the identity provider; its mappings exist at once (recorded)."""
    return Answer(body=shown(add(request, request.document(_BODY))))


@operation(
    "getIdentityProvider",
    "GET /api/v1/idps/{idpId}",
    "okta.idps.read",
    note="shows what was sent, without the defaults Okta fills in",
)
def get_identity_provider(request: ApiRequest) -> Answer:
    """One identity provider."""
    return Answer(body=shown(_idp(request)))


@operation(
    "replaceIdentityProvider",
    "PUT /api/v1/idps/{idpId}",
    "okta.idps.manage",
    note="shows what was sent, without the defaults Okta fills in",
)
def replace_identity_provider(request: ApiRequest) -> Answer:
    """Full."""
    idp, body = _idp(request), request.document(_BODY)
    idp.document, idp.label = dict(body), str(body.get("name") or idp.label)
    app_rules.set_features(request.org, idp, _features(body))
    return Answer(body=shown(idp))


@operation("deleteIdentityProvider", "DELETE /api/v1/idps/{idpId}", "okta.idps.manage")
def delete_identity_provider(request: ApiRequest) -> Answer:
    """204; the mappings go with it."""
    app_rules.remove(request.org, _idp(request))
    return Answer(204)


@operation("activateIdentityProvider", "POST /api/v1/idps/{idpId}/lifecycle/activate", "okta.idps.manage")
def activate_identity_provider(request: ApiRequest) -> Answer:
    """200 with the identity provider."""
    idp = _idp(request)
    app_rules.set_status(request.org, idp, "ACTIVE")
    return Answer(body=shown(idp))


@operation("deactivateIdentityProvider", "POST /api/v1/idps/{idpId}/lifecycle/deactivate", "okta.idps.manage")
def deactivate_identity_provider(request: ApiRequest) -> Answer:
    """200 with the identity provider (recorded)."""
    idp = _idp(request)
    app_rules.set_status(request.org, idp, "INACTIVE")
    return Answer(body=shown(idp))
