"""A small organization and people for the impact's tests: RingCentral and Workday as sources, AD downstream."""

from __future__ import annotations

from typing import Any

from oktaprofile.impact.affected import affected
from oktaprofile.impact.change import Change, Mapped, Mastered, apply, override
from oktaprofile.impact.effects import Result
from oktaprofile.impact.engine import Engine
from oktaprofile.impact.values import Values
from oktaprofile.people.organization import TO_APP, TO_OKTA, App, Line, MappingKey, Organization
from oktaprofile.people.person import AppUser, Person

RINGCENTRAL, WORKDAY, AD, TYPE = "0oaR", "0oaW", "0oaA", "oty1"
SEED = '(appuser.directNumber != null ? appuser.directNumber : "") + "#" + appuser.extensionNumber'
BOTH = frozenset({"IMPORT_PROFILE_UPDATES", "PROFILE_MASTERING"})
TEXT = {"type": "string", "master": {"type": "PROFILE_MASTER"}}
NUMBERS = {"directNumber": "+14155550100", "extensionNumber": "101"}


def organization(**primary_phone: Any) -> Organization:
    """The org before; keyword arguments go into the definition of primaryPhone."""
    return Organization(
        url="https://acme.okta.com",
        apps={
            RINGCENTRAL: App(RINGCENTRAL, "ringcentral", "RingCentral", features=BOTH),
            WORKDAY: App(WORKDAY, "workday", "Workday", features=BOTH),
            AD: App(AD, "active_directory", "Active Directory", features=frozenset({"PUSH_PROFILE_UPDATES"})),
        },
        types={TYPE: "user"},
        default_type=TYPE,
        app_schemas={
            RINGCENTRAL: {"directNumber": TEXT, "extensionNumber": TEXT},
            WORKDAY: {"workPhone": TEXT},
            AD: {"telephoneNumber": {**TEXT, "maxLength": 64}},
        },
        user_schemas={TYPE: {"login": TEXT, "title": TEXT, "primaryPhone": {**TEXT, **primary_phone}}},
        mappings={
            MappingKey(RINGCENTRAL, TYPE, TO_OKTA): {},
            MappingKey(WORKDAY, TYPE, TO_OKTA): {"primaryPhone": Line("appuser.workPhone")},
            MappingKey(AD, TYPE, TO_APP): {"telephoneNumber": Line("user.primaryPhone")},
        },
    )


def change(expression: str = SEED, *, override_source: bool = True) -> Change:
    """RingCentral fills primaryPhone by this expression, and becomes its source."""
    made = Change([Mapped(RINGCENTRAL, None, TO_OKTA, "primaryPhone", Line(expression))])
    if override_source:
        made.mastered.append(Mastered(None, "primaryPhone", override([RINGCENTRAL])))
    return made


def person(
    ringcentral: dict[str, Any] | None = None,
    *,
    phone: str | None = "+18005550199",
    workday: bool = True,
    ad: str | None = "",
    status: str = "ACTIVE",
    linked: bool = True,
) -> Person:
    """Somebody with these values in RingCentral (None: not assigned to it)."""
    login = "ana@example.com"
    apps = {}
    if ringcentral is not None:
        apps[RINGCENTRAL] = AppUser({**ringcentral, "userName": login}, "rc-1" if linked else None)
    if workday:
        apps[WORKDAY] = AppUser({"workPhone": "+18005550199"}, "wd-1")
    if ad is not None:
        apps[AD] = AppUser({"telephoneNumber": ad} if ad else {}, "ad-1")
    profile = {"login": login} | ({} if phone is None else {"primaryPhone": phone})
    return Person("00u1", TYPE, status, profile, apps)


def effects(
    made: Change,
    somebody: Person,
    *,
    before: Organization | None = None,
    order: tuple[str, ...] = (),
    values: Values | None = None,
) -> dict[str, Result]:
    """By attribute, what the change does to one person."""
    before = before or organization()
    after = apply(made, before)
    targets = affected(before, after)
    engine = Engine(before, after, targets, order=order, values=values)
    return {targets[result.target].attribute: result for result in engine.person(somebody)}
