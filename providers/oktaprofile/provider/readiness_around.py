"""The readiness checks of what is around the attribute: who else may write it, and who else reads it.

Each is `unknown` where the credentials may not look. One call for each collection, see people/surroundings_reader.py:
so only `doctor` asks for what is no app, and a plan pays for none of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oktaprofile.okta.errors import Forbidden, NotFound, Unauthorized, UnexpectedAnswer
from oktaprofile.okta.schema import property_of
from oktaprofile.provider import app_features
from oktaprofile.provider.readiness_check import OK, UNKNOWN, Check
from oktaprofile.provider.resources.master_override.document import OVERRIDE

if TYPE_CHECKING:
    from oktaprofile.okta.org import Org

_BY_HAND = (
    "Look at Security > Identity Providers, each one's Profile Source setting, or let the credentials read it"
)


def other_profile_sources(org: Org, app: dict[str, Any]) -> Check:
    """Which other apps are profile sources: they compete for every attribute that has no override."""
    listed, complete = org.listed_applications()
    others = [
        app_features.named(other)
        for other in listed
        if other.get("id") != app.get("id")
        and app_features.is_active(other)
        and app_features.is_profile_source(other)
    ]
    among = "" if complete else f" among the first {len(listed)} apps"
    if not others:
        return Check("other_profile_sources", OK, f"No other active app{among} is a profile source.")
    return Check(
        "other_profile_sources",
        OK,
        f"Other active profile sources{among}: {', '.join(sorted(others))}. A person takes every attribute "
        "without an override from the highest of their sources.",
    )


def identity_providers(org: Org, user_type: str | None, property_name: str) -> Check:
    """Those that are profile sources: a list of apps does not show them, and the switch comes with each sign-in.

    An attribute that has an override takes nothing from them: then they are not asked for.
    """
    from oktaprofile.people.surroundings_reader import sourcing_providers

    name = "identity_providers"
    target = property_of(org.user_schema(user_type).read(), property_name) or {}
    if (target.get("master") or {}).get("type") == OVERRIDE:
        return Check(name, OK, "The attribute has an override: no identity provider updates it at sign-in.")
    try:
        found = sourcing_providers(org)
    except (Forbidden, NotFound, Unauthorized, UnexpectedAnswer):
        return Check(
            name,
            UNKNOWN,
            "The credentials may not read identity providers: whether one updates people at sign-in is not known.",
            f"{_BY_HAND} (okta.idps.read).",
        )
    if not found:
        return Check(name, OK, "No active identity provider is a profile source.")
    named = ", ".join(sorted(str(one.get("name") or one["id"]) for one in found))
    return Check(
        name,
        UNKNOWN,
        f"Identity providers that are profile sources: {named}. Whoever signs in with one takes from then on every "
        "attribute without an override from there, and updates from elsewhere fail as mastered under another system.",
        "Give the attribute an override, or see which people sign in with it.",
    )


def other_readers(org: Org, property_name: str) -> Check:
    """Group rules and claims that read the attribute: they get its new text, too."""
    from oktaprofile.impact.readers import reads
    from oktaprofile.people.surroundings import GROUP_RULE, WORDS
    from oktaprofile.people.surroundings_reader import readings_of

    name, unread = "other_readers", list[tuple[str, str]]()
    found = [one for one in readings_of(org, unread) if reads(one.expression, property_name)]
    named = "; ".join(
        f"group rule {one.name}" if one.kind == GROUP_RULE else f"claim {one.name} of {one.owner}"
        for one in found
    )
    detail = (
        f"{property_name} is also read by: {named}." if found else f"No rule or claim reads {property_name}."
    )
    next_step = "Whoever's value changes may come into other groups, and lose or get apps." if found else ""
    if unread:
        missing = " and ".join(WORDS[kind] for kind, _ in unread)
        detail = f"Not known: {missing}. {detail}"
        scopes = "okta.groups.read and okta.authorizationServers.read"
        next_step = f"{next_step} Let the credentials read them ({scopes}).".strip()
    return Check(name, UNKNOWN if unread else OK, detail, next_step)
