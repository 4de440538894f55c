"""An interrupted reading on disk, for the next run to go on with.

Nothing is written while all goes well: personal data gets on disk only when a reading is interrupted, into one file
that its owner alone can read. It goes away when the reading is complete, and with the first reading after a day.

    {"format": "oktaprofile-reading", "version": 1, "notice": ..., "needs": {...}, "started": T}
    {"app": APP_ID, "after": CURSOR, "complete": BOOL, "items": [[id, external id, status, {attribute: value}], ...]}
    {"users": [[id, user type, status, a value for each of the needed attributes], ...]} one line a page
    {"end": true, "after": CURSOR, "complete": BOOL}                                     of the users
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from oktaprofile import private_file
from oktaprofile.people.person import AppUser
from oktaprofile.people.reading import Needs, Reading
from oktaprofile.people.snapshot import NOTICE, moment, stamp

FORMAT, VERSION = "oktaprofile-reading", 1
OLDEST = timedelta(days=1)
_SUFFIX = ".reading"


class Keeping:
    """Keeps what was read when a reading is interrupted, in a folder (None: nowhere); `path` is set then.

    `goes_on` is told of a reading that an earlier run began.
    """

    def __init__(self, folder: Path | None, goes_on: Callable[[Reading], None]) -> None:
        self.path: Path | None = None
        self.reading: Reading | None = None
        self._folder = folder
        self._goes_on = goes_on

    def begin(self, needs: Needs, now: datetime) -> Reading:
        """The reading to go on with, or a new one."""
        if self._folder is None:
            return Reading(needs, now)
        _forget_old(self._folder, now)
        self.reading = _kept(self._folder, needs, now) or Reading(needs, now, kept=True)
        if self.reading.resumed:
            self._goes_on(self.reading)
        return self.reading

    def interrupted(self) -> None:
        """Keeps what was read, as far as the disk allows it: what interrupted the reading is the news."""
        if self._folder is not None and self.reading:
            with suppress(OSError):
                self.path = _save(self._folder, self.reading)

    def done(self) -> None:
        """Nothing is kept any more."""
        if self._folder is not None and self.reading is not None:
            with suppress(OSError):
                _path(self._folder, self.reading.needs).unlink(missing_ok=True)


def _path(folder: Path, needs: Needs) -> Path:
    return folder / f"{needs.digest()}{_SUFFIX}"


def _save(folder: Path, reading: Reading) -> Path:
    """Whole or not at all."""
    path = _path(folder, reading.needs)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    private_file.write(path, "".join(f"{line}\n" for line in _lines(reading)).encode())
    return path


def _lines(reading: Reading) -> Iterator[str]:
    first = {"format": FORMAT, "version": VERSION, "notice": NOTICE, "needs": reading.needs.document}
    yield json.dumps({**first, "started": stamp(reading.started)})
    for app_id in reading.cursors:
        items = [[id_, one.external_id, one.status, one.profile] for id_, one in reading.app_users(app_id)]
        place = {"app": app_id, "after": reading.cursors.get(app_id), "complete": app_id in reading.complete}
        yield json.dumps({**place, "items": items})
    for rows in reading.rows():
        yield json.dumps({"users": rows})
    yield json.dumps({"end": True, "after": reading.users_after, "complete": reading.users_complete})


def _kept(folder: Path, needs: Needs, now: datetime) -> Reading | None:
    """The reading of these needs; None where there is none, or one that is too old or damaged: everything can be
    read anew."""
    try:
        with _path(folder, needs).open(encoding="utf-8", errors="surrogatepass") as file:
            first = json.loads(file.readline())
            if (first["format"], first["version"], first["needs"]) != (FORMAT, VERSION, needs.document):
                return None
            reading = Reading(needs, moment(first["started"]), kept=True)
            if not timedelta(0) <= now - reading.started <= OLDEST:
                return None
            _take(reading, file)
            return reading
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _take(reading: Reading, lines: Iterable[str]) -> None:
    """Everything after the first line. Raises ValueError, KeyError or TypeError for what is damaged."""
    for line in lines:
        item = json.loads(line)
        if "end" in item:
            reading.users_after, reading.users_complete = item["after"], item["complete"]
            return
        if "users" in item:
            if any(len(row) != 3 + len(reading.needs.users) for row in item["users"]):
                raise ValueError("a row of another length")
            reading.keep([tuple(row) for row in item["users"]])
            reading.resumed += len(item["users"])
            continue
        for id_, external_id, status, profile in item["items"]:
            reading.held.setdefault(id_, {})[item["app"]] = AppUser(profile, external_id, status)
        reading.cursors[item["app"]] = item["after"]
        reading.resumed += len(item["items"])
        if item["complete"]:
            reading.complete.add(item["app"])
    raise ValueError("it is cut")


def _forget_old(folder: Path, now: datetime) -> None:
    """Deletes readings of more than a day ago, whatever they are of: they hold personal data."""
    with suppress(OSError):
        for old in folder.glob(f"*{_SUFFIX}*"):
            if now.timestamp() - old.stat().st_mtime > OLDEST.total_seconds():
                old.unlink()
