"""Small orgs for the page: RingCentral, Workday and Active Directory, as far as a test wants them set up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from oktaprofile.page.model import TO_APP, TO_OKTA, App, Mapping, Organization, Person, UserType

RC, WORKDAY, AD, TYPE = "0oaRC", "0oaWD", "0oaAD", "oty1"
BOTH = frozenset({"PROFILE_MASTERING", "PUSH_PROFILE_UPDATES"})
GUARDED = (
    '(appuser.directNumber ?: "") + (appuser.extensionNumber != null ? "#" + appuser.extensionNumber : "")'
)
TEXT = {"title": "Text", "type": "string"}


def organization(
    *,
    attributes: bool = True,
    expression: str = GUARDED,
    override: bool = True,
    downstream: bool = True,
    **further: Any,
) -> Organization:
    """An org where everything is done, unless told otherwise. `expression` "": nothing is mapped. `further`: fields."""
    names = ["directNumber", "extensionNumber"] if attributes else []
    profile = {"email": (False, TEXT), **{name: (True, {**TEXT, "externalName": name}) for name in names}}
    master: dict[str, Any] = {"type": "PROFILE_MASTER"}
    if override:
        master = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": RC}]}
    user = {
        "login": (False, {**TEXT, "master": {"type": "OKTA"}}),
        "primaryPhone": (False, {**TEXT, "master": master}),
    }
    upward = {"primaryPhone": line(expression)} if expression else {}
    onward = {"telephoneNumber": line("user.primaryPhone")} if downstream else {}
    org = Organization(
        url="https://acme.test",
        embedded=True,
        app_id=RC,
        ranked=True,
        apps=[
            App(RC, "ringcentral", "RingCentral", "ACTIVE", BOTH, 2, profile),
            App(WORKDAY, "workday", "Workday", "ACTIVE", frozenset({"PROFILE_MASTERING"}), 1),
            App(AD, "active_directory", "AD", "ACTIVE", BOTH, 3, {"telephoneNumber": (False, TEXT)}),
        ],
        user_types=[UserType(TYPE, "user", True, user)],
        mappings=[Mapping(RC, TYPE, TO_OKTA, upward), Mapping(AD, TYPE, TO_APP, onward)],
    )
    return replace(org, **further)


def line(expression: str) -> dict[str, str]:
    """A mapping line that applies on update."""
    return {"expression": expression, "pushStatus": "PUSH"}


def ada(**changed: Any) -> Person:
    """Somebody for whom everything has arrived, unless told otherwise."""
    given: dict[str, Any] = {
        "id": "00u1",
        "type_id": TYPE,
        "status": "ACTIVE",
        "profile": {
            "firstName": "Ada",
            "lastName": "Ito",
            "login": "ada@example.com",
            "primaryPhone": "+12065550100#12",
        },
        "apps": {
            RC: {"directNumber": "+12065550100", "extensionNumber": "12"},
            AD: {"telephoneNumber": "+12065550100#12"},
        },
    }
    return Person(**{**given, **changed})
