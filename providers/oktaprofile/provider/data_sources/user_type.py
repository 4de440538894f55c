"""Data source `oktaprofile_user_type`: one Okta user type by id or name, or the default one."""

from __future__ import annotations

from oktaprofile.plugin.resource import DataSource
from oktaprofile.plugin.schema import Attribute, Schema, computed
from oktaprofile.plugin.types import BOOL, STRING
from oktaprofile.plugin.validators import NotEmpty
from oktaprofile.provider.run.session import session_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from oktaprofile.plugin.resource import Context


SHOWN = (NotEmpty("Leave it out for the default user type."),)


class UserType(DataSource):
    """Looked up in one shared list of the org's user types."""

    schema: ClassVar[Schema] = Schema(
        {
            "id": Attribute(
                STRING,
                optional=True,
                computed=True,
                validators=SHOWN,
                description="Id of the user type (`oty…`).",
            ),
            "name": Attribute(
                STRING,
                optional=True,
                computed=True,
                validators=SHOWN,
                description="Variable name of the user type. The default type is usually named `user`, but "
                "not always: leave out both arguments to get it.",
            ),
            "display_name": computed(STRING, "Name that people see."),
            "default": computed(BOOL, "Whether it is the org's default type."),
            "schema_id": computed(STRING, "Id of its user schema (`osc…`); `default` for the default type."),
        },
        description="Finds one user type by `id` or `name`; without either, the org's default type.",
    )

    def validate(self, config: dict[str, Any], ctx: Context) -> None:
        if config["id"] is not None and config["name"] is not None:
            ctx.diagnostics.error(
                "A user type is found by one argument",
                "Set id or name, or neither of them for the default type.",
                ("name",),
            )

    def read(self, config: dict[str, Any], ctx: Context) -> dict[str, Any]:
        from oktaprofile.okta.errors import OktaError
        from oktaprofile.plugin.diagnostics import DiagnosticError
        from oktaprofile.provider.diagnose import problem

        selector, path = config["id"] or config["name"], ("id" if config["id"] else "name",)
        attribute = "id" if config["id"] else "name"
        try:
            known = session_of(ctx).org.user_types()
        except OktaError as error:
            raise problem(error, "Listing the user types", path) from error
        found = [
            one for one in known if (one.default if selector is None else getattr(one, attribute) == selector)
        ]
        if len(found) != 1:
            listed = "\n".join(
                f"  {one.id}  {one.name}{'  (default)' if one.default else ''}"
                for one in sorted(known, key=lambda one: one.id)
            )
            wanted = "default: true" if selector is None else f"the {attribute} {selector!r}"
            raise DiagnosticError(
                "There is no such user type",
                f"{len(found) or 'No'} user types have {wanted}. This org has:\n{listed}",
                path if selector else (),
            )
        return {
            "id": found[0].id,
            "name": found[0].name,
            "display_name": found[0].display_name,
            "default": found[0].default,
            "schema_id": found[0].schema_id,
        }
