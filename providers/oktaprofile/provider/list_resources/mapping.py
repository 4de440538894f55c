"""The list of mappings: one row a mapping of an app and a user type in one direction, with all of its lines."""

from __future__ import annotations

from oktaprofile.plugin.listing import Listed, ListResource
from oktaprofile.plugin.schema import Attribute, Schema
from oktaprofile.plugin.types import STRING
from oktaprofile.provider.app_features import TO_APP, TO_OKTA
from oktaprofile.provider.list_resources import filters
from oktaprofile.provider.run.session import session_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, ClassVar

    from oktaprofile.okta.org import Org
    from oktaprofile.plugin.listing import ListRequest
    from oktaprofile.plugin.resource import Context


class MappingList(ListResource):
    """`oktaprofile_mapping`: a mapping without lines is not listed."""

    schema: ClassVar[Schema] = Schema(
        {
            "app": filters.app("Default: every app."),
            "direction": Attribute(
                STRING,
                optional=True,
                one_of=(TO_OKTA, TO_APP),
                description="`to_okta` or `to_app`. Default: both.",
            ),
            "user_type": filters.USER_TYPE,
            "names": filters.names("Target attributes: only these lines belong to what is listed."),
        },
        description="Mappings that have lines, one row for each app, user type and direction.",
    )

    def list(self, request: ListRequest, ctx: Context) -> Iterator[Listed]:
        from oktaprofile.okta.errors import NotFound, OktaError
        from oktaprofile.provider import lookup
        from oktaprofile.provider.diagnose import problem
        from oktaprofile.provider.resources.mapping import document

        org, config = session_of(ctx).org, request.config
        types = {one.id: one for one in filters.user_types(org, config)}
        for row in _rows(org, request):
            if request.ended():
                return
            app_id, direction, type_id = _ends(row)
            if type_id not in types or config["direction"] not in (None, direction):
                continue
            try:
                found = document.entries(org.mapping_row(row["id"]).read())
            except NotFound:  # its app was deleted meanwhile
                continue
            except OktaError as error:
                raise problem(error, f"Reading the mapping {row['id']}") from error
            keys = filters.wanted(config, found)
            if keys:
                sides = lookup.label_of(org, app_id), lookup.type_title(types[type_id])
                source, target = sides if direction == TO_OKTA else reversed(sides)
                yield Listed(
                    {
                        "app_id": app_id,
                        "direction": direction,
                        "user_type_id": type_id,
                        "properties": keys,
                    },
                    f"{source} to {target}: {', '.join(keys)}",
                )


def _rows(org: Org, request: ListRequest) -> Iterable[dict[str, Any]]:
    """The rows between apps and user types, without their lines."""
    from oktaprofile.okta.errors import OktaError
    from oktaprofile.provider.diagnose import problem

    try:
        if request.config["app"] is None:
            rows = org.rows.every()
        else:
            rows = [row for app in filters.apps(org, request) for row in org.rows.of(app["id"])]
    except OktaError as error:
        raise problem(error, "Listing the mappings") from error
    between = ({"user", "appuser"},)
    return [row for row in rows if {row["source"].get("type"), row["target"].get("type")} in between]


def _ends(row: dict[str, Any]) -> tuple[str, str, str]:
    """App id, direction, user type id."""
    if row["source"]["type"] == "appuser":
        return row["source"]["id"], TO_OKTA, row["target"]["id"]
    return row["target"]["id"], TO_APP, row["source"]["id"]
