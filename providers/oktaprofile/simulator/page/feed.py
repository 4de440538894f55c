"""The embedded org's state as the page reads it (`oktaprofile.page.model.Feed`). Reads only."""

from __future__ import annotations

import secrets
from typing import Any

from oktaprofile.page import model
from oktaprofile.page.model import Organization, Person, UserType
from oktaprofile.simulator.http.journal import Journal
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.page.importing import Importing
from oktaprofile.simulator.schemas.properties import shown
from oktaprofile.simulator.state.apps import App
from oktaprofile.simulator.state.schemas import Schema
from oktaprofile.simulator.state.users import User
from oktaprofile.simulator.users.search import starting_with

MOST_ENTRIES = 300
_NAMES = ("firstName", "lastName", "login")
_RINGCENTRAL = "ringcentral"


class StateFeed:
    """What the org holds. Used by the server's own thread."""

    def __init__(self, org: Org, journal: Journal, importing: Importing, url: str = "") -> None:
        self._org = org
        self._journal = journal
        self._importing = importing
        self._run = secrets.token_hex(
            4
        )  # a page that was opened on an earlier run has seen nothing of this one
        self.url = url

    def organization(self) -> Organization:
        """The org with every app and user type."""
        org = self._org
        sources = [app.id for app in org.apps.profile_sources()]
        apps = sorted(org.apps.of_kind("app"), key=lambda app: (app.built_in, app.label.casefold()))
        ids = {app.id for app in apps}
        types = [
            UserType(one.id, one.name, one.default, self._attributes(org.schemas.user(one.id)))
            for one in org.user_types.all()
        ]
        return Organization(
            url=self.url,
            embedded=True,
            app_id=_with_numbers(apps, sources),
            ranked=True,
            apps=[self._app(app, sources) for app in apps],
            user_types=sorted(types, key=lambda one: (not one.default, one.name)),
            mappings=[
                model.Mapping(one.app_id, one.type_id, one.direction, one.properties)
                for one in org.mappings.all()
                if one.app_id in ids
            ],
        )

    def _app(self, app: App, sources: list[str]) -> model.App:
        schema = None if app.built_in else self._org.schemas.app(app.id)
        return model.App(
            app.id,
            app.name,
            app.label,
            app.status,
            app.features,
            sources.index(app.id) + 1 if app.id in sources else None,
            None if schema is None else self._attributes(schema),
        )

    def _attributes(self, schema: Schema | None) -> dict[str, tuple[bool, dict[str, Any]]]:
        level = self._org.switches.attribute_level_mastering
        sections = [(False, schema.base), (True, schema.custom)] if schema else []
        return {
            name: (custom, shown(definition, attribute_level_mastering=level))
            for custom, section in sections
            for name, definition in section.items()
        }

    def people(
        self, organization: Organization, search: str, after: str, limit: int
    ) -> tuple[list[Person], str]:
        """By ascending id."""
        condition, parameters = starting_with(search, _NAMES) if search else ("1", ())
        found = self._org.users.where(condition, *parameters, after=after or None, limit=limit + 1)
        people = [self._person(organization, user) for user in found[:limit]]
        return people, people[-1].id if len(found) > limit else ""

    def person(self, organization: Organization, key: str) -> Person | None:
        """By id or login."""
        user = self._org.users.get(key) or self._org.users.by_login(key)
        return None if user is None else self._person(organization, user)

    def _person(self, organization: Organization, user: User) -> Person:
        apps, elsewhere = {}, {}
        for app_id in self._org.app_users.app_ids(user.id):
            app_user = self._org.app_users.get(app_id, user.id)
            app = organization.app(app_id)
            if app_user is None or app is None:
                continue
            apps[app_id] = {**app_user.profile, "userName": app_user.user_name}
            entry = self._org.directory.get(app_id, str(app_user.external_id))
            if entry is not None:
                elsewhere[app_id] = entry.attributes
        return Person(user.id, user.type_id, user.status, user.profile, apps, elsewhere)

    def news(self, seen: str) -> dict[str, Any]:
        """Of every write, request and batch of an import."""
        run, _, position = seen.partition(".")
        number = position.split(".")[0]
        after = int(number) if run == self._run and number.isdecimal() else 0
        ended, entries = self._journal.after(after, MOST_ENTRIES)
        revision = f"{self._run}-{self._org.database.connection.total_changes}"
        return {
            "seen": f"{self._run}.{ended}.{revision}.{self._importing.steps}",
            "revision": revision,
            "journal": [_shown(one) for one in entries],
            "import": self._importing.document(),
        }


def _with_numbers(apps: list[App], sources: list[str]) -> str:
    """The id of the app that the page is about: RingCentral, or else the first profile source, or any."""
    named = [app.id for app in apps if app.name.startswith(_RINGCENTRAL) and app.status == "ACTIVE"]
    return next(iter([*named, *sources, *(app.id for app in apps)]), "")


def _shown(entry: dict[str, Any]) -> dict[str, Any]:
    """A request without what was sent."""
    return {key: value for key, value in entry.items() if key != "body"}
