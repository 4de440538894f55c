"""The snapshot file: an org's people and what decides about their attributes, as JSON Lines.

    {"format": "oktaprofile-snapshot", "version": 1, "notice": ..., "org": URL, "started": T, "finished": T,
     "coverage": {"users": N, "apps": {APP_ID: N}}, "organization": {...}}
    {"id": ..., "type": ..., "status": ..., "profile": {...},
     "apps": {APP_ID: {"external_id": ..., "status": ..., "profile": {...}}}}           one line a user
    {"end": N}

Users stand in the order of their ids. Times are UTC, ISO 8601. Attributes without a value are left out. `version`
is raised when a reader of this version would misread the file. It is read line by line, so memory does not grow with
it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, NamedTuple

from oktaprofile.people.errors import PeopleError
from oktaprofile.people.organization import Organization, from_json, to_json
from oktaprofile.people.person import AppUser, Person
from oktaprofile.plan.json_text import parsed

FORMAT, VERSION = "oktaprofile-snapshot", 1
PART = ".part"
AGAIN = "Make it anew: oktaprofile snapshot --out FILE"
NOTICE = (
    "This file holds personal data (names, logins, phone numbers): keep it as such, and delete it after use."
)


class Header(NamedTuple):
    """The first line. `started` is when reading began: the file is at least as old as that."""

    organization: Organization
    started: datetime
    finished: datetime
    users: int
    app_users: dict[str, int]

    def age_seconds(self, now: datetime) -> float:
        """Seconds since reading began."""
        return (now - self.started).total_seconds()


def header_line(header: Header) -> str:
    """The first line, without its line break."""
    return json.dumps(
        {
            "format": FORMAT,
            "version": VERSION,
            "notice": NOTICE,
            "org": header.organization.url,
            "started": stamp(header.started),
            "finished": stamp(header.finished),
            "coverage": {"users": header.users, "apps": header.app_users},
            "organization": to_json(header.organization),
        },
        ensure_ascii=False,
    )


def stamp(moment: datetime) -> str:
    """2026-11-23T17:00:00Z"""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    """The inverse of `stamp`."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)


class Snapshot:
    """A snapshot file: its header, and its people as often as they are asked for."""

    def __init__(self, path: Path) -> None:
        """Reads the first line. Raises PeopleError for anything that is no snapshot of this version."""
        self.path = path
        self.header = self._header()

    def _header(self) -> Header:
        try:
            with self.path.open(encoding="utf-8") as file:
                line = file.readline()
        except OSError as error:
            raise PeopleError(f"The snapshot {self.path} cannot be read: {error.strerror}.") from None
        except UnicodeDecodeError:
            line = ""
        try:
            first = parsed(line, "", raises=PeopleError)
        except PeopleError:
            first = None
        if not isinstance(first, dict) or first.get("format") != FORMAT:
            next_step = "Make one with: oktaprofile snapshot --out FILE"
            if self.path.suffix == PART:
                next_step = (
                    f"It is half of one. Go on with: oktaprofile snapshot --out {self.path.with_suffix('')}"
                )
            raise PeopleError(f"{self.path} is no snapshot: its first line is not a header.", next_step)
        if first.get("version") != VERSION:
            raise PeopleError(
                f"The snapshot {self.path} has version {first.get('version')}; this oktaprofile reads {VERSION}.",
                "Make it anew with this version.",
            )
        try:
            return Header(
                _checked(from_json(first["organization"])),
                moment(first["started"]),
                moment(first["finished"]),
                int(first["coverage"]["users"]),
                {str(app_id): int(count) for app_id, count in first["coverage"]["apps"].items()},
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise PeopleError(
                f"The header of the snapshot {self.path} is damaged ({type(error).__name__}: {error}).",
                AGAIN,
            ) from None

    def people(self) -> Iterator[Person]:
        """Every person. Raises PeopleError where the file is cut or damaged; the text holds nothing of it."""
        count, number, last = 0, 1, ""
        try:
            with self.path.open(encoding="utf-8") as file:
                file.readline()
                for number, line in enumerate(file, 2):
                    item = json.loads(line)
                    if "end" in item:
                        if item["end"] != count:
                            break
                        return
                    person = _person(item)
                    if line.count('":') != _names(item):  # a name twice, or a text that looks like one
                        parsed(line, f"Line {number} of the snapshot {self.path}", AGAIN, PeopleError)
                    if person.id <= last:  # twice there, or moved: not as it was written
                        raise ValueError
                    last = person.id
                    yield person
                    count += 1
        except OSError as error:
            raise PeopleError(f"The snapshot {self.path} cannot be read: {error.strerror}.") from None
        except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
            # A text that cannot be decoded fails before its line is counted.
            raise PeopleError(
                f"Line {number} of the snapshot {self.path}, or the one after it, is damaged.",
                AGAIN,
            ) from None
        raise PeopleError(
            f"The snapshot {self.path} is cut: it ends after {count} of {self.header.users} users.",
            "Make it anew.",
        )


def _names(item: Mapping[str, Any]) -> int:
    """How many names a line has with nothing twice. To have each object looked at would double the time of reading."""
    count = len(item) + len(item["profile"])
    for app in item["apps"].values():
        count += 1 + len(app) + len(app["profile"])
    return count


def _person(item: Mapping[str, Any]) -> Person:
    apps = {
        app_id: AppUser(_profile(one), one["external_id"], one["status"])
        for app_id, one in item["apps"].items()
    }
    return Person(item["id"], item["type"], item["status"], _profile(item), apps)


def _profile(item: Mapping[str, Any]) -> dict[str, Any]:
    profile = item["profile"]
    if type(profile) is not dict:
        raise TypeError("a profile is no object")
    return profile


def _checked(organization: Organization) -> Organization:
    """Raises TypeError for schemas that are none: everything after this takes them as they are."""
    for schemas in (organization.app_schemas, organization.user_schemas):
        for schema in schemas.values():
            if not all(isinstance(definition, dict) for definition in schema.values()):
                raise TypeError("a property of a schema is no object")
    return organization
