"""The apps of the demo org, with their schemas and mappings as an admin would have left them before this project.

Everything here that isn't RingCentral's number is there to be left alone: foreign attributes, mappings and
sources.
"""

from __future__ import annotations

from typing import Any

from oktaprofile.simulator.apps import rules
from oktaprofile.simulator.clock import DEMO_EPOCH_SECONDS
from oktaprofile.simulator.identifiers import APP
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.schemas.base import plain_base
from oktaprofile.simulator.schemas.properties import created
from oktaprofile.simulator.state.apps import App
from oktaprofile.simulator.state.schemas import Property

RINGCENTRAL, ACTIVE_DIRECTORY, WORKDAY = "RingCentral", "Active Directory", "Workday"

_ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
_CORE = "urn:ietf:params:scim:schemas:core:2.0:User"


def _base(*names: tuple[str, str]) -> dict[str, Property]:
    base = plain_base()
    for name, title in names:
        base[name] = created("app", {"title": title, "type": "string", "scope": "SELF"})
    return base


def _discovered(title: str, external_name: str, namespace: str = _CORE, **further: Any) -> Property:  # noqa: ANN401
    """A property as schema discovery makes it (recorded for an app of the integration network)."""
    given = {
        "title": title,
        "type": "string",
        "externalName": external_name,
        "externalNamespace": namespace,
        "scope": "SELF",
    }
    return created("app", given | further)


def add_apps(org: Org) -> dict[str, App]:
    """Adds the demo's apps; returns them by label."""
    return {
        app.label: app for app in (_workday(org), _ringcentral(org), _active_directory(org), _workflows(org))
    }


def _app(org: Org, name: str, label: str, features: str, *, built_in: bool = False) -> App:
    return App(
        org.ids.fresh(APP),
        name,
        label,
        sign_on_mode="SAML_2_0",
        features=frozenset(features.split()),
        built_in=built_in,
        created=DEMO_EPOCH_SECONDS,
        last_updated=DEMO_EPOCH_SECONDS,
        document={
            "accessibility": {"selfService": False, "errorRedirectUrl": None, "loginRedirectUrl": None},
            "visibility": {"autoSubmitToolbar": False, "hide": {"iOS": False, "web": False}, "appLinks": {}},
            "credentials": {
                "userNameTemplate": {"template": "${source.login}", "type": "BUILT_IN"},
                "signing": {},
            },
            "settings": {"app": {}, "notes": {"admin": None, "enduser": None}},
        },
    )


def _workday(org: Org) -> App:
    """The first profile source: people's names and work data, and the switchboard's number as their phone."""
    app = _app(
        org,
        "workday",
        WORKDAY,
        "IMPORT_NEW_USERS IMPORT_PROFILE_UPDATES IMPORT_USER_SCHEMA PROFILE_MASTERING",
    )
    base = _base(("firstName", "First name"), ("lastName", "Last name"), ("email", "Email"))
    custom = {
        "employeeNumber": _discovered("Employee number", "employeeNumber", _ENTERPRISE),
        "jobTitle": _discovered("Job title", "title"),
        "department": _discovered("Department", "department", _ENTERPRISE),
        "workPhone": _discovered("Work phone", "workPhone"),
        "costCenter": _discovered("Cost center", "costCenter", _ENTERPRISE),
    }
    to_okta = {
        "login": "appuser.email",
        "firstName": "appuser.firstName",
        "lastName": "appuser.lastName",
        "email": "appuser.email",
        "title": "appuser.jobTitle",
        "department": "appuser.department",
        "employeeNumber": "appuser.employeeNumber",
        "primaryPhone": "appuser.workPhone",
        "badgeNumber": '"B-" + appuser.employeeNumber',
    }
    rules.add(org, app, base, custom, {"to_okta": to_okta})
    return app


def _ringcentral(org: Org) -> App:
    """RingCentral as its provisioning catalogue entry has it, source and target at once. `directNumber` and
    `extensionNumber` are not in its schema.

    Assumed: its key name and attributes; the schema of a real RingCentral app would settle it.
    """
    features = (
        "IMPORT_NEW_USERS IMPORT_PROFILE_UPDATES IMPORT_USER_SCHEMA PUSH_NEW_USERS PUSH_PROFILE_UPDATES "
        "PUSH_USER_DEACTIVATION PROFILE_MASTERING"
    )
    app = _app(org, "ringcentral", RINGCENTRAL, features)
    base = _base(("givenName", "Given name"), ("familyName", "Family name"))
    custom = {
        "email": _discovered("Email", "emails.^[primary==true].value"),
        "jobTitle": _discovered("Job title", "title"),
        "department": _discovered("Department", "department", _ENTERPRISE),
        "ringCentralRole": _discovered("Role", "role", enum=["Standard", "Manager", "Receptionist"]),
    }
    to_okta = {
        "login": "appuser.email",
        "firstName": "appuser.givenName",
        "lastName": "appuser.familyName",
        "email": "appuser.email",
        "phoneRole": "appuser.ringCentralRole",
    }
    to_app = {
        "givenName": "user.firstName",
        "familyName": "user.lastName",
        "email": "user.email",
        "jobTitle": "user.title",
        "department": "user.department",
    }
    rules.add(org, app, base, custom, {"to_okta": to_okta, "to_app": to_app})
    return app


def _active_directory(org: Org) -> App:
    """Active Directory as a target: Okta pushes to it, and nothing fills `telephoneNumber` yet."""
    features = (
        "IMPORT_NEW_USERS IMPORT_PROFILE_UPDATES IMPORT_USER_SCHEMA OUTBOUND_DEL_AUTH PUSH_NEW_USERS "
        "PUSH_PROFILE_UPDATES PUSH_USER_DEACTIVATION"
    )
    app = _app(org, "active_directory", ACTIVE_DIRECTORY, features)
    base = _base(
        ("firstName", "First name"),
        ("lastName", "Last name"),
        ("email", "Email"),
        ("cn", "Common name"),
        ("samAccountName", "SAM account name"),
        ("displayName", "Display name"),
        ("department", "Department"),
        ("title", "Title"),
        ("mobilePhone", "Mobile phone"),
    )
    base["telephoneNumber"] = created(
        "app",
        {"title": "Telephone number", "type": "string", "scope": "SELF", "externalName": "telephoneNumber"},
    )
    custom = {"employeeID": _discovered("Employee ID", "employeeID", "active_directory")}
    to_app = {
        "firstName": "user.firstName",
        "lastName": "user.lastName",
        "email": "user.email",
        "cn": 'user.firstName + " " + user.lastName',
        "displayName": 'user.firstName + " " + user.lastName',
        "department": "user.department",
        "title": "user.title",
        "employeeID": "user.employeeNumber",
    }
    rules.add(org, app, base, custom, {"to_app": to_app})
    return app


def _workflows(org: Org) -> App:
    """One of Okta's own apps, without a schema: whoever lists apps or mappings meets them (recorded)."""
    app = _app(org, "flow", "Okta Workflows", "", built_in=True)
    rules.add(org, app, {}, {}, {})
    return app
