"""What code is written for: the resources of the sync, with their names in the code. No I/O here."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class App:
    """An app. `name`: its identifier in the code, unique in it. `by_label`: no other app has its label."""

    id: str
    label: str
    name: str
    by_label: bool


@dataclass(frozen=True)
class UserType:
    """A user type. `selector`: its name; `name`: its identifier in the code. None and "" for the default type."""

    selector: str | None
    name: str

    @property
    def import_part(self) -> str:
        """How import ids name it."""
        return self.selector or "default"


@dataclass(frozen=True)
class Attributes:
    """Custom attributes of an app's profile. `definitions`: name -> the provider's arguments that are set."""

    app: App
    definitions: dict[str, dict[str, Any]]

    @property
    def import_id(self) -> str:
        """For an import block."""
        return f"{self.app.id}/{','.join(self.definitions)}"


@dataclass(frozen=True)
class Keys:
    """Keys of one mapping. `keys`: target attribute -> (expression, push status; None where `auto` stands for it).

    `attributes`: of the same app, made before it; without definitions, or None, there are none.
    """

    app: App
    direction: str
    user_type: UserType
    name: str
    keys: dict[str, tuple[str, str | None]]
    attributes: Attributes | None = None

    @property
    def import_id(self) -> str:
        """For an import block."""
        return f"{self.app.id}/{self.direction}/{self.user_type.import_part}/{','.join(self.keys)}"


@dataclass(frozen=True)
class Override:
    """An override of one user attribute. `sources`: apps in order, by their mapping where it fills the attribute."""

    attribute: str
    user_type: UserType
    name: str
    sources: tuple[App | Keys, ...]

    @property
    def import_id(self) -> str:
        """For an import block."""
        return f"{self.user_type.import_part}/{self.attribute}"


@dataclass(frozen=True)
class Left:
    """Something that the code does not describe: what, and why."""

    what: str
    why: str


@dataclass
class Found:
    """Everything that the code describes, and what it leaves out."""

    org_url: str
    apps: list[App] = field(default_factory=list)
    attributes: list[Attributes] = field(default_factory=list)
    mappings: list[Keys] = field(default_factory=list)
    overrides: list[Override] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    @property
    def resources(self) -> list[Attributes | Keys | Override]:
        """What the first plan imports, in the order in which one refers to another."""
        return [*self.attributes, *self.mappings, *self.overrides]


def identifier(text: str) -> str:
    """A label or attribute as a name in HCL and Python: `Active Directory` -> active_directory, `primaryPhone` ->
    primary_phone; `x` where nothing is left of it."""
    camel = text if " " in text or text[:1].isupper() else re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text)
    made = "_".join(re.findall(r"[a-z0-9]+", camel.lower()))
    return made if made[:1].isalpha() and not keyword.iskeyword(made) else f"x_{made}".rstrip("_")
