"""Making a snapshot file: `oktaprofile snapshot`.

Okta's lists come in any order, so what is read goes into FILE.part first, a SQLite file: each page together
with the cursor of the next one in one transaction. A run that is interrupted goes on from there. When all lists
are complete, the joined lines are written beside FILE and renamed, so FILE is never half a snapshot. Both files
are readable by their owner only.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, cast

from oktaprofile import private_file
from oktaprofile.okta.errors import ValidationFailed
from oktaprofile.okta.org import Org
from oktaprofile.okta.pagination import Pages
from oktaprofile.people.errors import PeopleError
from oktaprofile.people.organization import Organization, from_json, to_json
from oktaprofile.people.organization_reader import (
    APP_USERS_A_PAGE,
    USERS_A_PAGE,
    Progress,
    app_user_of,
    read_organization,
    silent,
)
from oktaprofile.people.snapshot import PART, Header, header_line, moment, stamp

USERS = "users"
_INVALID_CURSOR = "E0000029"


def make_snapshot(
    org: Org,
    org_url: str,
    path: Path,
    *,
    progress: Progress = silent,
    now: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
    oldest_seconds: float = 24 * 3600.0,
) -> Header:
    """Reads an org into `path`; returns what was written.

    Goes on with PATH.part if that is of the same org and not older than `oldest_seconds`; otherwise begins
    anew. Raises OktaError (the part stays, to go on from) and PeopleError.
    """
    part = Part(path.with_name(path.name + PART))
    try:
        state = part.meta("state")
        if state is not None:
            if state["url"] != org_url:
                raise PeopleError(
                    f"{part.path} is half a snapshot of {state['url']}, and this is {org_url}.",
                    f"Delete {part.path}, or write to another file.",
                )
            if (now() - moment(state["started"])).total_seconds() > oldest_seconds:
                part.clear()
                state = None
        if state is None:
            organization = read_organization(org, org_url)
            state = {"url": org_url, "started": stamp(now()), "organization": to_json(organization)}
            part.set_meta("state", state)
        organization = from_json(state["organization"])
        for app_id in organization.deciding_apps:
            part.fill(
                app_id,
                lambda after, app_id=app_id: org.client.list_application_users(  # type: ignore[misc]
                    app_id, limit=APP_USERS_A_PAGE, after=after
                ),
                lambda count, app_id=app_id: progress(organization.label(app_id), count),  # type: ignore[misc]
            )
        part.fill(
            USERS,
            lambda after: org.client.list_users(limit=USERS_A_PAGE, after=after),
            lambda count: progress(USERS, count),
        )
        header = part.write(path, organization, moment(state["started"]), now())
    except sqlite3.Error as error:
        part.close()
        raise PeopleError(
            f"{part.path} cannot be used ({error}): the disk is full, or the file is damaged.",
            f"Make room, or delete {part.path} to begin anew.",
        ) from None
    except BaseException:
        part.close()
        raise
    part.close()
    part.path.unlink()
    return header


class Part:
    """The half-written snapshot."""

    def __init__(self, path: Path) -> None:
        """Opens or makes the file. Raises PeopleError where that cannot be."""
        self.path = path
        try:
            private_file.claim(path)
            self._sql = sqlite3.connect(path, isolation_level=None)
            self._sql.execute("PRAGMA synchronous=OFF")  # a power cut costs a new start, not a wrong file
            self._sql.execute("CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT)")
            self._sql.execute(
                "CREATE TABLE IF NOT EXISTS items (list TEXT, id TEXT, item TEXT, PRIMARY KEY (list, id))"
                " WITHOUT ROWID"
            )
        except (OSError, sqlite3.Error) as error:
            raise PeopleError(
                f"{path} cannot be written: {error}.", "Choose another file, or delete a damaged .part file."
            ) from None

    def close(self) -> None:
        """Closes the file; what was committed stays."""
        self._sql.close()

    def clear(self) -> None:
        """Forgets everything."""
        self._sql.execute("DELETE FROM meta")
        self._sql.execute("DELETE FROM items")

    def meta(self, name: str) -> Any:  # noqa: ANN401
        """A JSON value by name, None if it was never set."""
        found = self._sql.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if found is None else json.loads(found[0])

    def set_meta(self, name: str, value: object) -> None:
        """Sets a JSON value."""
        self._sql.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, json.dumps(value)))

    def fill(
        self, list_: str, begin: Callable[[str | None], Pages[Any]], progress: Callable[[int], None]
    ) -> None:
        """Reads one list to its end, from where it stopped. `begin` starts it at a cursor."""
        done = self.meta(f"list:{list_}") or {"after": None, "complete": False}
        if done["complete"]:
            return
        try:
            self._read(list_, begin(done["after"]), progress)
        except ValidationFailed as refused:
            if done["after"] is None or refused.error_code != _INVALID_CURSOR:
                raise
            self._sql.execute("DELETE FROM items WHERE list = ?", (list_,))
            self._read(list_, begin(None), progress)  # the cursor is too old: this list from its beginning

    def _read(self, list_: str, pages: Pages[Any], progress: Callable[[int], None]) -> None:
        read = self.count(list_)
        while pages.has_next_page:
            page = pages.next_page()
            self._sql.execute("BEGIN")
            self._sql.executemany(
                "INSERT OR REPLACE INTO items VALUES (?, ?, ?)",
                ((list_, item["id"], _encoded(list_, cast("dict[str, Any]", item))) for item in page),
            )
            self.set_meta(f"list:{list_}", {"after": pages.cursor, "complete": not pages.has_next_page})
            self._sql.execute("COMMIT")
            read += len(page)
            progress(read)

    def count(self, list_: str) -> int:
        """How many items of a list are there."""
        return int(self._sql.execute("SELECT count(*) FROM items WHERE list = ?", (list_,)).fetchone()[0])

    def write(self, path: Path, organization: Organization, started: datetime, finished: datetime) -> Header:
        """Writes the joined file, whole or not at all."""
        app_ids = organization.deciding_apps
        counts = {app_id: self.count(app_id) for app_id in app_ids}
        header = Header(organization, started, finished, self.count(USERS), counts)
        try:
            with private_file.replacing(path) as file:
                file.write(header_line(header).encode() + b"\n")
                count = 0
                for line in self._joined(app_ids):
                    file.write(line.encode())
                    count += 1
                file.write(json.dumps({"end": count}).encode() + b"\n")
        except OSError as error:
            raise PeopleError(f"{path} cannot be written: {error.strerror}.") from None
        return header

    def _joined(self, app_ids: list[str]) -> Iterator[str]:
        """Users by id, each with its app users: the lists are walked side by side."""
        lists = {app_id: self._sorted(app_id) for app_id in app_ids}
        heads = {app_id: next(rows, None) for app_id, rows in lists.items()}
        for user_id, item in self._sorted(USERS):
            apps = []
            for app_id, rows in lists.items():
                head = heads[app_id]
                while head is not None and head[0] < user_id:  # an app user whose user is not listed
                    head = next(rows, None)
                if head is not None and head[0] == user_id:
                    apps.append(f"{json.dumps(app_id)}:{head[1]}")
                    head = next(rows, None)
                heads[app_id] = head
            yield f'{item[:-1]},"apps":{{{",".join(apps)}}}}}\n'

    def _sorted(self, list_: str) -> Iterator[tuple[str, str]]:
        return self._sql.execute("SELECT id, item FROM items WHERE list = ? ORDER BY id", (list_,))


def _encoded(list_: str, item: Mapping[str, Any]) -> str:
    """An item as it stands in the file; a user still without its apps."""
    if list_ == USERS:
        kept = {
            "id": item["id"],
            "type": (item.get("type") or {}).get("id", ""),
            "status": item.get("status"),
            "profile": _with_values(item.get("profile") or {}),
        }
    else:
        one = app_user_of(item)
        kept = {"external_id": one.external_id, "status": one.status, "profile": _with_values(one.profile)}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _with_values(profile: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in profile.items() if value is not None}
