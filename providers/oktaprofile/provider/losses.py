"""What is lost with a property: how many people have a value in it; and the reads that a plan of its removal takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oktaprofile.okta.errors import OktaError
from oktaprofile.plugin.diagnostics import DiagnosticError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oktaprofile.okta.org import Org
    from oktaprofile.okta.shared_read import SharedRead

MOST_MAPPINGS = 40
"""Mappings of a user type that are looked at, one call each: hundreds of apps may map it."""
APP_USERS_A_PAGE, APP_USER_PAGES = 500, 2
USERS_A_PAGE, USER_PAGES = 200, 5


def begin_reads(org: Org, app_id: str | None, user_type_id: str | None = None) -> None:
    """Begins what is read where a property of an app, or of a user type, is removed, side by side."""
    org.ahead.mappings_of(str(app_id or user_type_id), MOST_MAPPINGS)
    if app_id is not None:
        org.ahead.begin(_profiles_of(org, app_id))


def values_lost(org: Org, app_id: str | None, user_type_id: str | None, names: Iterable[str]) -> str:
    """A sentence: how many people have a value in each of the properties. Reads at most a thousand people."""
    try:
        counts, among = _app_users(org, app_id, names) if app_id else _users(org, user_type_id, names)
    except (OktaError, DiagnosticError) as error:
        return f"How many people have a value could not be counted: {getattr(error, 'message', error)}"
    listed = ", ".join(f"{name}: {count}" for name, count in sorted(counts.items()))
    return f"People who have a value ({among}): {listed}."


def _app_users(org: Org, app_id: str, names: Iterable[str]) -> tuple[dict[str, str], str]:
    profiles, more = _profiles_of(org, app_id).any_age()
    counts = {
        name: sum(1 for profile in profiles if profile.get(name) not in (None, "", [])) for name in names
    }
    if not more:
        return {
            name: str(count) for name, count in counts.items()
        }, f"of {len(profiles):,} assigned to the app"
    among = f"of the first {len(profiles):,} assigned to the app, which has more"
    return {name: f"at least {count:,}" for name, count in counts.items()}, among


def _profiles_of(org: Org, app_id: str) -> SharedRead[tuple[list[Mapping[str, Any]], bool]]:
    return org.shared(("profiles of", app_id), lambda: _profiles(org, app_id))


def _profiles(org: Org, app_id: str) -> tuple[list[Mapping[str, Any]], bool]:
    pages = org.client.list_application_users(app_id, limit=APP_USERS_A_PAGE)
    profiles: list[Mapping[str, Any]] = []
    for _ in range(APP_USER_PAGES):
        profiles += [person.get("profile") or {} for person in pages.next_page()]
        if not pages.has_next_page:
            return profiles, False
    return profiles, True


def _users(org: Org, user_type_id: str | None, names: Iterable[str]) -> tuple[dict[str, str], str]:
    counts = {}
    for name in names:
        search = f'profile.{name} pr and type.id eq "{user_type_id}"'
        pages, count = org.client.list_users(search=search, limit=USERS_A_PAGE), 0
        for _ in range(USER_PAGES):
            count += len(pages.next_page())
            if not pages.has_next_page:
                break
        counts[name] = f"at least {count:,}" if pages.has_next_page else f"{count:,}"
    return counts, "as Okta's search finds them"
