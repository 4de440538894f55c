"""`oktaprofile_app_user_property`: one custom property of one app, for teams that own them apart."""

from __future__ import annotations

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.resource import Applied
from oktaprofile.plugin.schema import Attribute, Schema
from oktaprofile.plugin.types import STRING
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider import arguments
from oktaprofile.provider import definition as shape
from oktaprofile.provider.resources.single_property import SingleProperty
from oktaprofile.provider.session import session_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from oktaprofile.plugin.resource import Context
    from oktaprofile.provider.property_place import PropertyPlace
    from oktaprofile.provider.session import Session


class AppUserProperty(SingleProperty):
    """See the module."""

    kind: ClassVar[str] = shape.APP
    type_name: ClassVar[str] = "oktaprofile_app_user_property"
    schema: ClassVar[Schema] = Schema(
        {
            "id": Attribute(STRING, computed=True, description="`APP_ID/name`."),
            "app_id": arguments.APP_ID,
            "name": arguments.NAME,
            **shape.attributes(shape.APP),
            "adopt_existing": arguments.ADOPT_EXISTING,
            "name_release_timeout_seconds": arguments.NAME_RELEASE_TIMEOUT,
            "on_destroy": arguments.ON_DESTROY,
            "restores": arguments.RESTORES,
        },
        description="One custom property of one app's user schema. Many of them are written together, but "
        "`oktaprofile_app_user_properties` manages a set with fewer calls. An argument that is left out is not "
        "managed: never sent, and no difference.",
    )

    def place_arguments(self) -> tuple[str, ...]:
        return ("app_id",)

    def planning_place(self, session: Session, planned: dict[str, Any]) -> PropertyPlace:
        from oktaprofile.provider.property_place import app_place

        return app_place(session, planned["app_id"])

    def known_place(self, session: Session, state: dict[str, Any]) -> PropertyPlace:
        from oktaprofile.provider.property_place import app_place_unchecked

        return app_place_unchecked(session, state["app_id"])

    def located(self, planned: dict[str, Any], place: PropertyPlace | None) -> dict[str, Any]:
        return {"id": UNKNOWN if place is None else f"{planned['app_id']}/{planned['name']}"}

    def gone(self, state: dict[str, Any]) -> tuple[str, str]:
        from oktaprofile.provider.property_apply import WHEN_THE_APP_IS_GONE

        what = f"The app {state['app_id']} (or its user schema) is gone, and its property {state['name']} with it."
        return what, WHEN_THE_APP_IS_GONE

    def import_state(self, id_: str, ctx: Context) -> Applied:
        from oktaprofile.provider.property_import import app_properties

        app_id, _, name = id_.partition("/")
        if not app_id or not name or "/" in name:
            raise DiagnosticError("Wrong import id", f"{id_!r} is not APP_ID/name.")
        found, private = app_properties(session_of(ctx), app_id, [name])
        state = {"id": id_, "app_id": app_id, "name": name, **arguments.AFTER_IMPORT}
        return Applied(self.with_owned(state, found), private)
