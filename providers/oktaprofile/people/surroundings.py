"""What is around the values of an org: who reads the Okta user's attributes, and identity providers that write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

MAPPING, SAML, USER_NAME, GROUP_RULE, CLAIM = "mapping", "saml", "user_name", "group_rule", "claim"
IDENTITY_PROVIDER, GROUP_VALUE = "identity_provider", "group_value"
WORDS: Mapping[str, str] = {
    MAPPING: "mappings of apps that are neither a source nor pushed to",
    GROUP_RULE: "group rules",
    CLAIM: "claims of authorization servers",
    GROUP_VALUE: "values that assignments of groups give in the apps that are pushed to",
    IDENTITY_PROVIDER: "identity providers that update people when they sign in",
}


SCOPES: Mapping[str, str] = {
    MAPPING: "okta.profileMappings.read",
    GROUP_RULE: "okta.groups.read",
    CLAIM: "okta.authorizationServers.read",
    IDENTITY_PROVIDER: "okta.idps.read",
    GROUP_VALUE: "okta.apps.read",
}


class Reading(NamedTuple):
    """An expression that reads Okta users. `app_id` None: none of an app's; `owner`: the app's label, or the name of an
    authorization server; `type_id` "": of every user type."""

    kind: str
    app_id: str | None
    owner: str
    name: str
    expression: str
    type_id: str = ""


class IdentityProvider(NamedTuple):
    """One that is a profile source: at each sign-in it updates whoever exists. `lines`: (user type's id, attribute)
    that it maps."""

    id: str
    label: str
    lines: tuple[tuple[str, str], ...] = ()


class Surroundings(NamedTuple):
    """`unread`: (kind, why) of what could not be looked at, so that nobody knows whether there is something;
    `group_values`: (app id, attribute) of what assignments of groups give, in the apps that are pushed to."""

    readings: tuple[Reading, ...] = ()
    identity_providers: tuple[IdentityProvider, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()
    group_values: frozenset[tuple[str, str]] = frozenset()


NOBODY_ASKED = Surroundings()
NOT_LOOKED = Surroundings(unread=tuple((kind, "nobody looked when the snapshot was made") for kind in WORDS))


def to_json(around: Surroundings) -> dict[str, Any]:
    """As plain JSON, for a snapshot's header."""
    return {
        "readings": [one._asdict() for one in around.readings],
        "identity_providers": [one._asdict() for one in around.identity_providers],
        "unread": around.unread,
        "group_values": sorted(around.group_values),
    }


def from_json(document: Mapping[str, Any] | None) -> Surroundings:
    """The inverse of `to_json`; None: of a snapshot that has none. Raises KeyError or TypeError for something else."""
    if document is None:
        return NOT_LOOKED
    return Surroundings(
        tuple(Reading(**one) for one in document["readings"]),
        tuple(
            IdentityProvider(
                one["id"], one["label"], tuple((type_id, name) for type_id, name in one["lines"])
            )
            for one in document["identity_providers"]
        ),
        tuple((kind, why) for kind, why in document["unread"]),
        frozenset((app_id, name) for app_id, name in document["group_values"]),
    )
