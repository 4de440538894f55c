"""Operations on apps and their provisioning features."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from oktaprofile.simulator.apps import provisioning, rules, wire
from oktaprofile.simulator.errors import invalid_paging, invalid_search
from oktaprofile.simulator.http.filters import FilterError, meets, parse
from oktaprofile.simulator.http.json_body import Shape
from oktaprofile.simulator.http.operations import Answer, ApiRequest, operation
from oktaprofile.simulator.http.paging import limit_of, paged
from oktaprofile.simulator.identifiers import APP
from oktaprofile.simulator.state.apps import App

_BODY: Shape = {
    **dict.fromkeys(("label", "name", "signOnMode"), str),
    "accessibility": dict,
    "visibility": {"hide": dict},
    "credentials": {"oauthClient": dict, "signing": dict},
    "settings": {"app": dict, "notes": dict, "oauthClient": dict, "signOn": dict},
}
_STATUS: Shape = {"status": str}
_CAPABILITIES: Shape = {
    "create": {"lifecycleCreate": _STATUS},
    "update": {"lifecycleDeactivate": _STATUS, "profile": _STATUS, "password": _STATUS},
}


@operation("listApplications", "GET /api/v1/apps", "okta.apps.read", bucket="apps", note="expand is ignored")
def list_applications(request: ApiRequest) -> Answer:
    """By ascending id. `q` is what name or label start with, whatever the case; `filter` knows status, name and id.

    Assumed: the default limit of 20 (the specification says -1, older documentation 20).
    """
    limit = limit_of(request, default=20, maximum=200)
    after = request.query.get("after")
    if after is not None and not after.startswith(APP):
        raise invalid_paging()
    matches, start = _filter(request.query.get("filter")), (request.query.get("q") or "").casefold()
    found = [
        app
        for app in request.org.apps.of_kind("app")
        if (after is None or app.id > after)
        and matches(app)
        and (app.name.casefold().startswith(start) or app.label.casefold().startswith(start))
    ]

    def shown(app: App) -> dict[str, Any]:
        return wire.application(request.org, app, request.base_url)

    return paged(request, found, shown, limit=limit, kept=("q", "filter", "limit", "expand"))


def _filter(text: str | None) -> Callable[[App], bool]:
    try:
        wanted = parse(text) if text else None
    except FilterError:
        raise invalid_search() from None

    def matches(app: App) -> bool:
        values = {"status": [app.status], "name": [app.name], "id": [app.id]}
        try:
            return wanted is None or meets(wanted, values, operators=("eq",))
        except FilterError:
            raise invalid_search() from None

    return matches


@operation("createApplication", "POST /api/v1/apps", "okta.apps.manage", bucket="apps")
def create_application(request: ApiRequest) -> Answer:
    """Answers 200; `activate=false` leaves the app inactive."""
    app = rules.create(request.org, request.document(_BODY), active=request.query.get("activate") != "false")
    body = wire.application(request.org, app, request.base_url)
    client = body["credentials"].get("oauthClient", {})
    if str(client.get("token_endpoint_auth_method", "client_secret_basic")).startswith("client_secret"):
        client.setdefault("client_secret", secrets.token_urlsafe(48))  # recorded: shown once, and never again
    return Answer(body=body)


@operation("getApplication", "GET /api/v1/apps/{appId}", "okta.apps.read", bucket="app")
def get_application(request: ApiRequest) -> Answer:
    """One app, whatever its status."""
    return Answer(body=wire.application(request.org, rules.app_of(request), request.base_url))


@operation("replaceApplication", "PUT /api/v1/apps/{appId}", "okta.apps.manage", bucket="app")
def replace_application(request: ApiRequest) -> Answer:
    """A full replace of what can be written."""
    app = rules.replace(request.org, rules.app_of(request), request.document(_BODY))
    return Answer(body=wire.application(request.org, app, request.base_url))


@operation("deleteApplication", "DELETE /api/v1/apps/{appId}", "okta.apps.manage", bucket="app")
def delete_application(request: ApiRequest) -> Answer:
    """204, or 403 while the app is active."""
    rules.delete(request.org, rules.app_of(request))
    return Answer(204)


@operation(
    "activateApplication", "POST /api/v1/apps/{appId}/lifecycle/activate", "okta.apps.manage", bucket="apps"
)
def activate_application(request: ApiRequest) -> Answer:
    """200 with an empty object (recorded)."""
    rules.set_status(request.org, rules.app_of(request), "ACTIVE")
    return Answer(body={})


@operation(
    "deactivateApplication",
    "POST /api/v1/apps/{appId}/lifecycle/deactivate",
    "okta.apps.manage",
    bucket="apps",
)
def deactivate_application(request: ApiRequest) -> Answer:
    """200 with an empty object (recorded)."""
    rules.set_status(request.org, rules.app_of(request), "INACTIVE")
    return Answer(body={})


@operation("listFeaturesForApplication", "GET /api/v1/apps/{appId}/features", "okta.apps.read", bucket="apps")
def list_features_for_application(request: ApiRequest) -> Answer:
    """Both features of an app that has provisioning."""
    app = rules.app_of(request)
    provisioning.require_provisioning(app)
    return Answer(
        body=[provisioning.shown(app, name, request.base_url) for name in provisioning.DESCRIPTIONS]
    )


@operation(
    "getFeatureForApplication",
    "GET /api/v1/apps/{appId}/features/{featureName}",
    "okta.apps.read",
    bucket="apps",
)
def get_feature_for_application(request: ApiRequest) -> Answer:
    """One feature."""
    app, name = rules.app_of(request), request.parameters["featureName"]
    provisioning.require_provisioning(app, name)
    return Answer(body=provisioning.shown(app, name, request.base_url))


@operation(
    "updateFeatureForApplication",
    "PUT /api/v1/apps/{appId}/features/{featureName}",
    "okta.apps.manage",
    bucket="apps",
    note="partial",
)
def update_feature_for_application(request: ApiRequest) -> Answer:
    """Partial. A missing body is refused before an app without provisioning is (recorded)."""
    app, body, name = (
        rules.app_of(request),
        request.document(_CAPABILITIES),
        request.parameters["featureName"],
    )
    provisioning.require_provisioning(app, name)
    return Answer(
        body=provisioning.shown(provisioning.update(request.org, app, name, body), name, request.base_url)
    )
