"""Where custom properties live: one app's user schema, or that of a user type, looked up and ready to be planned on.

Imported after Configure only: it needs the Okta client's errors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oktaprofile.okta.errors import NotFound, OktaError
from oktaprofile.okta.schema import properties_of
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.provider import lookup
from oktaprofile.provider.app_features import is_active, named
from oktaprofile.provider.diagnose import problem
from oktaprofile.provider.resources.properties import schema as shape
from oktaprofile.provider.resources.properties.checks import SchemaView
from oktaprofile.provider.run.pending import app_schema_key, user_schema_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oktaprofile.okta.document import Document
    from oktaprofile.plugin.diagnostics import Diagnostics, Path
    from oktaprofile.provider.run.session import Session


class SchemaLocation:
    """One schema.

    `kind` is APP or USER, `key` that of the registries, `label` for people, `path` the argument.
    """

    def __init__(
        self,
        kind: str,
        key: str,
        label: str,
        document: Document,
        path: Path,
        *,
        app_id: str | None = None,
        user_type_id: str | None = None,
        of_default_type: bool = True,
    ) -> None:
        self.kind = kind
        self.key = key
        self.label = label
        self.document = document
        self.path = path
        self.app: dict[str, Any] | None = None  # filled in where it was looked up
        self.app_id = app_id
        self.user_type_id = user_type_id
        self._of_default_type = of_default_type

    def view(self) -> SchemaView:
        """The schema as a plan looks at it."""
        return SchemaView(self.read(), self.kind, self.label)

    def read(self) -> dict[str, Any]:
        """The schema as it is now (the shared read). `DiagnosticError` where it cannot be read."""
        try:
            return self.document.read()
        except NotFound as error:
            if self.app_id is None:
                raise problem(error, f"Reading the schema of {self.label}", self.path) from error
            raise DiagnosticError(
                "The app has no user schema",
                f"Reading the user schema of {self.label}: {error.message}\n\n"
                "There is no such app, or it is one of Okta's own, which have none.",
                self.path,
            ) from error
        except OktaError as error:
            raise problem(error, f"Reading the schema of {self.label}", self.path) from error

    def other_definition(self, name: str, session: Session) -> Mapping[str, Any] | None:
        """The definition that a custom property of this name will have in the default user type (Okta's JSON; of one
        that this run plans, a part), where this is another type's schema. `DiagnosticError` where that cannot be read.
        """
        if self._of_default_type:
            return None
        try:
            there = properties_of(session.org.user_schema().read(), "custom")
            key = user_schema_key(session.org.user_type().id)
        except OktaError as error:
            raise problem(error, "Reading the schema of the default user type", self.path) from error
        planned: dict[str, Any] = session.pending.adds(key)
        return planned.get(name, None if name in session.pending.removes(key) else there.get(name))

    def refuse_inactive(self, diagnostics: Diagnostics) -> None:
        """An error where the app is not active and its schema would be written.

        Assumed (row 7): Okta does not take schema changes of an inactive app (other tools refuse to try). Settle it
        by one POST to the schema of a deactivated app.
        """
        if self.app is not None and not is_active(self.app):
            diagnostics.error(
                "The app is not active",
                f"The app {named(self.app)} has the status {self.app.get('status')}. Its schema can only be "
                "changed while it is active: activate it in the admin console (Applications), then plan again.",
                self.path,
            )


def app_location(session: Session, app_id: str) -> SchemaLocation:
    """The user schema of an app, for a plan. `DiagnosticError` where there is no such app."""
    session.org.ahead.application(app_id)
    app = lookup.application(session.org, app_id)
    location = app_location_unchecked(session, app_id)
    location.app = app
    location.label = f"the app {named(app)}"
    return location


def app_location_unchecked(session: Session, app_id: str) -> SchemaLocation:
    """The same without looking the app up: an apply or a read finds out from the schema whether it exists."""
    document = session.org.application_schema(app_id)
    return SchemaLocation(
        shape.APP, app_schema_key(app_id), f"the app {app_id}", document, ("app_id",), app_id=app_id
    )


def user_type_location(session: Session, selector: str | None) -> SchemaLocation:
    """The schema of a user type (id, name, or None: the default).

    `DiagnosticError` where there is no such type.
    """
    found = lookup.user_type(session.org, selector)
    try:
        document = session.org.user_schema(selector)
    except OktaError as error:
        raise problem(error, "Looking for the schema of the user type", ("user_type",)) from error
    label = (
        "the default user type"
        if found.default
        else f"the user type {found.display_name or found.name or selector}"
    )
    return SchemaLocation(
        shape.USER,
        user_schema_key(found.id),
        label,
        document,
        ("user_type",),
        user_type_id=found.id,
        of_default_type=found.default,
    )
