"""What a snapshot says about itself: of which org it is, when it was made, whom it covers, and what decides there.

{"format": "oktaprofile-snapshot", "version": 2, "notice": ..., "org": URL, "started": T, "finished": T,
 "coverage": {"users": N, "apps": {APP_ID: N}}, "organization": {...}}
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from oktaprofile.people.errors import PeopleError
from oktaprofile.people.organization import Organization, from_json, to_json
from oktaprofile.people.times import moment, stamp

FORMAT = "oktaprofile-snapshot"
AGAIN = "Make it anew: oktaprofile snapshot --out FILE"
NOTICE = (
    "This file holds personal data (names, logins, phone numbers): keep it as such, and delete it after use."
)


class Header(NamedTuple):
    """`started` is when reading began: the file is at least as old as that. `app_users`: people by app id."""

    organization: Organization
    started: datetime
    finished: datetime
    users: int
    app_users: dict[str, int]

    def age_seconds(self, now: datetime) -> float:
        """Seconds since reading began."""
        return (now - self.started).total_seconds()

    def document(self, version: int) -> dict[str, Any]:
        """As JSON."""
        return {
            "format": FORMAT,
            "version": version,
            "notice": NOTICE,
            "org": self.organization.url,
            "started": stamp(self.started),
            "finished": stamp(self.finished),
            "coverage": {"users": self.users, "apps": self.app_users},
            "organization": to_json(self.organization),
        }


def header_of(document: Mapping[str, Any], path: Path) -> Header:
    """The header in a snapshot's JSON. Raises PeopleError for a damaged one."""
    try:
        return Header(
            _checked(from_json(document["organization"])),
            moment(document["started"]),
            moment(document["finished"]),
            int(document["coverage"]["users"]),
            {str(app_id): int(count) for app_id, count in document["coverage"]["apps"].items()},
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise PeopleError(
            f"The header of the snapshot {path} is damaged ({type(error).__name__}: {error}).", AGAIN
        ) from None


def _checked(organization: Organization) -> Organization:
    """Raises TypeError for schemas that are none: everything after this takes them as they are."""
    for schemas in (organization.app_schemas, organization.user_schemas):
        for schema in schemas.values():
            if not all(isinstance(definition, dict) for definition in schema.values()):
                raise TypeError("a property of a schema is no object")
    return organization
