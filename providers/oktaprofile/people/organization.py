"""An org as far as a prediction needs it: apps, user types, schemas and mappings, without people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from oktaprofile.people import surroundings
from oktaprofile.people.surroundings import NOBODY_ASKED, Surroundings

TO_OKTA, TO_APP = "to_okta", "to_app"
PUSH, DONT_PUSH = "PUSH", "DONT_PUSH"
PROFILE_MASTERING, PUSH_PROFILE_UPDATES = "PROFILE_MASTERING", "PUSH_PROFILE_UPDATES"
IMPORT_PROFILE_UPDATES = "IMPORT_PROFILE_UPDATES"

Definition = Mapping[str, Any]
"""One property of a schema, in Okta's JSON: absent means absent."""


class Line(NamedTuple):
    """One line of a mapping. `expression` None: it becomes known only at apply."""

    expression: str | None
    push_status: str = PUSH


USER_NAME_TEMPLATE = "credentials.userNameTemplate"


class App(NamedTuple):
    """What decides about an app. `features` shows what is switched on; `statements`: (name, expression) of what it is
    sent at sign-on; the name of the template of its user names is `USER_NAME_TEMPLATE`."""

    id: str
    name: str
    label: str
    status: str = "ACTIVE"
    features: frozenset[str] = frozenset()
    statements: tuple[tuple[str, str], ...] = ()

    @property
    def is_profile_source(self) -> bool:
        """Whether it is active and may source Okta users."""
        return self.status == "ACTIVE" and PROFILE_MASTERING in self.features

    @property
    def imports(self) -> bool:
        """Whether an import from it updates people who are linked already (documented: Applications API)."""
        return self.status == "ACTIVE" and IMPORT_PROFILE_UPDATES in self.features

    @property
    def is_pushed_to(self) -> bool:
        """Whether Okta pushes profile updates to it."""
        return self.status == "ACTIVE" and PUSH_PROFILE_UPDATES in self.features


class MappingKey(NamedTuple):
    """One mapping row: an app, a user type (its id) and a direction."""

    app_id: str
    type_id: str
    direction: str


@dataclass
class Organization:
    """Apps by id; names of user types by id; properties by name, of app users and of each user type; mappings.

    `default_type` is the id of the default user type. `surroundings`: what else reads and writes; empty: nobody asked.
    `rows`: whose mapping each row is, by its id, of every app; empty in a snapshot.
    """

    url: str = ""
    apps: dict[str, App] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    default_type: str = ""
    app_schemas: dict[str, dict[str, Definition]] = field(default_factory=dict)
    user_schemas: dict[str, dict[str, Definition]] = field(default_factory=dict)
    mappings: dict[MappingKey, dict[str, Line]] = field(default_factory=dict)
    rows: dict[str, MappingKey] = field(default_factory=dict)
    surroundings: Surroundings = NOBODY_ASKED

    @property
    def profile_sources(self) -> list[str]:
        """Ids of the apps that may source users. Their order is not visible in the API."""
        return [app.id for app in self.apps.values() if app.is_profile_source]

    @property
    def pushed_apps(self) -> list[str]:
        """Ids of the apps that Okta pushes profile updates to."""
        return [app.id for app in self.apps.values() if app.is_pushed_to]

    @property
    def deciding_apps(self) -> list[str]:
        """Ids of the apps whose users decide about values: sources, those that overrides name, those that are
        pushed to."""
        found = {*self.profile_sources, *self.pushed_apps}
        for schema in self.user_schemas.values():
            for definition in schema.values():
                priority = (definition.get("master") or {}).get("priority") or ()
                found |= {str(one["value"]) for one in priority}
        return sorted(found & set(self.apps))

    def label(self, app_id: str) -> str:
        """The app's label, its id where it is not known."""
        app = self.apps.get(app_id)
        return app.label if app else app_id

    def type_of(self, selector: str | None) -> str | None:
        """The id of a user type by id or name; None and "default" are the default type; None for no match."""
        if selector in (None, "", "default"):
            return self.default_type
        for type_id, name in self.types.items():
            if selector in (type_id, name):
                return type_id
        return None

    def copy(self) -> Organization:
        """A copy whose dicts can be changed without changing this one."""
        return replace(
            self,
            apps=dict(self.apps),
            app_schemas={key: dict(value) for key, value in self.app_schemas.items()},
            user_schemas={key: dict(value) for key, value in self.user_schemas.items()},
            mappings={key: dict(value) for key, value in self.mappings.items()},
        )


def schema_document(properties: Mapping[str, Definition]) -> dict[str, Any]:
    """Properties as the schema document that `oktaprofile.expression.check` takes."""
    return {"definitions": {"custom": {"properties": dict(properties)}}}


def properties_of(document: Mapping[str, Any]) -> dict[str, Definition]:
    """All properties of Okta's schema document, base first."""
    definitions = document.get("definitions") or {}
    found: dict[str, Definition] = {}
    for part in ("base", "custom"):
        section = definitions.get(part) or {}
        required = section.get("required") or ()
        for name, definition in (section.get("properties") or {}).items():
            found[name] = {**definition, "required": True} if name in required else definition
    return found


def to_json(organization: Organization) -> dict[str, Any]:
    """As plain JSON, for a snapshot's header."""
    return {
        "url": organization.url,
        "apps": [{**app._asdict(), "features": sorted(app.features)} for app in organization.apps.values()],
        "types": organization.types,
        "default_type": organization.default_type,
        "app_schemas": organization.app_schemas,
        "user_schemas": organization.user_schemas,
        "surroundings": surroundings.to_json(organization.surroundings),
        "mappings": [
            {**key._asdict(), "lines": {target: line._asdict() for target, line in lines.items()}}
            for key, lines in organization.mappings.items()
        ],
    }


def from_json(document: Mapping[str, Any]) -> Organization:
    """The inverse of `to_json`. Raises KeyError or TypeError for something else."""
    return Organization(
        url=document["url"],
        apps={
            one["id"]: App(
                **{
                    **one,
                    "features": frozenset(one["features"]),
                    "statements": tuple((name, value) for name, value in one.get("statements", ())),
                }
            )
            for one in document["apps"]
        },
        types=dict(document["types"]),
        default_type=document["default_type"],
        app_schemas=dict(document["app_schemas"]),
        user_schemas=dict(document["user_schemas"]),
        mappings={
            MappingKey(one["app_id"], one["type_id"], one["direction"]): {
                target: Line(**line) for target, line in one["lines"].items()
            }
            for one in document["mappings"]
        },
        surroundings=surroundings.from_json(document.get("surroundings")),
    )
