"""Reading an org without its people (reading.py has those), and what both need.

Read operations only: apps, user types, schemas, mappings; app users (500 a page), users (200 a page). Waits for
rate limits and repeats are the client's. listUsers leaves deactivated users out (documented), and an import
does not change them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from oktaprofile.okta.errors import NotFound
from oktaprofile.okta.org import Org
from oktaprofile.people.organization import (
    TO_APP,
    TO_OKTA,
    USER_NAME_TEMPLATE,
    App,
    Definition,
    Line,
    MappingKey,
    Organization,
    properties_of,
)

Progress = Callable[[str, int], None]
"""Told of what is being read ("users", "apps", "mappings", or an app's label) and how many have been read of it."""

USER_NAME = "userName"
APP_USERS_A_PAGE, USERS_A_PAGE, ROWS_TOLD = 500, 200, 200


def silent(what: str, count: int) -> None:
    """A progress that nobody sees."""


def read_organization(
    org: Org, url: str, further_apps: Collection[str] = (), progress: Progress = silent
) -> Organization:
    """The org without its people.

    Schemas and mappings are read of the apps that decide about values, and of `further_apps` (ids or labels); the
    others have no part in what an import changes. Raises OktaError.
    """
    apps = {
        str(app["id"]): App(
            str(app["id"]),
            str(app.get("name") or ""),
            str(app.get("label") or ""),
            str(app.get("status") or "ACTIVE"),
            frozenset(app.get("features") or ()),
            statements_of(app),
        )
        for app in org.find_applications()
    }
    progress("apps", len(apps))
    found = Organization(url=url, apps=apps)
    user_types = org.user_types()
    for user_type in user_types:
        org.ahead.begin(org.user_schema(user_type.id).shared)
    for user_type in user_types:
        found.types[user_type.id] = user_type.name or user_type.id
        if user_type.default:
            found.default_type = user_type.id
        found.user_schemas[user_type.id] = properties_of(org.user_schema(user_type.id).read())
    further = {app.id for app in apps.values() if app.id in further_apps or app.label in further_apps}
    wanted = {*found.deciding_apps, *further}
    for app_id in wanted:
        org.ahead.begin(org.application_schema(app_id).shared)
    for app_id in sorted(wanted):
        found.app_schemas[app_id] = _app_schema(org, app_id)
    for row in org.client.list_profile_mappings():
        if (key := _key(row, found.types)) is not None:
            found.rows[str(row["id"])] = key
            if len(found.rows) % ROWS_TOLD == 0:
                progress("mappings", len(found.rows))
    rows = {key: org.mapping_row(id_) for id_, key in found.rows.items() if key.app_id in wanted}
    mappings = org.ahead.each(list(rows.values()))
    found.mappings.update((key, lines_of(mapping)) for key, mapping in zip(rows, mappings, strict=True))
    return found


def statements_of(app: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What an app is sent at sign-on: its SAML attribute statements and subject, and the user names there. The
    statements of a catalogue app are in no API; of RingCentral's its guide tells (saml-doc.okta.com, "How to configure
    SAML 2.0 for RingCentral", read 2026-11-30)."""
    settings = (app.get("settings") or {}).get("signOn") or {}
    found = [
        (str(one.get("name") or ""), str(value))
        for one in settings.get("attributeStatements") or ()
        for value in one.get("values") or ()
    ]
    if settings.get("subjectNameIdTemplate"):
        found.append(("NameID", str(settings["subjectNameIdTemplate"])))
    template = ((app.get("credentials") or {}).get("userNameTemplate") or {}).get("template")
    if template:
        found.append((USER_NAME_TEMPLATE, str(template)))
    if app.get("name") == "ringcentral" and app.get("signOnMode") == "SAML_2_0":
        found.append(("number", "user.primaryPhone"))
    return tuple(found)


def _app_schema(org: Org, app_id: str) -> dict[str, Definition]:
    try:
        return properties_of(org.application_schema(app_id).read())
    except NotFound:  # one of Okta's own apps
        return {}


def _key(row: Mapping[str, Any], types: Collection[str]) -> MappingKey | None:
    source, target = (str((row.get(end) or {}).get("id") or "") for end in ("source", "target"))
    if target in types:
        return MappingKey(source, target, TO_OKTA)
    return MappingKey(target, source, TO_APP) if source in types else None


def lines_of(mapping: Mapping[str, Any]) -> dict[str, Line]:
    """The lines of a mapping row as Okta sends it."""
    return {
        target: Line(str(line["expression"]), str(line.get("pushStatus") or ""))
        for target, line in (mapping.get("properties") or {}).items()
        if line and line.get("expression") is not None
    }
