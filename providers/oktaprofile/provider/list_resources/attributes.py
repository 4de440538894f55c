"""Lists of custom attributes: of apps, one by one or together, and of user types."""

from __future__ import annotations

from oktaprofile.plugin.listing import Listed, ListResource
from oktaprofile.plugin.schema import Schema
from oktaprofile.provider.list_resources import filters
from oktaprofile.provider.run.session import session_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, ClassVar

    from oktaprofile.okta.document import Document
    from oktaprofile.okta.org import Org
    from oktaprofile.plugin.listing import ListRequest
    from oktaprofile.plugin.resource import Context

_ONE_OWNER = "An attribute belongs to one resource: import it alone or together with others, not both."
_OF_APPS = {
    "app": filters.app("Default: every active app."),
    "names": filters.names("Variable names of attributes."),
}


class AppUserPropertyList(ListResource):
    """`oktaprofile_app_user_property`: one row an attribute."""

    schema: ClassVar[Schema] = Schema(
        _OF_APPS, description=f"Custom attributes of apps, one row an attribute. {_ONE_OWNER}"
    )

    def list(self, request: ListRequest, ctx: Context) -> Iterator[Listed]:
        for app, found in _of_apps(session_of(ctx).org, request):
            for name, json in found.items():
                yield Listed({"app_id": app["id"], "name": name}, f"{app['label']}: {_titled(name, json)}")


class AppUserPropertiesList(ListResource):
    """`oktaprofile_app_user_properties`: one row an app."""

    schema: ClassVar[Schema] = Schema(
        _OF_APPS,
        description=f"Custom attributes of apps, one row an app with all that are listed. {_ONE_OWNER}",
    )

    def list(self, request: ListRequest, ctx: Context) -> Iterator[Listed]:
        for app, found in _of_apps(session_of(ctx).org, request):
            if found:
                identity = {"app_id": app["id"], "properties": list(found)}
                yield Listed(identity, f"{app['label']}: {', '.join(found)}")


class UserPropertyList(ListResource):
    """`oktaprofile_user_property`: one row an attribute."""

    schema: ClassVar[Schema] = Schema(
        {
            "app": filters.app("Only attributes that it sources by an override. Default: all."),
            "user_type": filters.USER_TYPE,
            "names": filters.names("Variable names of attributes."),
        },
        description="Custom attributes of Okta users, one row an attribute of a user type.",
    )

    def list(self, request: ListRequest, ctx: Context) -> Iterator[Listed]:
        from oktaprofile.provider.lookup import type_title
        from oktaprofile.provider.resources.master_override.document import sources_of

        org = session_of(ctx).org
        source = filters.source(org, request)
        for one in filters.user_types(org, request.config):
            found = _custom(org.schema_of(one.schema_id), request, f"the user type {type_title(one)}")
            for name, json in (found or {}).items():
                if source in (None, *sources_of(json.get("master"))):
                    identity = {"name": name, "user_type_id": one.id}
                    yield Listed(identity, f"{type_title(one)}: {_titled(name, json)}")


def _of_apps(org: Org, request: ListRequest) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for app in filters.apps(org, request):
        found = _custom(org.application_schema(app["id"]), request, f"the app {app['label']}")
        if found is not None:
            yield app, found


def _custom(document: Document, request: ListRequest, label: str) -> dict[str, Any] | None:
    """name -> Okta's JSON of the attributes that the filter chooses; None: no schema, as built-in apps have none."""
    from oktaprofile.okta.errors import NotFound, OktaError
    from oktaprofile.okta.schema import properties_of
    from oktaprofile.provider.diagnose import problem

    try:
        found = properties_of(document.read(), "custom")
    except NotFound:
        return None
    except OktaError as error:
        raise problem(error, f"Reading the schema of {label}") from error
    return {name: found[name] for name in filters.wanted(request.config, found)}


def _titled(name: str, json: dict[str, Any]) -> str:
    title = json.get("title")
    return f"{name} ({title})" if title else name
