"""What the sync does to people: their values in RingCentral, Okta and AD, before and after.

Reads the embedded org over the same API as a real one. The numbers shown are the demo's own, made up from its seed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import requests
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PAGE_SIZE = 200
TIMEOUT_SECONDS = 30
OUTSIDE = "not in RingCentral"


class Person(NamedTuple):
    """One Okta user and the app users behind it. A value is None where the attribute was never filled or the
    person is not in that app.
    """

    name: str
    kind: str
    direct_number: str | None
    extension: str | None
    primary_phone: str | None
    ad_telephone: str | None


class Directory:
    """The people of the embedded org, read through Okta's API with an administrator's token."""

    def __init__(self, org_url: str, token: str) -> None:
        self._org_url = org_url
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy: it is on this machine
        self._session.headers["Authorization"] = f"SSWS {token}"

    def people(self) -> dict[str, Person]:
        """Everybody, by Okta user id."""
        kinds = {kind["id"]: kind["name"] for kind in self._pages("/api/v1/meta/types/user")}
        ringcentral = self._app_profiles("RingCentral")
        directory = self._app_profiles("Active Directory")
        result = {}
        for user in self._pages("/api/v1/users"):
            profile, there = user["profile"], ringcentral.get(user["id"], {})
            result[user["id"]] = Person(
                name=f"{profile['firstName']} {profile['lastName']}",
                kind=kinds.get(user["type"]["id"], "?") if user["id"] in ringcentral else OUTSIDE,
                direct_number=there.get("directNumber"),
                extension=there.get("extensionNumber"),
                primary_phone=profile.get("primaryPhone"),
                ad_telephone=directory.get(user["id"], {}).get("telephoneNumber"),
            )
        return result

    def _app_profiles(self, label: str) -> dict[str, dict[str, Any]]:
        app = next(app for app in self._pages("/api/v1/apps") if app["label"] == label)
        return {user["id"]: user["profile"] for user in self._pages(f"/api/v1/apps/{app['id']}/users")}

    def _pages(self, path: str) -> Iterator[dict[str, Any]]:
        url: str | None = f"{self._org_url}{path}?limit={PAGE_SIZE}"
        while url:
            answer = self._session.get(url, timeout=TIMEOUT_SECONDS)
            answer.raise_for_status()
            yield from answer.json()
            url = answer.links.get("next", {}).get("url")


def situation(person: Person) -> str:
    """The group a person falls in, in words: what RingCentral knows of them."""
    if person.kind == OUTSIDE:
        return OUTSIDE
    if person.direct_number and person.extension:
        return "direct number and extension"
    if person.extension:
        return "extension only"
    return "direct number only" if person.direct_number else "neither"


def samples(before: Mapping[str, Person], after: Mapping[str, Person]) -> list[tuple[Person, Person]]:
    """One person of each situation and user type, in a fixed order: (before, after)."""
    chosen: dict[tuple[str, str], tuple[Person, Person]] = {}
    for id_, person in sorted(after.items(), key=lambda item: item[1].name):
        chosen.setdefault((situation(person), person.kind), (before[id_], person))
    return [chosen[key] for key in sorted(chosen)]


def sample_table(before: Mapping[str, Person], after: Mapping[str, Person]) -> Table:
    """A few people, one of each situation; a changed value is below the one before."""
    table = Table(pad_edge=False, header_style="bold", show_lines=True)
    table.add_column("person", overflow="fold")
    for title in ("RingCentral", "Okta primaryPhone", "AD telephoneNumber"):
        table.add_column(title, no_wrap=True)
    for old, new in samples(before, after):
        absent = new.kind == OUTSIDE
        known = Text("–") if absent else Text(f"{shown(new.direct_number)}\next {shown(new.extension)}")
        table.add_row(
            Text.assemble(new.name, "\n", (new.kind, "dim")),
            known,
            change(old.primary_phone, new.primary_phone),
            change(old.ad_telephone, new.ad_telephone),
        )
    return table


def change(before: str | None, after: str | None) -> Text:
    """A value that stayed, or the one before with the one after below it."""
    if before == after:
        return Text(f"{shown(before)}\n(unchanged)", style="dim")
    return Text.assemble((shown(before), "red"), "\n→ ", (shown(after), "bold green"))


def shown(value: str | None) -> str:
    """A value for the table; null and empty are distinguished."""
    if value is None:
        return "–"
    return value or '""'


def count_table(before: Mapping[str, Person], after: Mapping[str, Person]) -> Table:
    """How many people of each situation there are, and for how many Okta and AD changed."""
    table = Table(pad_edge=False, header_style="bold")
    table.add_column("what RingCentral knows")
    for title in ("people", "changed in Okta", "changed in AD"):
        table.add_column(title, justify="right")
    groups = sorted({situation(person) for person in after.values()})
    for group in groups:
        ids = [id_ for id_, person in after.items() if situation(person) == group]
        okta = sum(before[id_].primary_phone != after[id_].primary_phone for id_ in ids)
        directory = sum(before[id_].ad_telephone != after[id_].ad_telephone for id_ in ids)
        table.add_row(group, f"{len(ids):,}", f"{okta:,}", f"{directory:,}")
    return table
