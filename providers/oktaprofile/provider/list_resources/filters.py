"""The filters of all lists, and the apps and user types that they choose. Imported after Configure only, but for the
arguments.
"""

from __future__ import annotations

from oktaprofile.plugin.schema import Attribute
from oktaprofile.plugin.types import STRING, List
from oktaprofile.plugin.validators import Each, NotEmpty

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from typing import Any

    from oktaprofile.okta.org import Org, UserType
    from oktaprofile.plugin.listing import ListRequest

APP_ID_PREFIX = "0oa"
PAGE_LIMIT = 200


def app(description: str) -> Attribute:
    """The optional filter by app."""
    return Attribute(
        STRING,
        optional=True,
        validators=(NotEmpty("Give a label or an id, or leave app out."),),
        description=f"Label or id of an app. {description}",
    )


USER_TYPE = Attribute(
    STRING,
    optional=True,
    validators=(NotEmpty("Give a name, an id or default, or leave user_type out."),),
    description="Id or name of a user type, or `default`. Default: all types.",
)


def names(what: str) -> Attribute:
    """The optional filter by name."""
    return Attribute(
        List(STRING),
        optional=True,
        validators=(NotEmpty("Name one, or leave names out."), Each(NotEmpty("Give a name."))),
        description=f"{what} Default: all.",
    )


def wanted(config: dict[str, Any], present: Collection[str]) -> list[str]:
    """Those of the names that a list's filter chooses, in order."""
    chosen = config["names"]
    return sorted(name for name in present if chosen is None or name in chosen)


def apps(org: Org, request: ListRequest) -> Iterator[dict[str, Any]]:
    """The one app of the filter, or each active app of the org, page by page. DiagnosticError for one that is not
    there.
    """
    from oktaprofile.okta.errors import NotFound, OktaError
    from oktaprofile.provider import lookup
    from oktaprofile.provider.app_features import is_active
    from oktaprofile.provider.diagnose import problem

    chosen = request.config["app"]
    if chosen is None:
        try:
            first, complete = org.listed_applications()
            for one in first if complete else org.client.list_applications(limit=PAGE_LIMIT):
                if request.ended():
                    return
                if is_active(one):
                    yield one
        except OktaError as error:
            raise problem(error, "Listing the apps") from error
        return
    if chosen.startswith(APP_ID_PREFIX):
        try:
            yield org.application(chosen)
        except NotFound:  # a label may begin like an id
            pass
        except OktaError as error:
            raise problem(error, f"Looking for the app {chosen}", ("app",)) from error
        else:
            return
    yield lookup.application_by_label(org, chosen, ("app",))


def source(org: Org, request: ListRequest) -> str | None:
    """The id of the app of the filter, None where the list is not filtered by app."""
    return next(apps(org, request))["id"] if request.config["app"] is not None else None


def user_types(org: Org, config: dict[str, Any]) -> list[UserType]:
    """The one type of the filter, or all of them. DiagnosticError for one that is not there."""
    from oktaprofile.okta.errors import OktaError
    from oktaprofile.provider import lookup
    from oktaprofile.provider.diagnose import problem

    if config["user_type"] is not None:
        return [lookup.user_type(org, config["user_type"])]
    try:
        return org.user_types()
    except OktaError as error:
        raise problem(error, "Listing the user types", ("user_type",)) from error
