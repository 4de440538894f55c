"""Is an app that Okta pushes to ready: does the sync's last step, Okta to the app, reach anybody?

Sources, read 2026-11-30: Okta's help on Active Directory provisioning (ad-agent-configure-provisioning, on the common
name; ad-agent-about-service-account; ad-agent-known-issues, on the restart), on attribute mappings and on profile
sourcing; Okta's articles on app users without an external id and on partial profile push.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oktaprofile.expression import ExpressionError, references
from oktaprofile.okta.errors import Forbidden, MappingNotFound
from oktaprofile.provider import app_features
from oktaprofile.provider.readiness_check import MISSING, OK, UNKNOWN, Check

if TYPE_CHECKING:
    from oktaprofile.okta.org import Org

DIRECTORY = "active_directory"
APP_USERS_LOOKED_AT = 100


def run_downstream_checks(
    org: Org, app_id: str, *, user_type: str | None = None, property_name: str = "primaryPhone"
) -> list[Check]:
    """The checks of one app downstream. `property_name`: the Okta attribute that it is meant to get. Raises OktaError
    where the org does not answer."""
    app = org.application(app_id)
    try:
        row = org.mapping(app_id, "to_app", user_type).read()
    except MappingNotFound:
        row = {}
    lines: dict[str, dict[str, Any]] = dict(row.get("properties") or {})
    found = [push_on(app), source_too(app), mapped(app, lines, property_name), linked(org, app)]
    if app.get("name") == DIRECTORY:
        found += [common_name(app, lines), service_account(app), agent_restart(app)]
    return found


def push_on(app: dict[str, Any]) -> Check:
    """Without it a mapping towards the app is stored as DONT_PUSH: it counts when a person is created, and never
    again."""
    name = "downstream_push"
    if not app_features.is_active(app):
        return Check(
            name,
            MISSING,
            f"The app {app_features.named(app)} is {app.get('status')}: Okta pushes nothing to it.",
            "Activate the app in the Admin Console under Applications.",
        )
    if app_features.pushes_updates(app):
        return Check(
            name,
            OK,
            f"Okta pushes profile updates to {app_features.named(app)}: the whole profile of a person, all that is "
            f"mapped.",
        )
    return Check(
        name,
        MISSING,
        f"Okta pushes no profile updates to {app_features.named(app)}: its features lack PUSH_PROFILE_UPDATES. A "
        f"mapping "
        "towards it is stored as DONT_PUSH, and people who are there already never change.",
        "Switch on Update User Attributes in the app under Provisioning > To App. From then on every mapped "
        "attribute is "
        "written to the app, not only the number.",
    )


def source_too(app: dict[str, Any]) -> Check:
    """An app that is a profile source and is pushed to needs the support flag, as the phone system does."""
    name = "downstream_source_too"
    source, pushed = app_features.is_profile_source(app), app_features.pushes_updates(app)
    if source and pushed:
        return Check(
            name,
            OK,
            "It is a profile source as well, and is pushed to: the support flag "
            "ALLOW_BOTH_PROFILE_MASTERING_AND_PUSH is on for it.",
            "What is pushed comes back with its next import; an override on the attribute keeps it from counting.",
        )
    if source:
        return Check(
            name,
            MISSING,
            "It is a profile source as well (Active Directory is one from the agent's installation on). Okta lets it "
            "be "
            "pushed to at the same time only with the support flag ALLOW_BOTH_PROFILE_MASTERING_AND_PUSH.",
            "Ask Okta Support to enable profile sourcing and push for this app, too, then switch on Update User "
            "Attributes.",
        )
    return Check(name, OK, "It is no profile source: nothing of what is pushed to it comes back.")


def mapped(app: dict[str, Any], lines: dict[str, dict[str, Any]], property_name: str) -> Check:
    """Whether a line towards the app reads the attribute, and is applied to people who exist."""
    name = "downstream_mapping"
    reading = {target: line for target, line in lines.items() if property_name in _reads(line)}
    if not reading:
        return Check(
            name,
            UNKNOWN,
            f"No mapping towards {app_features.named(app)} reads {property_name} yet.",
            "Map it with oktaprofile_mapping (direction to_app), then check again.",
        )
    waiting = [target for target, line in reading.items() if line.get("pushStatus") != app_features.PUSH]
    named = ", ".join(sorted(reading))
    if waiting:
        return Check(
            name,
            MISSING,
            f"{property_name} is mapped to {named}, but {', '.join(sorted(waiting))} with DONT_PUSH: that counts "
            f"only when "
            "a person is created there.",
            'Switch push on at the app first; push_status = "auto" then stores PUSH with the next apply.',
        )
    return Check(name, OK, f"{property_name} is mapped to {named}, applied on create and update.")


def linked(org: Org, app: dict[str, Any]) -> Check:
    """App users without an external id get no updates: they were assigned before provisioning was on."""
    name = "downstream_linked"
    try:
        users = [
            dict(one)
            for one in org.client.list_application_users(app["id"], limit=APP_USERS_LOOKED_AT).next_page()
        ]
    except Forbidden:
        return Check(
            name,
            UNKNOWN,
            "The token may not read the app's users.",
            "Grant the scope okta.apps.read, or use an administrator's token.",
        )
    unlinked = sum(1 for one in users if not one.get("externalId"))
    if not unlinked:
        return Check(name, OK, f"Of the first {len(users)} people assigned to it all are linked.")
    return Check(
        name,
        MISSING if unlinked == len(users) else UNKNOWN,
        f"Of the first {len(users)} people assigned to it {unlinked} are linked to nobody in the app: they get no "
        f"updates, "
        "and no event says so.",
        'Open the app\'s Assignments and use "Provision User", or import and confirm them.',
    )


def common_name(app: dict[str, Any], lines: dict[str, dict[str, Any]]) -> Check:
    """With push on Okta writes the common name, too, mapped or not."""
    expression = (lines.get("cn") or {}).get("expression")
    how = f"it is mapped: {expression}" if expression else 'it is not mapped, so it becomes "First Last"'
    return Check(
        "downstream_common_name",
        UNKNOWN,
        f"With Update User Attributes Okta writes the common name (cn) of everybody, too; {how}. Whose common name is "
        "another one now is renamed in the directory.",
        f"Compare a few names in the directory before push is switched on at {app_features.named(app)}, and map cn "
        f"to what "
        "they are made of.",
    )


def service_account(app: dict[str, Any]) -> Check:
    """No API shows what the agent's account may write."""
    return Check(
        "downstream_service_account",
        UNKNOWN,
        "No API shows whether the Okta AD agent's service account may write the attribute. One attribute that it may "
        "not "
        "write, or that the directory refuses, fails a person's whole update.",
        "Grant it write permission on every mapped attribute, on each OU that is in scope.",
    )


def agent_restart(app: dict[str, Any]) -> Check:
    """After an attribute was added to the directory's profile."""
    return Check(
        "downstream_agent_restart",
        UNKNOWN,
        f"After an attribute was added to the profile of {app_features.named(app)}, values arrive base-64 encoded "
        f"until "
        "every Okta AD agent of the domain was restarted.",
        "Restart the agents once after the apply that adds attributes.",
    )


def _reads(line: dict[str, Any]) -> set[str]:
    try:
        return {one.attribute for one in references(str(line.get("expression") or "null"))}
    except ExpressionError:
        return set()
