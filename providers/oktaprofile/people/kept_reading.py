"""An interrupted reading on disk, for the next run to go on with.

Nothing is written while all goes well: personal data gets on disk only when a reading is interrupted, into one file
(a store, with `needs` and `started` in its meta) that its owner alone can read. It goes away when the reading is
complete, and with the first reading after a day.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path

from oktaprofile import private_file
from oktaprofile.people import store as stores
from oktaprofile.people.errors import PeopleError
from oktaprofile.people.reading import Needs
from oktaprofile.people.store import USERS, Store
from oktaprofile.people.times import moment, stamp

OLDEST = timedelta(days=1)
_SUFFIX = ".reading"


class Reading:
    """What has been read of an org's people so far. `resumed`: whether an earlier run began it."""

    def __init__(self, store: Store, started: datetime, *, resumed: bool = False) -> None:
        self.store = store
        self.started = started
        self.resumed = resumed

    def described(self) -> str:
        """How far it is, for a person; "" where nothing was read."""
        apps = sum(self.store.count(app_id) for app_id in self.store.apps)
        users = self.store.count(USERS)
        return f"{apps:,} app users and {users:,} users" if apps or users else ""


class Keeping:
    """Keeps what was read when a reading is interrupted, in a folder (None: nowhere); `path` is set then.

    `goes_on` is told of a reading that an earlier run began.
    """

    def __init__(self, folder: Path | None, goes_on: Callable[[Reading], None]) -> None:
        self.path: Path | None = None
        self.reading: Reading | None = None
        self._needs: Needs | None = None
        self._folder = folder
        self._goes_on = goes_on

    def begin(self, needs: Needs, now: datetime) -> Reading:
        """The reading to go on with, or a new one."""
        self._needs = needs
        if self._folder is not None:
            _forget_old(self._folder, now)
        self.reading = self._kept(needs, now) or Reading(stores.in_memory(list(needs.app_users)), now)
        if self.reading.resumed:
            self._goes_on(self.reading)
        return self.reading

    def interrupted(self) -> None:
        """Keeps what was read, as far as the disk allows it: what interrupted the reading is the news."""
        path = self._path()
        if path is None or self.reading is None or self._needs is None or not self.reading.described():
            return
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            private_file.remove(path)
            with closing(stores.connection(path)) as file:
                self.reading.store.set_meta("needs", self._needs.document)
                self.reading.store.set_meta("started", stamp(self.reading.started))
                self.reading.store.sql.backup(file)
            self.path = path
        except (OSError, sqlite3.Error, PeopleError):
            with suppress(OSError):
                private_file.remove(path)
            if path.exists():
                self.path = path  # what could not be removed is named

    def done(self) -> None:
        """Nothing is kept any more."""
        path = self._path()
        if path is not None:
            with suppress(OSError):
                private_file.remove(path)

    def _path(self) -> Path | None:
        if self._folder is None or self._needs is None:
            return None
        return self._folder / f"{self._needs.digest()}{_SUFFIX}"

    def _kept(self, needs: Needs, now: datetime) -> Reading | None:
        """The reading of these needs; None where there is none, or one that is too old or damaged: everything can be
        read anew. The file stays until the reading is complete."""
        path = self._path()
        if path is None or not path.exists():
            return None
        try:
            kept = stores.opened(path)
            if kept is None:
                return None
            with closing(kept):
                started = moment(kept.meta("started"))
                if kept.meta("needs") != needs.document or not timedelta(0) <= now - started <= OLDEST:
                    return None
                memory = sqlite3.connect(":memory:", isolation_level=None)
                kept.sql.backup(memory)
            reading = Reading(Store(memory), started, resumed=True)
            sum(1 for _ in reading.store.people())
            return reading
        except (OSError, ValueError, TypeError, sqlite3.Error, PeopleError):
            return None


def _forget_old(folder: Path, now: datetime) -> None:
    """Deletes readings of more than a day ago, whatever they are of: they hold personal data."""
    with suppress(OSError):
        for old in folder.glob(f"*{_SUFFIX}*"):
            if now.timestamp() - old.stat().st_mtime > OLDEST.total_seconds():
                old.unlink()
