"""Fills a new org: user types, foreign attributes, apps, people, org features."""

from __future__ import annotations

from collections.abc import Iterator

from oktaprofile.simulator.clock import DEMO_EPOCH_SECONDS
from oktaprofile.simulator.demo.apps import ACTIVE_DIRECTORY, RINGCENTRAL, WORKDAY, add_apps
from oktaprofile.simulator.demo.people import Person, people
from oktaprofile.simulator.identifiers import ORG_FEATURE, USER, USER_TYPE
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.schemas.base import user_base
from oktaprofile.simulator.schemas.properties import created
from oktaprofile.simulator.state.app_users import AppUser
from oktaprofile.simulator.state.apps import App
from oktaprofile.simulator.state.directory import Entry
from oktaprofile.simulator.state.features import Feature
from oktaprofile.simulator.state.schemas import Schema
from oktaprofile.simulator.state.user_types import UserType
from oktaprofile.simulator.state.users import User
from oktaprofile.simulator.user_types import rules as type_rules

SWITCHBOARD = "+18005550199"
"""The number that Workday has for everybody: what people's `primaryPhone` shows before the sync (the
one toll-free number kept for fiction; nobody is given it).
"""

_BATCH = 5000
_SYSTEM = "spr1000000Simulator1"

_FEATURES = (
    ("Import Monitoring Dashboard", "Shows the imports of the last 24 hours.", "BETA"),
    ("Identity source apps groups", "Imports groups from an identity source.", "EA"),
    ("Use the default user profile for Org2Org", "Maps the default user profile between orgs.", "EA"),
)


def fill(org: Org, users: int, *, demo_apps: bool = True) -> None:
    """Sets up an org with `users` people. Without `demo_apps` it has the default user type and nothing else
    (for a replay).

    Everything is dated DEMO_EPOCH_SECONDS; one seed gives one org.
    """
    with org.database.transaction():
        _add_default_type(org)
        if demo_apps:
            _add_foreign_attributes(org)
            apps = add_apps(org)
            _add_overrides(org, apps)
            type_rules.create(
                org,
                name="contractor",
                display_name="Contractor",
                description="People from agencies",
                by=_SYSTEM,
            )
            _date_back(org)
            _add_features(org)
            _add_people(org, apps, users)
        org.mark_filled()


def _add_default_type(org: Org) -> None:
    """The default type as a new org has it (recorded: name, display name, description)."""
    at = DEMO_EPOCH_SECONDS
    description = "Okta user profile template with default permission settings"
    user_type = UserType(
        org.ids.fresh(USER_TYPE),
        "user",
        "User",
        description,
        default=True,
        created_by=_SYSTEM,
        last_updated_by=_SYSTEM,
        created=at,
        last_updated=at,
    )
    org.user_types.put(user_type)
    org.schemas.put(
        Schema(
            "user", user_type.id, "user", "User", description, base=user_base(), created=at, last_updated=at
        )
    )
    org.schemas.put(
        Schema(
            "group",
            "default",
            "group",
            "Okta group",
            "Okta group profile template",
            created=at,
            last_updated=at,
            base={
                "name": created(
                    "group", {"title": "Name", "type": "string", "required": True, "maxLength": 255}
                ),
                "description": created(
                    "group", {"title": "Description", "type": "string", "maxLength": 1024}
                ),
            },
        )
    )


def _add_foreign_attributes(org: Org) -> None:
    schema = org.schemas.user(org.user_types.default().id)
    assert schema is not None
    schema.custom = {
        "badgeNumber": created("user", {"title": "Badge number", "type": "string", "maxLength": 20}),
        "deskLocation": created(
            "user",
            {"title": "Desk", "type": "string", "master": {"type": "OKTA"}, "description": "Floor and desk"},
        ),
        "phoneRole": created("user", {"title": "Phone role", "type": "string"}),
        "languages": created("user", {"title": "Languages", "type": "array", "items": {"type": "string"}}),
    }
    org.schemas.put(schema)


def _add_overrides(org: Org, apps: dict[str, App]) -> None:
    """A source override of somebody else's, on a custom property."""
    schema = org.schemas.user(org.user_types.default().id)
    assert schema is not None
    priority = [{"type": "APP", "value": apps[label].id} for label in (RINGCENTRAL, WORKDAY)]
    schema.custom["phoneRole"]["master"] = {"type": "OVERRIDE", "priority": priority}
    org.schemas.put(schema)


def _date_back(org: Org) -> None:
    for user_type in org.user_types.all():
        user_type.created = user_type.last_updated = DEMO_EPOCH_SECONDS
        org.user_types.put(user_type)
        schema = org.schemas.user(user_type.id)
        assert schema is not None
        schema.created = schema.last_updated = DEMO_EPOCH_SECONDS
        if not user_type.default:
            schema.custom["agency"] = created("user", {"title": "Agency", "type": "string"})
            for name in ("badgeNumber", "phoneRole"):
                schema.custom[name] = created("user", {"title": name, "type": "string"})
        org.schemas.put(schema)


def _add_features(org: Org) -> None:
    for name, description, stage in _FEATURES:
        feature_id = org.ids.fresh(ORG_FEATURE)
        document = {
            "id": feature_id,
            "type": "self-service",
            "status": "DISABLED",
            "name": name,
            "description": description,
            "stage": {"value": stage},
        }
        org.features.put(Feature(feature_id, document))


def _add_people(org: Org, apps: dict[str, App], count: int) -> None:
    """Adds people as an import of the past left them: linked and mapped, without a direct number anywhere in Okta."""
    types = {user_type.default: user_type.id for user_type in org.user_types.all()}
    found = people(org.ids, count)
    for start in range(0, count, _BATCH):
        batch = [next(found) for _ in range(min(_BATCH, count - start))]
        rows = [
            (USER + suffix, person)
            for suffix, person in zip(org.ids.suffixes(len(batch)), batch, strict=True)
        ]
        _write_users(org, types, rows)
        org.app_users.put_many(_app_users(apps, rows))
        org.directory.put_many(_entries(apps, rows))


def _write_users(org: Org, types: dict[bool, str], rows: list[tuple[str, Person]]) -> None:
    at = DEMO_EPOCH_SECONDS
    users = []
    for user_id, person in rows:
        profile = {
            "firstName": person.first_name,
            "lastName": person.last_name,
            "login": person.login,
            "email": person.login,
            "title": person.title,
            "department": person.department,
        }
        if person.contractor:
            profile["agency"] = "Example Staffing"
        else:
            profile["employeeNumber"] = person.employee_number
            profile["primaryPhone"] = SWITCHBOARD
            profile["badgeNumber"] = f"B-{person.employee_number}"
            profile["deskLocation"] = (
                f"{int(person.employee_number) % 9 + 1}-{int(person.employee_number) % 200:03d}"
            )
        if person.in_ringcentral:
            profile["phoneRole"] = "Standard"
        users.append(
            User(
                user_id,
                types[not person.contractor],
                profile,
                created=at,
                activated=at,
                status_changed=at,
                last_updated=at,
            )
        )
    org.users.put_many(users)


def _app_users(apps: dict[str, App], rows: list[tuple[str, Person]]) -> Iterator[AppUser]:
    at = DEMO_EPOCH_SECONDS
    for user_id, person in rows:
        known = {"email": person.login, "department": person.department}
        names = {"firstName": person.first_name, "lastName": person.last_name}
        full_name = f"{person.first_name} {person.last_name}"
        profiles = {
            ACTIVE_DIRECTORY: {
                **names,
                **known,
                "cn": full_name,
                "displayName": full_name,
                "title": person.title,
                "samAccountName": person.login.partition("@")[0],
                **({} if person.contractor else {"employeeID": person.employee_number}),
            }
        }
        if person.in_workday:
            profiles[WORKDAY] = {
                **names,
                **known,
                "jobTitle": person.title,
                "employeeNumber": person.employee_number,
                "workPhone": SWITCHBOARD,
            }
        if person.in_ringcentral:
            profiles[RINGCENTRAL] = {
                "givenName": person.first_name,
                "familyName": person.last_name,
                **known,
                "jobTitle": person.title,
                "ringCentralRole": "Standard",
            }
        for label, profile in profiles.items():
            yield AppUser(
                apps[label].id,
                user_id,
                profile,
                user_name=person.login,
                external_id=external_id(label, person),
                sync_state="SYNCHRONIZED",
                last_sync=at,
                created=at,
                last_updated=at,
            )


def _entries(apps: dict[str, App], rows: list[tuple[str, Person]]) -> Iterator[Entry]:
    """What the apps' own directories hold, under their own names."""
    for user_id, person in rows:
        known = {"email": person.login, "department": person.department, "title": person.title}
        names = {"firstName": person.first_name, "lastName": person.last_name}
        full_name = f"{person.first_name} {person.last_name}"
        account = {
            "cn": full_name,
            "displayName": full_name,
            "samAccountName": person.login.partition("@")[0],
        }
        employee = {} if person.contractor else {"employeeID": person.employee_number}
        yield Entry(
            apps[ACTIVE_DIRECTORY].id,
            external_id(ACTIVE_DIRECTORY, person),
            user_id,
            # All that its app user shows: an import changes nothing.
            {**names, **known, **account, **employee},
        )
        if person.in_workday:
            work = {"employeeNumber": person.employee_number, "workPhone": SWITCHBOARD}
            yield Entry(apps[WORKDAY].id, external_id(WORKDAY, person), user_id, {**names, **known, **work})
        if person.in_ringcentral:
            attributes = {
                "givenName": person.first_name,
                "familyName": person.last_name,
                "role": "Standard",
                **known,
                "emails.^[primary==true].value": person.login,
            }
            if person.direct_number is not None:
                attributes["directNumber"] = person.direct_number
            if person.extension is not None:
                attributes["extensionNumber"] = person.extension
            yield Entry(apps[RINGCENTRAL].id, external_id(RINGCENTRAL, person), user_id, attributes)


def external_id(label: str, person: Person) -> str:
    """The person's id in an app's own directory."""
    prefix = {RINGCENTRAL: "rc", ACTIVE_DIRECTORY: "ad", WORKDAY: "wd"}[label]
    return f"{prefix}-{person.employee_number:0>8}"
