"""What an org has, as far as the sync goes: apps, user types, attributes, mappings, sources. No I/O here."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

FORMAT, VERSION = "oktaprofile-tenant", 1
Direction = Literal["to_okta", "to_app"]
TO_OKTA: Direction = "to_okta"
TO_APP: Direction = "to_app"
DIRECTIONS = (TO_OKTA, TO_APP)


class UnreadableTenant(ValueError):  # noqa: N818 - reads as what happened
    """A saved description that is none, or is of another version."""


@dataclass(frozen=True)
class App:
    """An app. `unique_label`: no other app of the org has its label.

    `attributes`, `base`: name -> Okta's definition, in the custom and in the base half of its profile; empty for an app
    that is only named as a source. `mappings`: direction -> user type id -> target -> {expression, pushStatus}; a user
    type is absent where Okta has no such mapping. `automatic`: direction -> the push status that Okta itself takes.
    """

    id: str
    label: str
    unique_label: bool
    attributes: dict[str, dict[str, Any]] = field(default_factory=dict)
    base: list[str] = field(default_factory=list)
    mappings: dict[str, dict[str, dict[str, dict[str, Any]]]] = field(default_factory=dict)
    automatic: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class UserType:
    """A user type. `name`: None for the default type, whatever its name is.

    `attributes`: name -> Okta's definition, custom ones; `base`: the others' names. `sources`: name -> Okta's `master`,
    of every attribute, or of none in an org without attribute-level mastering.
    """

    id: str
    name: str | None
    attributes: dict[str, dict[str, Any]]
    base: list[str]
    sources: dict[str, dict[str, Any]]

    @property
    def selector(self) -> str:
        """How import ids and people name it."""
        return self.name or "default"


@dataclass(frozen=True)
class Tenant:
    """An org. `apps`: those asked for, and then those that are sources of an attribute."""

    org_url: str
    apps: list[App]
    user_types: list[UserType]

    def app(self, id_: str) -> App | None:
        """The app with this id, None where the org has none."""
        return next((app for app in self.apps if app.id == id_), None)

    def as_json(self) -> dict[str, Any]:
        """For a file; `from_json` reads it."""
        return {"format": FORMAT, "version": VERSION, **asdict(self)}


def from_json(document: object) -> Tenant:
    """A saved description. Raises UnreadableTenant."""
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise UnreadableTenant(f"it is no description of an org: its format is not {FORMAT!r}")
    if document.get("version") != VERSION:
        raise UnreadableTenant(
            f"its version is {document.get('version')!r}; this oktaprofile reads {VERSION}"
        )
    try:
        return Tenant(
            str(document["org_url"]),
            [App(**app) for app in document["apps"]],
            [UserType(**one) for one in document["user_types"]],
        )
    except (KeyError, TypeError) as error:
        raise UnreadableTenant(f"a part of it is missing or unknown ({error})") from None


def overriding(master: dict[str, Any]) -> list[str]:
    """The ids of the apps that an override names, in order; [] for any other source."""
    if master.get("type") != "OVERRIDE":
        return []
    return [str(one.get("value")) for one in master.get("priority") or () if one.get("value")]
