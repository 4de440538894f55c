"""Reading what is around the values of an org: one call for each collection, and a bounded number for its parts.

What the credentials may not read is named as not known, and never taken for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from oktaprofile.okta.errors import FeatureNotAvailable, Forbidden, NotFound, UnexpectedAnswer
from oktaprofile.okta.org import Org
from oktaprofile.people import surroundings
from oktaprofile.people.organization import TO_APP, MappingKey, Organization
from oktaprofile.people.organization_reader import lines_of
from oktaprofile.people.surroundings import IdentityProvider, Reading, Surroundings

MOST_MAPPINGS, MOST_SERVERS, MOST_PROVIDERS = 100, 20, 20
Unread = list[tuple[str, str]]


def read_surroundings(org: Org, organization: Organization, pushed: Iterable[str]) -> Surroundings:
    """Everything around an org. `pushed`: ids of the apps whose groups' values count: a call for each. Raises OktaError
    where Okta does not answer."""
    unread: Unread = []
    readings, rows = readings_of(org, unread), _rows(org)
    readings += _tolerant(
        surroundings.MAPPING, lambda: list(_other_mappings(org, organization, rows, unread)), unread
    )
    providers = _tolerant(
        surroundings.IDENTITY_PROVIDER, lambda: list(_providers(org, organization, rows, unread)), unread
    )
    values = _tolerant(surroundings.GROUP_VALUE, lambda: list(_group_values(org, pushed)), unread)
    return Surroundings(tuple(readings), tuple(providers), tuple(unread), frozenset(values))


def read_writers(org: Org, organization: Organization, pushed: Iterable[str] = ()) -> Surroundings:
    """Who writes, for a plan: identity providers, and groups in the apps `pushed`. It shows nobody who reads."""
    unread: Unread = []
    providers = _tolerant(
        surroundings.IDENTITY_PROVIDER,
        lambda: list(_providers(org, organization, org.client.list_profile_mappings(), unread)),
        unread,
    )
    values = _tolerant(surroundings.GROUP_VALUE, lambda: list(_group_values(org, pushed)), unread)
    return Surroundings(
        identity_providers=tuple(providers), unread=tuple(unread), group_values=frozenset(values)
    )


def readings_of(org: Org, unread: Unread) -> list[Reading]:
    """The group rules and claims that are active. Notes in `unread` what cannot be read."""
    rules = _tolerant(surroundings.GROUP_RULE, lambda: list(org.client.list_group_rules()), unread)
    found = [
        Reading(surroundings.GROUP_RULE, None, "Okta", str(rule.get("name") or ""), _expression(rule))
        for rule in rules
        if rule.get("status") == "ACTIVE"
    ]
    return found + _tolerant(surroundings.CLAIM, lambda: list(_claims(org, unread)), unread)


def sourcing_providers(org: Org) -> list[dict[str, Any]]:
    """The active identity providers with "Update attributes for existing users", in Okta's JSON: each becomes the
    profile source of whoever signs in with it (Okta support, "User provisioning for Org2Org failed")."""
    return [
        one
        for one in org.client.list_identity_providers()
        if one.get("status") == "ACTIVE"
        and ((one.get("policy") or {}).get("provisioning") or {}).get("profileMaster") is True
    ]


def _expression(rule: Mapping[str, Any]) -> str:
    return str(((rule.get("conditions") or {}).get("expression") or {}).get("value") or "")


def _claims(org: Org, unread: Unread) -> Iterator[Reading]:
    try:
        servers = list(org.client.list_authorization_servers())
    except FeatureNotAvailable:  # without API Access Management there are none
        return
    for server in _bounded(servers, MOST_SERVERS, surroundings.CLAIM, unread):
        name = str(server.get("name") or server["id"])
        for claim in org.client.list_o_auth2_claims(str(server["id"])):
            if claim.get("status") != "INACTIVE" and claim.get("valueType") == "EXPRESSION":
                yield Reading(
                    surroundings.CLAIM,
                    None,
                    name,
                    str(claim.get("name") or ""),
                    str(claim.get("value") or ""),
                )


def _rows(org: Org) -> list[Mapping[str, Any]]:
    return list(org.client.list_profile_mappings())


def _other_mappings(
    org: Org, organization: Organization, rows: Iterable[Mapping[str, Any]], unread: Unread
) -> Iterator[Reading]:
    """The mappings towards active apps that `read_organization` left out."""
    others = []
    for row in rows:
        type_id, app_id = (str((row.get(side) or {}).get("id")) for side in ("source", "target"))
        app = organization.apps.get(app_id)
        if app is None or app.status != "ACTIVE" or type_id not in organization.types:
            continue
        if MappingKey(app_id, type_id, TO_APP) not in organization.mappings:
            others.append((app, type_id, str(row["id"])))
    looked_at = list(_bounded(others, MOST_MAPPINGS, surroundings.MAPPING, unread))
    mappings = org.ahead.each([org.mapping_row(id_) for _, _, id_ in looked_at])
    for (app, type_id, _), mapping in zip(looked_at, mappings, strict=True):
        for name, line in lines_of(mapping).items():
            yield Reading(surroundings.MAPPING, app.id, app.label, name, line.expression or "", type_id)


def _providers(
    org: Org, organization: Organization, rows: Iterable[Mapping[str, Any]], unread: Unread
) -> Iterator[IdentityProvider]:
    found = sourcing_providers(org)
    rows = list(rows) if found else ()  # of hundreds of apps: several calls
    for one in _bounded(found, MOST_PROVIDERS, surroundings.IDENTITY_PROVIDER, unread):
        lines = [
            (str(row["target"]["id"]), name)
            for row in rows
            if (row.get("source") or {}).get("id") == one["id"]
            and (row.get("target") or {}).get("id") in organization.types
            for name in lines_of(org.mapping_row(str(row["id"])).read())
        ]
        yield IdentityProvider(str(one["id"]), str(one.get("name") or one["id"]), tuple(lines))


def _group_values(org: Org, pushed: Iterable[str]) -> Iterator[tuple[str, str]]:
    for app_id in pushed:
        for group in org.client.list_application_group_assignments(app_id):
            profile = group.get("profile") or {}
            yield from ((app_id, name) for name, value in profile.items() if value not in (None, "", []))


def _bounded(found: list[Any], most: int, kind: str, unread: Unread) -> Iterator[Any]:
    if len(found) > most:
        unread.append((kind, f"{len(found):,} of them: the first {most} were looked at"))
    return islice(found, most)


def _tolerant(kind: str, read: Callable[[], list[Any]], unread: Unread) -> list[Any]:
    """What was read; none, and noted, where the credentials or the org do not let it be."""
    try:
        return read()
    except Forbidden:
        unread.append((kind, f"the credentials may not read them, it takes {surroundings.SCOPES[kind]}"))
    except (FeatureNotAvailable, NotFound, UnexpectedAnswer):
        unread.append((kind, "this org does not answer"))
    return []
