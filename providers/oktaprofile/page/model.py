"""What the page knows of an org and of a person, and who tells it. No I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

TO_OKTA, TO_APP = "to_okta", "to_app"
PROFILE_MASTERING, PUSH_PROFILE_UPDATES = "PROFILE_MASTERING", "PUSH_PROFILE_UPDATES"


@dataclass(frozen=True)
class App:
    """An app. `rank`: its position among the profile sources, from 1; None where it is none or no API tells.

    `attributes`: name -> (custom, Okta's definition); None where its profile was not read, or Okta has none.
    """

    id: str
    name: str
    label: str
    status: str
    features: frozenset[str]
    rank: int | None = None
    attributes: dict[str, tuple[bool, dict[str, Any]]] | None = None

    @property
    def sources(self) -> bool:
        """Whether it is a profile source."""
        return PROFILE_MASTERING in self.features

    @property
    def pushes(self) -> bool:
        """Whether Okta pushes profile updates to it."""
        return PUSH_PROFILE_UPDATES in self.features


@dataclass(frozen=True)
class UserType:
    """A user type. `attributes` as an app's; the definition holds `master` where the org shows sources."""

    id: str
    name: str
    default: bool
    attributes: dict[str, tuple[bool, dict[str, Any]]]

    def master(self, attribute: str) -> dict[str, Any] | None:
        """Okta's `master` of an attribute; None where there is none."""
        master: dict[str, Any] | None = self.attributes.get(attribute, (False, {}))[1].get("master")
        return master


@dataclass(frozen=True)
class Mapping:
    """A mapping between an app and a user type. `lines`: target -> {expression, pushStatus}."""

    app_id: str
    type_id: str
    direction: str
    lines: dict[str, dict[str, str]]


@dataclass(frozen=True)
class Organization:
    """An org. `app_id`: the app with the numbers. `ranked`: whether the order of the profile sources is known."""

    url: str
    embedded: bool
    app_id: str
    ranked: bool
    apps: list[App]
    user_types: list[UserType]
    mappings: list[Mapping]

    def app(self, id_: str) -> App | None:
        """The app with this id."""
        return next((app for app in self.apps if app.id == id_), None)

    @property
    def source(self) -> App:
        """The app with the numbers; one that has nothing where the org has no such app."""
        return self.app(self.app_id) or App("", "", "RingCentral", "ABSENT", frozenset())

    @property
    def default_type(self) -> UserType:
        """The default user type, or the first that was read; one that has nothing where the org has none."""
        types = sorted(self.user_types, key=lambda one: not one.default)
        return next(iter(types), UserType("", "user", True, {}))

    def mapping(self, app_id: str, type_id: str, direction: str) -> Mapping | None:
        """The mapping of an app and a user type in one direction; None where Okta has none."""
        wanted = (app_id, type_id, direction)
        return next((m for m in self.mappings if (m.app_id, m.type_id, m.direction) == wanted), None)

    def override(self, attribute: str) -> list[str]:
        """The ids of the apps that override the profile source of an attribute of the default type, in order."""
        master = self.default_type.master(attribute) or {}
        priority = master.get("priority") or () if master.get("type") == "OVERRIDE" else ()
        return [str(one.get("value")) for one in priority]


@dataclass(frozen=True)
class Person:
    """An Okta user. `apps`: app id -> the app user's profile, of the apps they are assigned to. `elsewhere`: app id ->
    what the app itself knows, by its own names; absent where only the app could say.
    """

    id: str
    type_id: str
    status: str
    profile: dict[str, Any]
    apps: dict[str, dict[str, Any]] = field(default_factory=dict)
    elsewhere: dict[str, dict[str, Any]] = field(default_factory=dict)


class FeedFailed(Exception):  # noqa: N818 - reads as what happened
    """The org could not be read; the text says why and what to do, without a secret."""


class Feed(Protocol):
    """Who tells the page about an org. Each method may raise FeedFailed."""

    def organization(self) -> Organization:
        """The org as it is now."""

    def people(
        self, organization: Organization, search: str, after: str, limit: int
    ) -> tuple[list[Person], str]:
        """At most `limit` people whose first name, last name or login starts with `search`, after the cursor `after`
        ("": from the beginning), and the cursor to go on from; "" where nobody follows."""

    def person(self, organization: Organization, key: str) -> Person | None:
        """The person with this id or login."""

    def news(self, seen: str) -> dict[str, Any]:
        """`seen`: what to ask with next time, another text as soon as there is news. `revision`: another one after any
        change of the org. `journal`: requests since `seen`. `import`: how far the import is, null without one."""
