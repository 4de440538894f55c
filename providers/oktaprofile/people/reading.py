"""Reading an org's people: app users first, which are held, then users as a stream.

What was read so far can be taken out at any time, and gone on with by a later run (kept_reading.py).
"""

from __future__ import annotations

import hashlib
import json
import marshal
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from oktaprofile.okta.errors import ValidationFailed
from oktaprofile.okta.org import Org
from oktaprofile.okta.pagination import Pages
from oktaprofile.people.organization_reader import APP_USERS_A_PAGE, USER_NAME, USERS_A_PAGE, Progress, silent
from oktaprofile.people.person import AppUser, Person

INVALID_CURSOR = "E0000029"


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


class Reading:
    """What has been read of an org's people so far. `resumed`: how many of it an earlier run read.

    App users are held in any case, with the attributes that matter only; users where the reading may be `kept`, as
    JSON. For an org of several hundred thousand people a snapshot needs less memory.
    """

    def __init__(self, needs: Needs, started: datetime, *, kept: bool = False) -> None:
        self.needs = needs
        self.started = started
        self.kept = kept
        self.resumed = 0
        self.held: dict[str, dict[str, AppUser]] = {}  # by user id, then by app id
        self.cursors: dict[str, str | None] = {}
        self.complete: set[str] = set()
        self.pages: list[bytes] = []  # each the rows of a page, marshalled: the cheapest that holds little
        self.users_after: str | None = None
        self.users_complete = False

    def __bool__(self) -> bool:
        """Whether anything was read."""
        return bool(self.held or self.pages)

    def described(self) -> str:
        """How far it is, for a person."""
        apps = sum(len(apps) for apps in self.held.values())
        users = sum(len(rows) for rows in self.rows())
        return f"{apps:,} app users and {users:,} users"

    def app_users(self, app_id: str) -> Iterator[tuple[str, AppUser]]:
        """The users of an app that are held, with their ids."""
        return ((user_id, apps[app_id]) for user_id, apps in self.held.items() if app_id in apps)

    def rows(self) -> Iterator[list[tuple[Any, ...]]]:
        """The users that are kept, page by page: id, user type, status, and a value for each of `needs.users`."""
        return (marshal.loads(page) for page in self.pages)  # noqa: S302 - made by this very process

    def keep(self, rows: list[tuple[Any, ...]]) -> None:
        """Keeps one page's users."""
        self.pages.append(marshal.dumps(rows))

    def people(self, org: Org, labels: Mapping[str, str], progress: Progress = silent) -> Iterator[Person]:
        """The org's users with their app users, the rest read from where the reading stands. Raises OktaError."""
        for app_id in self.needs.app_users:
            if app_id not in self.complete:
                self._read_app(org, app_id, labels.get(app_id, app_id), progress)
        held = self.held
        pages, page = self._opened(org)
        count = 0
        wanted = self.needs.users
        for rows in self.rows():
            for id_, type_id, status, *values in rows:
                count += 1
                profile = {
                    name: value for name, value in zip(wanted, values, strict=True) if value is not None
                }
                yield Person(id_, type_id, status, profile, held.get(id_, {}))
        while pages is not None:
            rows = []
            for user in page:
                id_, status, profile = user["id"], user["status"], user.get("profile") or {}
                type_id = (user.get("type") or {}).get("id", "")
                if self.kept:
                    rows.append((id_, type_id, status, *map(profile.get, wanted)))
                yield Person(id_, type_id, status, profile, held.get(id_, {}))
            count += len(page)
            if self.kept:
                self.keep(rows)
            self.users_after, self.users_complete = pages.cursor, not pages.has_next_page
            progress("users", count)
            if self.users_complete:
                return
            user, profile, page = None, {}, []  # beside the next page this one would double what is held
            page = pages.next_page()

    def _read_app(self, org: Org, app_id: str, label: str, progress: Progress) -> None:
        wanted, held = self.needs.app_users[app_id], self.held
        count = sum(1 for _ in self.app_users(app_id)) if self.resumed else 0

        def start(after: str | None) -> Pages[Any]:
            return org.client.list_application_users(app_id, limit=APP_USERS_A_PAGE, after=after)

        pages, page = _from(start, self.cursors.get(app_id), lambda: self._drop(app_id))
        while True:
            for item in page:
                held.setdefault(item["id"], {})[app_id] = _with_only(wanted, item)
            count += len(page)
            self.cursors[app_id] = pages.cursor
            progress(label, count)
            if not pages.has_next_page:
                break
            item, page = None, []  # beside the next page this one would double what is held
            page = pages.next_page()
        self.complete.add(app_id)

    def _drop(self, app_id: str) -> None:
        for apps in self.held.values():
            apps.pop(app_id, None)

    def _opened(self, org: Org) -> tuple[Pages[Any] | None, list[Any]]:
        """The users that are not held yet, with their first page; None: all are held.

        It is asked for before anybody is given out: a cursor that is refused begins the list anew.
        """
        if self.users_complete:
            return None, []

        def start(after: str | None) -> Pages[Any]:
            return org.client.list_users(limit=USERS_A_PAGE, after=after)

        return _from(start, self.users_after, self.pages.clear)


def _from(
    start: Callable[[str | None], Pages[Any]], after: str | None, clear: Callable[[], None]
) -> tuple[Pages[Any], list[Any]]:
    """A list from a cursor on, with its first page; from its beginning where the cursor is too old."""
    try:
        pages = start(after)
        return pages, pages.next_page()
    except ValidationFailed as refused:
        if after is None or refused.error_code != INVALID_CURSOR:
            raise
    clear()
    pages = start(None)
    return pages, pages.next_page()


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
