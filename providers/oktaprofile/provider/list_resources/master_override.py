"""The list of overrides: one row an Okta attribute whose source is an app, whatever the profile source."""

from __future__ import annotations

from oktaprofile.plugin.listing import Listed, ListResource
from oktaprofile.plugin.schema import Schema
from oktaprofile.provider.list_resources import filters
from oktaprofile.provider.run.session import session_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import ClassVar

    from oktaprofile.plugin.listing import ListRequest
    from oktaprofile.plugin.resource import Context


class MasterOverrideList(ListResource):
    """`oktaprofile_master_override`: base and custom attributes."""

    schema: ClassVar[Schema] = Schema(
        {
            "app": filters.app("Only overrides that name it as a source. Default: all."),
            "user_type": filters.USER_TYPE,
            "names": filters.names("Variable names of Okta user attributes."),
        },
        description="Okta user attributes that apps source in place of the profile source.",
    )

    def list(self, request: ListRequest, ctx: Context) -> Iterator[Listed]:
        from oktaprofile.okta.errors import OktaError
        from oktaprofile.okta.schema import all_properties
        from oktaprofile.provider import lookup
        from oktaprofile.provider.diagnose import problem
        from oktaprofile.provider.resources.master_override import document

        org, config = session_of(ctx).org, request.config
        source = filters.source(org, request)
        for one in filters.user_types(org, config):
            try:
                found = all_properties(org.schema_of(one.schema_id).read())
            except OktaError as error:
                raise problem(
                    error, f"Reading the schema of the user type {lookup.type_title(one)}"
                ) from error
            for name in filters.wanted(config, found):
                sources = document.sources_of(found[name].get("master"))
                if sources and source in (None, *sources):
                    labels = ", ".join(lookup.label_of(org, app_id) for app_id in sources)
                    yield Listed(
                        {"property": name, "user_type_id": one.id},
                        f"{lookup.type_title(one)}: {name} from {labels}",
                    )
