"""Where a mapping lives: the app, the user type, the direction, the row, and the schemas on both sides.

Imported once the provider is configured: it needs the Okta client's errors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oktaprofile.okta.errors import MappingNotFound, NotFound, OktaError, UserTypeNotFound, ValidationFailed
from oktaprofile.okta.schema import SECTIONS, properties_of, property_of
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.values import is_wholly_known
from oktaprofile.provider import lookup
from oktaprofile.provider.app_features import TO_OKTA, named
from oktaprofile.provider.diagnose import problem
from oktaprofile.provider.run.pending import app_schema_key, user_schema_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oktaprofile.okta.document import Document
    from oktaprofile.okta.org import Org
    from oktaprofile.okta.shapes import Direction
    from oktaprofile.provider.run.session import Session


class MappingLocation:
    """One app, user type and direction, looked up. `selector` is the user type as configured."""

    def __init__(
        self, org: Org, app: dict[str, Any], direction: Direction, selector: str | None, user_type_id: str
    ) -> None:
        self.org = org
        self.app = app
        self.direction = direction
        self.selector = selector
        self.user_type_id = user_type_id

    @classmethod
    def resolve(cls, org: Org, app_id: str, direction: Direction, selector: str | None) -> MappingLocation:
        """Finds the app and the user type; DiagnosticError at the argument that names none."""
        app = lookup.application(org, app_id)
        return cls(org, app, direction, selector, lookup.user_type(org, selector).id)

    def document(self, mapping_id: str | None = None) -> Document:
        """The mapping row. With its id no list call is needed. DiagnosticError where Okta has none."""
        try:
            document = self.org.mapping(self.app["id"], self.direction, self.selector, mapping_id)
            document.read()
        except MappingNotFound as error:
            raise DiagnosticError(
                "Okta has no mapping in this direction",
                f"Looked for the mapping {self.route()}: {error.message}\n\n"
                "Okta makes the row together with the app, and some apps have it in one direction only. "
                "Check the direction; for a new app, try again in a minute.",
                ("direction",),
            ) from error
        except OktaError as error:
            raise problem(error, f"Reading the mapping {self.route()}", ("app_id",)) from error
        return document

    def route(self) -> str:
        """`from "RingCentral" (0oa1) to the Okta user type oty1`, or the other way round."""
        ends = (named(self.app), f"the Okta user type {self.user_type_id}")
        source, target = ends if self.direction == TO_OKTA else reversed(ends)
        return f"from {source} to {target}"

    def sides(self, session: Session) -> tuple[Side, Side]:
        """Source and target, each with the attributes that it will have after this run."""
        app = Side(
            f"the app user profile of {named(self.app)}",
            self._read(self.org.application_schema(self.app["id"])),
            app_schema_key(self.app["id"]),
            session,
        )
        user = Side(
            f"the Okta user profile ({'default type' if self.selector is None else self.selector})",
            self._read(self.org.user_schema(self.selector)),
            user_schema_key(self.user_type_id),
            session,
        )
        return (app, user) if self.direction == TO_OKTA else (user, app)

    def _read(self, document: Document) -> dict[str, Any]:
        try:
            return document.read()
        except OktaError as error:
            raise problem(
                error, f"Reading the {document.label} to check the expressions", ("app_id",)
            ) from error


class Side:
    """One schema of a mapping as it will be after this run: `schema` in Okta's form, `attributes` name -> JSON."""

    def __init__(self, name: str, schema: dict[str, Any], key: str, session: Session) -> None:
        self.name = name
        added = {
            word: {part: value for part, value in definition.items() if is_wholly_known(value)}
            for word, definition in session.pending.adds(key).items()
        }
        removed = session.pending.removes(key)
        halves = {}
        for section in SECTIONS:
            present = dict(properties_of(schema, section))
            if section == "custom":
                present.update({word: {**present.get(word, {}), **made} for word, made in added.items()})
            kept = {word: found for word, found in present.items() if word not in removed}
            halves[section] = {**schema.get("definitions", {}).get(section, {}), "properties": kept}
        self.schema = {**schema, "definitions": halves}
        self.attributes: dict[str, Any] = {**halves["custom"]["properties"], **halves["base"]["properties"]}
        self.removed = [word for word in removed if property_of(schema, word) is not None]


def is_gone(error: OktaError) -> bool:
    """Whether the answer means that the row, its app or its user type does not exist any more.

    Rows that are looked for by the id of a deleted app or type may be answered with 400 instead of 404
    (Okta's SDK tests accept both).
    """
    if isinstance(error, ValidationFailed):
        return any("Invalid source or target id" in text for text in (error.error_summary, *error.causes))
    return isinstance(error, (NotFound, MappingNotFound, UserTypeNotFound))


def row_of(org: Org, state: Mapping[str, Any]) -> Document:
    """The row that a state is about. Its user type is looked up by id: another type may have the name by now, and
    its row is somebody else's.
    """
    expect_row(org, state)
    user_type = state["user_type"] and state["user_type_id"]
    return org.mapping(state["app_id"], state["direction"], user_type, state["id"])


def expect_row(org: Org, state: Mapping[str, Any]) -> None:
    """Notes the row of a state before anything is asked: who looks for it meanwhile lists no rows."""
    org.rows.expect(state["app_id"], state["direction"], state["user_type_id"], state["id"])
