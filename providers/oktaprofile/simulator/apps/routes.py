"""Operations on apps and their provisioning features."""

from __future__ import annotations

from collections.abc import Callable

from oktaprofile.simulator.apps import provisioning, rules, wire
from oktaprofile.simulator.apps.records import App
from oktaprofile.simulator.errors import invalid_paging, invalid_search, not_found
from oktaprofile.simulator.http.filters import Comparison, FilterError, Joined, parse
from oktaprofile.simulator.http.operations import Answer, ApiRequest, Operation
from oktaprofile.simulator.http.paging import limit_of, links
from oktaprofile.simulator.identifiers import APP

_FILTERED: dict[str, Callable[[App], object]] = {
    "status": lambda app: app.status,
    "name": lambda app: app.name,
    "id": lambda app: app.id,
}


def _app(request: ApiRequest) -> App:
    app_id = request.parameters["appId"]
    app = request.org.apps.get(app_id, kind="app")
    if app is None:
        raise not_found(app_id, "AppInstance")
    return app


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
        for app in request.org.apps.all(kind="app")
        if (after is None or app.id > after)
        and matches(app)
        and (app.name.casefold().startswith(start) or app.label.casefold().startswith(start))
    ]
    page = found[:limit]
    kept = {name: request.query[name] for name in ("q", "filter", "limit", "expand") if name in request.query}
    kept.setdefault("limit", str(limit))
    cursor = page[-1].id if len(found) > limit else None
    body = [wire.application(request.org, app, request.base_url) for app in page]
    return Answer(body=body, headers=links(request, kept, cursor))


def _filter(text: str | None) -> Callable[[App], bool]:
    if not text:
        return lambda app: True
    try:
        expression = parse(text)
    except FilterError:
        raise invalid_search() from None

    def matches(node: object, app: App) -> bool:
        if isinstance(node, Joined):
            parts = [matches(one, app) for one in node.parts]
            return all(parts) if node.word == "and" else any(parts)
        assert isinstance(node, Comparison)
        if node.attribute not in _FILTERED or node.operator != "eq":
            raise invalid_search()
        return _FILTERED[node.attribute](app) == node.value

    return lambda app: matches(expression, app)


def create_application(request: ApiRequest) -> Answer:
    """Answers 200; `activate=false` leaves the app inactive."""
    app = rules.create(request.org, request.document(), active=request.query.get("activate") != "false")
    return Answer(body=wire.application(request.org, app, request.base_url))


def get_application(request: ApiRequest) -> Answer:
    """One app, whatever its status."""
    return Answer(body=wire.application(request.org, _app(request), request.base_url))


def replace_application(request: ApiRequest) -> Answer:
    """A full replace of what can be written."""
    app = rules.replace(request.org, _app(request), request.document())
    return Answer(body=wire.application(request.org, app, request.base_url))


def delete_application(request: ApiRequest) -> Answer:
    """204, or 403 while the app is active."""
    rules.delete(request.org, _app(request))
    return Answer(204)


def activate_application(request: ApiRequest) -> Answer:
    """200 with an empty object (recorded)."""
    rules.set_status(request.org, _app(request), "ACTIVE")
    return Answer(body={})


def deactivate_application(request: ApiRequest) -> Answer:
    """200 with an empty object (recorded)."""
    rules.set_status(request.org, _app(request), "INACTIVE")
    return Answer(body={})


def list_features_for_application(request: ApiRequest) -> Answer:
    """Both features of an app that has provisioning."""
    app = _app(request)
    provisioning.require_provisioning(app)
    return Answer(
        body=[provisioning.shown(app, name, request.base_url) for name in provisioning.DESCRIPTIONS]
    )


def get_feature_for_application(request: ApiRequest) -> Answer:
    """One feature."""
    app, name = _app(request), request.parameters["featureName"]
    provisioning.require_provisioning(app, name)
    return Answer(body=provisioning.shown(app, name, request.base_url))


def update_feature_for_application(request: ApiRequest) -> Answer:
    """Partial. A missing body is refused before an app without provisioning is (recorded)."""
    app, body, name = _app(request), request.document(), request.parameters["featureName"]
    provisioning.require_provisioning(app, name)
    return Answer(
        body=provisioning.shown(provisioning.update(request.org, app, name, body), name, request.base_url)
    )


_ALL, _ONE = "/api/v1/apps", "/api/v1/apps/{appId}"
_READ, _WRITE = "okta.apps.read", "okta.apps.manage"

OPERATIONS = (
    Operation("listApplications", "GET", _ALL, list_applications, _READ, "apps", note="expand is ignored"),
    Operation("createApplication", "POST", _ALL, create_application, _WRITE, "apps"),
    Operation("getApplication", "GET", _ONE, get_application, _READ, "app"),
    Operation("replaceApplication", "PUT", _ONE, replace_application, _WRITE, "app"),
    Operation("deleteApplication", "DELETE", _ONE, delete_application, _WRITE, "app"),
    Operation(
        "activateApplication", "POST", f"{_ONE}/lifecycle/activate", activate_application, _WRITE, "apps"
    ),
    Operation(
        "deactivateApplication",
        "POST",
        f"{_ONE}/lifecycle/deactivate",
        deactivate_application,
        _WRITE,
        "apps",
    ),
    Operation(
        "listFeaturesForApplication", "GET", f"{_ONE}/features", list_features_for_application, _READ, "apps"
    ),
    Operation(
        "getFeatureForApplication",
        "GET",
        f"{_ONE}/features/{{featureName}}",
        get_feature_for_application,
        _READ,
        "apps",
    ),
    Operation(
        "updateFeatureForApplication",
        "PUT",
        f"{_ONE}/features/{{featureName}}",
        update_feature_for_application,
        _WRITE,
        "apps",
        note="partial",
    ),
)
