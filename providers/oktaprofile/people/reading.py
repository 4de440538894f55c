"""Reading an org's people into a store: app users first, then users, each list from where an earlier run stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from oktaprofile.okta.errors import ValidationFailed
from oktaprofile.okta.org import Org
from oktaprofile.okta.pagination import Pages
from oktaprofile.people.organization_reader import (
    APP_USERS_A_PAGE,
    USER_NAME,
    USERS_A_PAGE,
    Progress,
    silent,
)
from oktaprofile.people.person import Person
from oktaprofile.people.store import USERS, Store

INVALID_CURSOR = "E0000029"
DEACTIVATED = 'status eq "DEPROVISIONED"'

Wanted = Callable[[str], "Collection[str] | None"]
"""The attributes to keep of a list (an app's id, or "users"); None: all."""


class Needs:
    """What a prediction needs of an org: app id -> attributes of its users, and attributes of the Okta users."""

    def __init__(self, url: str, app_users: Mapping[str, Collection[str]], users: Collection[str]) -> None:
        self.app_users = {app_id: sorted(names) for app_id, names in sorted(app_users.items())}
        self.users = sorted(users)
        self.document = {"org": url, "apps": self.app_users, "users": self.users}

    def digest(self) -> str:
        """The same for the same needs, so that a changed expression that reads the same can go on, too."""
        text = json.dumps(self.document, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def wanted(self, list_: str) -> Collection[str]:
        """The attributes to keep of a list."""
        return self.users if list_ == USERS else self.app_users[list_]


def everything(list_: str) -> None:
    """Wanted by a snapshot: every attribute."""


class Reader:
    """Reads the lists of an org that a store is for. Raises OktaError, sqlite3.Error."""

    def __init__(
        self,
        org: Org,
        store: Store,
        wanted: Wanted,
        labels: Mapping[str, str],
        progress: Progress = silent,
    ) -> None:
        """`labels`: of the apps, by id, for `progress`."""
        self._org = org
        self._store = store
        self._wanted = wanted
        self._labels = labels
        self._progress = progress

    def read(self) -> None:
        """Reads whatever is missing."""
        for list_ in (*self._store.apps, USERS):
            for _ in self._pages(list_):
                pass

    def people(self) -> Iterator[Person]:
        """Everybody, as soon as they are read: those of an earlier run first."""
        for app_id in self._store.apps:
            for _ in self._pages(app_id):
                pass
        pages = self._pages(USERS)
        next(pages, None)  # before anybody is given out: a cursor that is refused begins the list anew
        yield from self._store.people()
        for page in pages:
            yield from self._store.some(page)

    def __iter__(self) -> Iterator[Person]:
        """`people`, as often as they are asked for: what was read is not read again."""
        return self.people()

    def deactivated(self) -> Iterator[Person]:
        """The deactivated users, whom `people` leaves out (documented: listUsers does), with what `wanted` keeps of
        users and without their apps."""
        for item in self._org.client.list_users(search=DEACTIVATED, limit=USERS_A_PAGE):
            type_id = (item.get("type") or {}).get("id", "")
            profile = _with_values(item.get("profile") or {}, self._wanted(USERS))
            yield Person(str(item["id"]), type_id, str(item.get("status")), profile, {})

    def _pages(self, list_: str) -> Iterator[list[str]]:
        """Reads a list to its end: the ids of each page, once it is stored."""
        store, wanted = self._store, self._wanted(list_)
        after, complete = store.progress_of(list_)
        if complete:
            return
        pages, page = self._opened(list_, after)
        count = store.count(list_)
        cell = _user_cell if list_ == USERS else _app_user_cell
        while True:
            rows = [(item["id"], cell(item, wanted)) for item in page]
            store.add(list_, rows, pages.cursor, not pages.has_next_page)
            count += len(page)
            self._progress(self._labels.get(list_, list_), count)
            yield [id_ for id_, _ in rows]
            if not pages.has_next_page:
                return
            page, rows = [], []  # beside the next page this one would double what is held
            page = pages.next_page()

    def _opened(self, list_: str, after: str | None) -> tuple[Pages[Any], list[Any]]:
        """A list from a cursor on, with its first page; from its beginning where the cursor is too old."""
        try:
            pages = self._list(list_, after)
            return pages, pages.next_page()
        except ValidationFailed as refused:
            if after is None or refused.error_code != INVALID_CURSOR:
                raise
        self._store.forget(list_)
        pages = self._list(list_, None)
        return pages, pages.next_page()

    def _list(self, list_: str, after: str | None) -> Pages[Any]:
        client = self._org.client
        if list_ == USERS:
            return client.list_users(limit=USERS_A_PAGE, after=after)
        return client.list_application_users(list_, limit=APP_USERS_A_PAGE, after=after)


def _user_cell(item: Mapping[str, Any], wanted: Collection[str] | None) -> object:
    type_id = (item.get("type") or {}).get("id", "")
    return type_id, item.get("status"), _with_values(item.get("profile") or {}, wanted)


def _app_user_cell(item: Mapping[str, Any], wanted: Collection[str] | None) -> object:
    """An app user's name is in the credentials."""
    profile = _with_values(item.get("profile") or {}, wanted)
    name = (item.get("credentials") or {}).get(USER_NAME)
    if name is not None and (wanted is None or USER_NAME in wanted):
        profile[USER_NAME] = name
    return item.get("externalId"), item.get("status") or "ACTIVE", profile


def _with_values(profile: Mapping[str, Any], wanted: Collection[str] | None) -> dict[str, Any]:
    names = profile if wanted is None else wanted
    return {name: value for name in names if (value := profile.get(name)) is not None}
