"""A real org as the page's feed, through the product's own client. Every call is a GET.

The description (apps, profiles, mappings, sources) is read again when somebody looks and the last reading is 30 seconds
old; people when they are asked for, one page at a time, searched and paged by Okta.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from oktaprofile.cli.shared import explained
from oktaprofile.okta.client import OktaClient
from oktaprofile.okta.config import OktaConfig
from oktaprofile.okta.errors import NotFound, OktaError
from oktaprofile.okta.org import Org, open_org
from oktaprofile.okta.schema import SECTIONS, properties_of
from oktaprofile.okta.sender import Exchange
from oktaprofile.page.model import App, FeedFailed, Mapping, Organization, Person, UserType
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.tenant.model import Tenant
from oktaprofile.tenant.read import find_app, read

STALE_SECONDS = 30.0
MOST_CALLS = 300
CALLS_AT_ONCE = 5
_DIRECTORY = "active_directory"
_Known = dict[tuple[str, str], "dict[str, Any] | None"]


class TenantFeed:
    """The org of a configuration. `app`, `downstream`: labels or ids; without `downstream` the Active Directory apps
    are taken. `user_types` as for `tenant.read`. For all threads.
    """

    def __init__(
        self,
        config: OktaConfig,
        app: str,
        downstream: Sequence[str] = (),
        user_types: Sequence[str] | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._config = config
        self._app, self._downstream, self._user_types = app, downstream, user_types
        self._clock = clock
        self._lock, self._calls_lock = threading.Lock(), threading.Lock()
        self._calls: deque[dict[str, Any]] = deque(maxlen=MOST_CALLS)
        self._ended = 0
        self._org: Org | None = None
        self._found: Organization | None = None
        self._read_at = 0.0
        self._revision = 0

    def organization(self) -> Organization:
        """The org as it was at most 30 seconds ago."""
        with self._lock, _explained():
            if self._found is None or self._clock() - self._read_at >= STALE_SECONDS:
                found = self._read()
                self._revision += found != self._found
                self._found, self._read_at = found, self._clock()
            return self._found

    def _read(self) -> Organization:
        org = self._org = self._anew()
        listed = org.listed_applications()[0]
        chosen = [find_app(org, one) for one in (self._app, *self._downstream)]
        if not self._downstream:
            chosen += [
                one for one in listed if one.get("name") == _DIRECTORY and one.get("status") == "ACTIVE"
            ]
        tenant = read(org, self._config.org_url, [str(one["id"]) for one in chosen], self._user_types)
        types = [
            UserType(
                one.id, one.name or "default", one.name is None, _attributes(org.user_schema(one.name).read())
            )
            for one in tenant.user_types
        ]
        documents = {str(one["id"]): one for one in (*listed, *chosen)}
        ids = {str(one["id"]) for one in chosen}
        return Organization(
            url=self._config.org_url,
            embedded=False,
            app_id=str(chosen[0]["id"]),
            ranked=False,
            apps=[_app(org, one, ids) for one in documents.values()],
            user_types=types,
            mappings=_mappings(tenant),
        )

    def _anew(self) -> Org:
        """What was read before is not remembered; connections and tokens are."""
        if self._org is None:
            return open_org(self._config, observe=self._observe)
        return self._org.renewed()

    def people(
        self, organization: Organization, search: str, after: str, limit: int
    ) -> tuple[list[Person], str]:
        """Those who are assigned to the app, in Okta's order and by Okta's search. One call, and one more for each
        person and app downstream."""
        app_id = organization.app_id
        with _explained():
            pages = self._client.list_application_users(
                app_id, limit=limit, after=after or None, q=search or None, expand="user"
            )
            found = [(one, (one.get("_embedded") or {}).get("user") or {}) for one in pages.next_page()]
            known: _Known = {(str(one["id"]), app_id): _profile_of(one) for one, _ in found}
            people = self._with_apps(organization, [{"id": one["id"], **user} for one, user in found], known)
        return people, (pages.cursor or "") if pages.has_next_page else ""

    def person(self, organization: Organization, key: str) -> Person | None:
        """By id or login, also of somebody who is not assigned to the app."""
        with _explained():
            text = f"id eq {_quoted(key)} or profile.login eq {_quoted(key)}"
            found = self._client.list_users(search=text, limit=1).next_page()
            return next(iter(self._with_apps(organization, found, {})), None)

    @property
    def _client(self) -> OktaClient:
        assert self._org is not None, "the description is read before people are"
        return self._org.client

    def _with_apps(
        self,
        organization: Organization,
        users: list[dict[str, Any]],
        known: _Known,
    ) -> list[Person]:
        """People with their app users. `known`: by user and app id, those that need no call."""
        app_ids = [app.id for app in organization.apps if app.attributes is not None]
        wanted = [(user["id"], app_id) for user in users for app_id in app_ids]
        missing = [one for one in wanted if one not in known]
        with ThreadPoolExecutor(CALLS_AT_ONCE) as pool:
            profiles = {**known, **dict(zip(missing, pool.map(self._app_user, missing), strict=True))}
        return [
            Person(
                user["id"],
                str((user.get("type") or {}).get("id") or ""),
                str(user.get("status") or ""),
                user.get("profile") or {},
                {app_id: found for app_id in app_ids if (found := profiles[user["id"], app_id]) is not None},
            )
            for user in users
        ]

    def _app_user(self, wanted: tuple[str, str]) -> dict[str, Any] | None:
        user_id, app_id = wanted
        try:
            found = self._client.get_application_user(app_id, user_id)
        except NotFound:
            return None
        return _profile_of(found)

    def news(self, seen: str) -> dict[str, Any]:
        """Of the description, and of the calls that this page makes."""
        self.organization()
        number = seen.partition(".")[0]
        with self._calls_lock:
            new = max(self._ended - int(number), 0) if number.isdecimal() else self._ended
            calls = list(self._calls)[-new:] if new else []
            return {
                "seen": f"{self._ended}.{self._revision}",
                "revision": str(self._revision),
                "journal": calls,
                "import": None,
            }

    def _observe(self, exchange: Exchange) -> None:
        call = {
            "operation": exchange.operation,
            "method": exchange.method,
            "path": exchange.path,
            "status": exchange.status or 0,
            "started": (time.time() - exchange.seconds) * 1000,
            "duration_ms": exchange.seconds * 1000,
        }
        with self._calls_lock:
            self._ended += 1
            self._calls.append(call)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except (OktaError, DiagnosticError) as error:
        raise FeedFailed(explained(error, "Reading the org")) from error


def _app(org: Org, json: dict[str, Any], chosen: set[str]) -> App:
    id_ = str(json["id"])
    return App(
        id_,
        str(json.get("name") or ""),
        str(json.get("label") or id_),
        str(json.get("status") or "ACTIVE"),
        frozenset(json.get("features") or ()),
        attributes=_attributes(org.application_schema(id_).read()) if id_ in chosen else None,
    )


def _profile_of(app_user: dict[str, Any]) -> dict[str, Any]:
    """What an expression sees of an app user: the user name is in the credentials."""
    return {
        **(app_user.get("profile") or {}),
        "userName": (app_user.get("credentials") or {}).get("userName"),
    }


def _attributes(schema: dict[str, Any]) -> dict[str, tuple[bool, dict[str, Any]]]:
    """Base ones first, as the Profile Editor has them."""
    return {
        name: (section == "custom", definition)
        for section in reversed(SECTIONS)
        for name, definition in properties_of(schema, section).items()
    }


def _mappings(tenant: Tenant) -> list[Mapping]:
    return [
        Mapping(app.id, type_id, direction, lines)
        for app in tenant.apps
        for direction, by_type in app.mappings.items()
        for type_id, lines in by_type.items()
    ]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
