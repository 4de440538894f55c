"""Making a snapshot file: `oktaprofile snapshot`.

What is read goes into FILE.part, a store of the same form: each page together with the cursor of the next one in one
transaction. A run that is interrupted, in whatever moment, goes on from there. When all lists are complete the file
gets its name, so FILE is never half a snapshot.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from oktaprofile import private_file
from oktaprofile.okta.org import Org
from oktaprofile.people import store as stores
from oktaprofile.people.errors import PeopleError
from oktaprofile.people.header import Header
from oktaprofile.people.organization import from_json, to_json
from oktaprofile.people.organization_reader import Progress, read_organization, silent
from oktaprofile.people.reading import Reader, everything
from oktaprofile.people.snapshot import PART
from oktaprofile.people.store import USERS, Store
from oktaprofile.people.surroundings_reader import read_surroundings
from oktaprofile.people.times import moment, stamp


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

    Goes on with PATH.part if that is of the same org and not older than `oldest_seconds`; otherwise begins anew. Raises
    OktaError (the part stays, to go on from) and PeopleError.
    """
    part = path.with_name(path.name + PART)
    if private_file.is_stream(path):
        raise PeopleError(f"{path} is no file.", "A snapshot is a file of its own: give another path.")
    try:
        store, state = _begun(part, org, org_url, now, oldest_seconds)
        try:
            organization = from_json(state["organization"])
            labels = {app.id: app.label for app in organization.apps.values()}
            reader = Reader(org, store, everything, labels, progress)
            reader.read()
            counts = {app_id: store.count(app_id) for app_id in store.apps}
            header = Header(organization, moment(state["started"]), now(), store.count(USERS), counts)
            store.set_meta("header", header.document(stores.VERSION))
        finally:
            store.close()
        private_file.rename(part, path)
    except sqlite3.Error as error:
        raise PeopleError(
            f"{part} cannot be used ({error}): the disk is full, or the file is damaged.",
            f"Make room, or delete {part} to begin anew.",
        ) from None
    except OSError as error:
        raise PeopleError(f"{path} cannot be written: {error.strerror}.") from None
    return header


def _begun(
    part: Path, org: Org, org_url: str, now: Callable[[], datetime], oldest_seconds: float
) -> tuple[Store, dict[str, Any]]:
    """The store to go on with, or a new one, and its state: url, started, organization."""
    store = stores.opened(part)
    if store is not None:
        state = store.meta("state")
        if state is not None and state["url"] != org_url:
            store.close()
            raise PeopleError(
                f"{part} is half a snapshot of {state['url']}, and this is {org_url}.",
                f"Delete {part}, or write to another file.",
            )
        if state is not None and (now() - moment(state["started"])).total_seconds() <= oldest_seconds:
            return store, state
        store.close()
        private_file.remove(part)
    sql = stores.connection(part)
    try:
        organization = read_organization(org, org_url)
        apps = organization.deciding_apps
        if len(apps) > stores.MOST_APPS:
            raise PeopleError(
                f"{len(apps):,} apps of this org are profile sources or pushed to, and a snapshot holds the users of "
                f"at most {stores.MOST_APPS:,}.",
                "Predict from the org itself: oktaprofile impact without --snapshot reads only what a change needs.",
            )
        organization.surroundings = read_surroundings(org, organization, organization.pushed_apps)
        state = {"url": org_url, "started": stamp(now()), "organization": to_json(organization)}
        store = Store.made(sql, apps)
        store.set_meta("state", state)
    except BaseException:
        sql.close()
        private_file.remove(part)
        raise
    return store, state
