"""What the steps work on: the probe's own things, their schemas and mappings, and what was learnt of the org so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.okta.errors import FeatureNotAvailable, ValidationFailed
from oktaprofile.okta.fragments import custom_properties, mapping_properties, section_properties
from oktaprofile.okta.schema import properties_of, property_of, shows_sources
from oktaprofile.probe import operations
from oktaprofile.probe.own import FIRST_NAME, Own
from oktaprofile.probe.undo import base_change

if TYPE_CHECKING:
    from typing import Any

    from oktaprofile.okta.client import OktaClient
    from oktaprofile.okta.clock import Clock
    from oktaprofile.okta.errors import ApiError
    from oktaprofile.probe.evidence import Evidence, Reply
    from oktaprofile.probe.note import Note

TYPE, APP = "own user type", "own app"
LOOKS = 4
LOOK_SECONDS = 1.0
"""How often, and after how long, what Okta makes by itself (a mapping's row, an app user's profile) is looked for."""
JOINED, LENGTH, CONTROL = "probeJoined", "probeLength", "probeControl"
EXPRESSIONS = {
    CONTROL: "user.firstName",
    JOINED: '"x" + user.probeEmpty',
    LENGTH: '"" + String.len(user.probeEmpty)',
}
TEXT = {"title": "oktaprofile probe", "type": "string", "scope": "NONE"}


class Open(Exception):  # noqa: N818 - the question stays open
    """A question that could not be settled; the text says why."""


class Stage:
    """One probe's stage. `evidence` is that of the question being asked."""

    def __init__(
        self,
        client: OktaClient,
        note: Note,
        clock: Clock,
        evidence: Evidence,
        *,
        source: str | None,
        base: str | None,
    ) -> None:
        self.client = client
        self.note = note
        self.own = Own(client, note)
        self.evidence = evidence
        self.base = base
        self._source = source
        self.clock = clock
        self._mappings_api: bool | None = None
        self._sources_shown: bool | None = None
        self._values: tuple[dict[str, Any] | Open, list[dict[str, Any]]] | None = None

    def source(self) -> str:
        """The app that an override names: a profile source of the org's, else the own app."""
        return self._source or self.own.application()

    def mappings_api(self) -> bool:
        """Whether the org has the Mappings API."""
        if self._mappings_api is None:
            entry: dict[str, Any] = {"request": "GET /api/v1/mappings?limit=1"}
            try:
                self.client.list_profile_mappings(limit=1).next_page()
            except FeatureNotAvailable as error:
                self._mappings_api = False
                self.evidence.note(entry | {"status": error.status, "code": error.error_code})
            else:
                self._mappings_api = True
                self.evidence.note(entry | {"status": 200})
        return self._mappings_api

    def sources_shown(self) -> bool:
        """Whether schemas show where attributes come from."""
        if self._sources_shown is None:
            self._sources_shown = shows_sources(self.client.get_user_schema("default"))
            shown = f"{'each' if self._sources_shown else 'no'} property with `master`"
            self.evidence.note(
                {"request": "GET /api/v1/meta/schemas/user/default", "status": 200, "shown": shown}
            )
        return self._sources_shown

    # -- schemas --

    def set_property(
        self,
        where: str,
        name: str,
        definition: dict[str, Any] | None,
        refusals: tuple[type[ApiError], ...] = (ValidationFailed,),
    ) -> Reply:
        """Writes one custom attribute of the own type or app."""
        body = custom_properties({name: definition})
        return self.evidence.send(
            f"POST {self._path(where)}",
            lambda: self._write(where, body),
            sent={name: definition},
            show=lambda found: {name: property_of(found, name)},
            refusals=refusals,
        )

    def property(self, where: str, name: str) -> dict[str, Any] | None:
        """How the attribute is stored: read anew."""
        found: dict[str, Any] = {}

        def read() -> dict[str, Any]:
            found["property"] = property_of(self._read(where), name)
            return found

        self.evidence.send(f"GET {self._path(where)}", read, show=lambda one: {name: one["property"]})
        stored: dict[str, Any] | None = found["property"]
        return stored

    def added(self, where: str, name: str, **more: object) -> dict[str, Any]:
        """A new attribute as it is stored. Raises Open where Okta refuses it, or does not show it."""
        reply = self.set_property(where, name, {**TEXT, **more})
        if reply.refusal:
            raise Open(f"Okta refused the attribute {name} of the {where}: {'; '.join(reply.causes)}")
        stored = self.property(where, name)
        if stored is None:
            raise Open(f"Okta answered 200 to the attribute {name} of the {where}, and does not show it.")
        return stored

    def _path(self, where: str) -> str:
        """The address of a schema; makes its owner."""
        if where == APP:
            return f"/api/v1/meta/schemas/apps/{self.own.application()}/default"
        self.own.user_type()
        return f"/api/v1/meta/schemas/user/{self.own.schema_id}"

    def _write(self, where: str, body: dict[str, Any]) -> dict[str, Any]:
        if where == TYPE:
            return self.client.update_user_profile(self.own.schema_id, body)
        return self.client.update_application_user_profile(self.own.application(), body)

    def _read(self, where: str) -> dict[str, Any]:
        if where == TYPE:
            return self.client.get_user_schema(self.own.schema_id)
        return self.client.get_application_user_schema(self.own.application())

    # -- a base attribute --

    def base_place(self) -> tuple[str, str]:
        """Schema id and attribute: of the own type, or the one of the default type that the person named."""
        if self.base:
            return "default", self.base
        self.own.user_type()
        return self.own.schema_id, "primaryPhone"

    def base_property(self) -> dict[str, Any]:
        """The base attribute as it is now. Raises Open where there is none of the name."""
        schema, attribute = self.base_place()
        found: dict[str, Any] | None = properties_of(self.client.get_user_schema(schema), "base").get(
            attribute
        )
        if found is None:
            raise Open(f"There is no base attribute {attribute}.")
        self.evidence.note(
            {
                "request": f"GET /api/v1/meta/schemas/user/{schema}",
                "status": 200,
                "shown": {attribute: found.get("master")},
            }
        )
        return found

    def set_base_master(self, found: dict[str, Any], master: object) -> Reply:
        """Overrides it. Of the default type that is noted first, with what was found."""
        schema, attribute = self.base_place()
        body = section_properties("base", {attribute: base_change(found, master)})
        if self.base:
            self.note.change(schema, attribute, found, master)
        return self.evidence.send(
            f"POST /api/v1/meta/schemas/user/{schema}",
            lambda: self.client.update_user_profile(schema, body),
            sent={attribute: {"master": master}},
            show=lambda answer: {attribute: (property_of(answer, attribute) or {}).get("master")},
        )

    # -- mappings --

    def row(self, *, to_app: bool) -> str:
        """The id of the mapping between the own app and the own type. Raises Open where Okta makes none."""
        if not self.mappings_api():
            raise Open("This org has no Mappings API.")
        ends = (self.own.user_type(), self.own.application())
        source, target = ends if to_app else ends[::-1]
        for look in range(LOOKS):
            if look:
                self.clock.pause(LOOK_SECONDS)
            for row in self.client.list_profile_mappings(source, target):
                return str(row["id"])
        raise Open("Okta made no mapping between the own app and the own user type.")

    def map(self, row: str, target: str, expression: str, push_status: str = "DONT_PUSH") -> Reply:
        """Writes one line of a mapping."""
        line = {target: {"expression": expression, "pushStatus": push_status}}
        return self.evidence.send(
            f"POST /api/v1/mappings/{row}",
            lambda: self.client.update_profile_mapping(row, mapping_properties(line)),
            sent=line,
            show=lambda found: {target: found["properties"].get(target)},
        )

    def mapped(self, row: str, target: str) -> dict[str, Any]:
        """The line as it is stored; {} where there is none."""
        reply = self.evidence.send(
            f"GET /api/v1/mappings/{row}",
            lambda: self.client.get_profile_mapping(row),
            show=lambda found: {target: found["properties"].get(target)},
        )
        return dict(reply.body["properties"].get(target) or {})

    def values(self) -> dict[str, Any]:
        """What Okta makes of EXPRESSIONS for the own user, who has no `probeEmpty`, when assigned to the own app."""
        if self._values is None:
            found: dict[str, Any] | Open
            try:
                found = self._assigned()
            except Open as why:
                found = why
            self._values = found, self.evidence.entries
        values, self.evidence.entries = self._values
        if isinstance(values, Open):
            raise values
        return values

    def _assigned(self) -> dict[str, Any]:
        row = self.row(to_app=True)
        self.added(TYPE, "probeEmpty")
        for name in EXPRESSIONS:
            self.added(APP, name)
        refused = {}
        for name, expression in EXPRESSIONS.items():
            reply = self.map(row, name, expression)
            if reply.refusal:
                refused[name] = "; ".join(reply.causes)
        app_id, user_id = self.own.application(), self.own.user()
        self.evidence.send(
            f"POST /api/v1/apps/{app_id}/users",
            lambda: dict(
                self.client.call(operations.ASSIGN_USER, app_id, body={"id": user_id, "scope": "USER"})
            ),
        )
        profile: dict[str, Any] = {}
        for look in range(LOOKS):
            if look:
                self.clock.pause(LOOK_SECONDS)
            profile = self.client.get_application_user(app_id, user_id).get("profile") or {}
            if profile.get(CONTROL) == FIRST_NAME:
                break
        shown = {name: profile.get(name) for name in EXPRESSIONS}
        self.evidence.note(
            {"request": f"GET /api/v1/apps/{app_id}/users/{user_id}", "status": 200, "shown": shown}
        )
        if profile.get(CONTROL) != FIRST_NAME:
            raise Open("Okta did not fill the own app user by the mapping when it was assigned.")
        for name, causes in refused.items():
            shown[name] = Open(f"Okta refused the expression {EXPRESSIONS[name]}: {causes}")
        return shown

    # -- the app --

    def deactivate(self) -> None:
        """Makes the own app inactive; nothing else is asked of it afterwards."""
        app_id = self.own.application()
        self.evidence.send(
            f"POST /api/v1/apps/{app_id}/lifecycle/deactivate",
            lambda: dict(self.client.call(operations.DEACTIVATE_APPLICATION, app_id, body={})),
        )
