"""An embedded org as the prediction sees it: through Okta's JSON, as the API would send it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from oktaprofile.people.organization import App, MappingKey, Organization, properties_of
from oktaprofile.people.organization_reader import USER_NAME, lines_of
from oktaprofile.people.person import AppUser, Person
from oktaprofile.simulator.app_users import wire as app_users_wire
from oktaprofile.simulator.apps import wire as apps_wire
from oktaprofile.simulator.http.filters import parse
from oktaprofile.simulator.logs.handlers import _matches
from oktaprofile.simulator.mappings import wire as mappings_wire
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.schemas import wire as schemas_wire
from oktaprofile.simulator.users import wire as users_wire

URL = "https://acme.okta.com"


def organization_of(org: Org) -> Organization:
    """The org without its people."""
    level = org.switches.attribute_level_mastering
    seen = Organization(url=URL, default_type=org.user_types.default().id)
    for app in org.apps.of_kind("app"):
        body = apps_wire.application(org, app, URL)
        features = frozenset(body["features"])
        seen.apps[app.id] = App(body["id"], body["name"], body["label"], body["status"], features)
        schema = org.schemas.app(app.id)
        assert schema is not None
        document = schemas_wire.app_schema(schema, URL, attribute_level_mastering=level)
        seen.app_schemas[app.id] = properties_of(document)
    for user_type in org.user_types.all():
        seen.types[user_type.id] = user_type.name
        schema = org.schemas.user(user_type.id)
        assert schema is not None
        document = schemas_wire.user_schema(
            schema, user_type, "default", URL, attribute_level_mastering=level
        )
        seen.user_schemas[user_type.id] = properties_of(document)
        for row in org.mappings.of_type(user_type.id):
            body = mappings_wire.mapping(org, row, URL, with_properties=True)
            seen.rows[row.id] = key = MappingKey(row.app_id, row.type_id, row.direction)
            seen.mappings[key] = lines_of(body)
    return seen


class LogReader:
    """The embedded org's System Log as the client reads it. `refusal`: raised instead."""

    def __init__(self, org: Org, refusal: Exception | None = None) -> None:
        self.client = self
        self.asked: list[str] = []
        self._org, self._refusal = org, refusal

    def list_log_events(self, since: str, until: str, filter_: str) -> Iterator[dict[str, Any]]:
        """Those that the filter wants, whenever they were: the small org's clock stands still."""
        self.asked.append(filter_)
        if self._refusal is not None:
            raise self._refusal
        wanted = parse(filter_)
        found = [row.document for row in self._org.logs.all() if _matches(row.document, wanted, "")]
        yield from json.loads(json.dumps(found))


def people_of(org: Org) -> list[Person]:
    """Everybody, deactivated users too."""
    app_users: dict[str, dict[str, Any]] = {}
    for app in org.apps.of_kind("app"):
        schema = org.schemas.app(app.id)
        for batch in org.app_users.batches("app_id = ?", app.id):
            for one in batch:
                body = app_users_wire.app_user(one, schema, URL)
                app_users.setdefault(one.user_id, {})[app.id] = _app_user(body)
    found = []
    for users in org.users.batches():
        for user in users:
            body = users_wire.user(user, URL, in_list=True)
            found.append(
                Person(
                    body["id"],
                    body["type"]["id"],
                    body["status"],
                    body["profile"],
                    app_users.get(user.id, {}),
                )
            )
    return found


def _app_user(item: dict[str, Any]) -> AppUser:
    """An app user as Okta sends it; its user name is in the credentials."""
    profile = {**(item.get("profile") or {})}
    user_name = (item.get("credentials") or {}).get(USER_NAME)
    if user_name is not None:
        profile[USER_NAME] = user_name
    return AppUser(profile, item.get("externalId"), str(item.get("status") or "ACTIVE"))
