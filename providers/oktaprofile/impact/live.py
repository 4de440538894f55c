"""Reading an org: the organization, and its people as a stream.

Read operations only: apps, user types, schemas, mappings, app users (500 a page), users (200 a page). Waits for
rate limits and repeats are the client's. listUsers leaves deactivated users out (documented), and an import
does not change them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from oktaprofile.impact.organization import (
    TO_APP,
    TO_OKTA,
    App,
    Definition,
    Line,
    Organization,
    Place,
    properties_of,
)
from oktaprofile.impact.people import AppUser, Person
from oktaprofile.okta.errors import NotFound
from oktaprofile.okta.org import Org

Progress = Callable[[str, int], None]
"""Told of what is being read ("users", or an app's label) and how many have been read of it."""

USER_NAME = "userName"
APP_USERS_A_PAGE, USERS_A_PAGE = 500, 200


def silent(what: str, count: int) -> None:
    """A progress that nobody sees."""


def read_organization(org: Org, url: str, further_apps: Collection[str] = ()) -> Organization:
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
        )
        for app in org.find_applications()
    }
    found = Organization(url=url, apps=apps)
    for user_type in org.user_types():
        found.types[user_type.id] = user_type.name or user_type.id
        if user_type.default:
            found.default_type = user_type.id
        found.user_schemas[user_type.id] = properties_of(org.user_schema(user_type.id).read())
    further = {app.id for app in apps.values() if app.id in further_apps or app.label in further_apps}
    wanted = {*found.deciding_apps, *further}
    for app_id in sorted(wanted):
        found.app_schemas[app_id] = _app_schema(org, app_id)
    for row in org.client.list_profile_mappings():
        place = _place(row, found, wanted)
        if place is not None:
            found.mappings[place] = lines_of(org.client.get_profile_mapping(str(row["id"])))
    return found


def _app_schema(org: Org, app_id: str) -> dict[str, Definition]:
    try:
        return properties_of(org.application_schema(app_id).read())
    except NotFound:  # one of Okta's own apps
        return {}


def _place(row: Mapping[str, Any], found: Organization, wanted: Collection[str]) -> Place | None:
    source, target = row.get("source") or {}, row.get("target") or {}
    if source.get("id") in wanted and target.get("id") in found.types:
        return Place(str(source["id"]), str(target["id"]), TO_OKTA)
    if target.get("id") in wanted and source.get("id") in found.types:
        return Place(str(target["id"]), str(source["id"]), TO_APP)
    return None


def lines_of(mapping: Mapping[str, Any]) -> dict[str, Line]:
    """The lines of a mapping row as Okta sends it."""
    return {
        target: Line(str(line["expression"]), str(line.get("pushStatus") or ""))
        for target, line in (mapping.get("properties") or {}).items()
        if line and line.get("expression") is not None
    }


def people(
    org: Org,
    app_ids: Iterable[str],
    labels: Mapping[str, str],
    attributes: Mapping[str, Collection[str]],
    progress: Progress = silent,
) -> Iterator[Person]:
    """The org's users with their app users of these apps.

    App users are read first and held, with the given `attributes` (by app id) only; users are streamed. For an
    org of several hundred thousand people a snapshot needs less memory. Raises OktaError.
    """
    held: dict[str, dict[str, AppUser]] = {}  # by user id, then by app id
    for app_id in sorted(app_ids):
        wanted = attributes.get(app_id, ())
        count = 0
        pages = org.client.list_application_users(app_id, limit=APP_USERS_A_PAGE)
        while pages.has_next_page:
            for item in pages.next_page():
                count += 1
                held.setdefault(item["id"], {})[app_id] = _with_only(wanted, item)
            progress(labels.get(app_id, app_id), count)
    count = 0
    users_pages = org.client.list_users(limit=USERS_A_PAGE)
    while users_pages.has_next_page:
        for user in users_pages.next_page():  # no name holds a page: it would still be there beside the next one
            count += 1
            type_id = (user.get("type") or {}).get("id", "")
            apps = held.get(user["id"], {})
            yield Person(user["id"], type_id, user["status"], user.get("profile") or {}, apps)
        progress("users", count)


def _with_only(wanted: Collection[str], item: Mapping[str, Any]) -> AppUser:
    """An app user with the wanted attributes only: hundreds of thousands are held at once."""
    kept = {}
    if wanted:
        profile = item.get("profile") or {}
        for name in wanted:
            value = profile.get(name)
            if value is not None:
                kept[name] = value
        if USER_NAME in wanted:
            kept[USER_NAME] = (item.get("credentials") or {}).get(USER_NAME)
    return AppUser(kept, item.get("externalId"), item.get("status") or "ACTIVE")


def app_user_of(item: Mapping[str, Any]) -> AppUser:
    """An app user as Okta sends it; its user name stands in the credentials."""
    profile = {**(item.get("profile") or {})}
    user_name = (item.get("credentials") or {}).get(USER_NAME)
    if user_name is not None:
        profile[USER_NAME] = user_name
    return AppUser(profile, item.get("externalId"), str(item.get("status") or "ACTIVE"))
