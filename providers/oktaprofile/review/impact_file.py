"""Reads the JSON that `oktaprofile impact` writes (format `oktaprofile-impact`, version 1; docs/impact.md).

Samples, which somebody may have asked impact for, are personal data: they are counted and never shown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from oktaprofile.review.errors import ReviewError

FORMAT, VERSION = "oktaprofile-impact", 1
_NEXT = "Give the file that this writes: oktaprofile impact plan.json --out impact.json"

OUTCOMES = {
    "changed": "changed",
    "newly_populated": "newly populated",
    "blanked": "blanked",
    "literal_null": "contain the word null",
    "over_length": "over the length",
    "error": "error, old value kept",
    "undetermined": "undetermined",
    "unchanged": "unchanged",
    "not_affected": "not affected",
}
"""Impact's classes in words. Each person is in exactly one, for each attribute."""

PHONES = {
    "e164": "international (+1…)",
    "e164_with_extension": "international, with an extension",
    "invalid": "begins with +, but no number that is in use",
    "other": "anything else",
}
"""Impact's kinds of phone numbers in words."""

BAD = ("blanked", "literal_null", "over_length", "error", "undetermined")


@dataclass(frozen=True)
class Shape:
    """People whose value looks alike before and after."""

    before: str
    after: str
    outcome: str
    users: int


@dataclass(frozen=True, kw_only=True)
class Target:
    """One attribute whose values change. `system` is "okta" or an app's label; `app_id` None: Okta's.

    `expressions`: app id -> expression afterwards (None: not mapped, or not known). `outcomes`: class -> people.
    `phones`: class -> people (before, after), None for an attribute that holds no phone numbers.
    """

    system: str
    app_id: str | None
    user_type_id: str
    user_type: str
    attribute: str
    max_length: int | None
    users: int
    changed: int
    anyway: int
    waits: int
    outcomes: Mapping[str, int]
    shapes: tuple[Shape, ...]
    shapes_left_out: int
    reasons: tuple[tuple[str, str, int], ...]
    expressions: Mapping[str, str | None]
    phones: Mapping[str, tuple[int, int]] | None


@dataclass(frozen=True)
class FoundGate:
    """A gate as impact evaluated it."""

    name: str
    limit: float
    found: float
    passed: bool
    where: str


@dataclass(frozen=True, kw_only=True)
class Impact:
    """A prediction. `source`: "org" or "snapshot"; `taken_at`: when reading began; `samples`: how many it holds."""

    source: str
    taken_at: str
    age_seconds: int
    people: int
    gates: tuple[FoundGate, ...]
    warnings: tuple[str, ...]
    targets: tuple[Target, ...]
    samples: int


def read_impact(text: str) -> Impact:
    """The prediction in a JSON text. Raises ReviewError for anything else, and for a newer version."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReviewError(f"The impact file is not JSON: {error}.", _NEXT) from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ReviewError(f"The impact file is no {FORMAT} document.", _NEXT)
    if document.get("version") != VERSION:
        raise ReviewError(
            f"The impact file has version {document.get('version')!r}; this version reads {VERSION}.",
            "Make it with the same oktaprofile that writes the report.",
        )
    try:
        return _impact(document)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ReviewError(
            f"The impact file is not built as oktaprofile impact builds it ({type(error).__name__}: {error}).",
            _NEXT,
        ) from error


def _impact(document: Mapping[str, Any]) -> Impact:
    data = document["data"]
    return Impact(
        source=str(data["source"]),
        taken_at=str(data["taken_at"]),
        age_seconds=int(data["age_seconds"]),
        people=int(data["users"]),
        gates=tuple(
            FoundGate(
                str(one["name"]),
                float(one["limit"]),
                float(one["found"]),
                bool(one["passed"]),
                str(one["where"]),
            )
            for one in document["gates"]
        ),
        warnings=tuple(_without_names(str(one)) for one in document["warnings"]),
        targets=tuple(_target(one) for one in document["targets"]),
        samples=sum(len(one.get("samples") or ()) for one in document["targets"]),
    )


def _without_names(warning: str) -> str:
    """Impact names the people it was asked for and did not find; a report must not."""
    return (
        "somebody asked for is not among the people."
        if warning.endswith("is not among the people.")
        else warning
    )


def _target(item: Mapping[str, Any]) -> Target:
    phones = item.get("phones")
    return Target(
        system=str(item["system"]),
        app_id=None if item["app_id"] is None else str(item["app_id"]),
        user_type_id=str(item["user_type"]["id"]),
        user_type=str(item["user_type"]["name"]),
        attribute=str(item["attribute"]),
        max_length=item.get("max_length"),
        users=int(item["users"]),
        changed=int(item["changed"]),
        anyway=int(item.get("also_without_the_plan") or 0),
        waits=int(item.get("waits_for_push") or 0),
        outcomes={str(name): int(count) for name, count in item["outcomes"].items()},
        shapes=tuple(
            Shape(str(one["before"]), str(one["after"]), str(one["outcome"]), int(one["users"]))
            for one in item["shapes"]
        ),
        shapes_left_out=int(item.get("shapes_left_out") or 0),
        reasons=tuple(
            (str(one["outcome"]), str(one["reason"]), int(one["users"])) for one in item["reasons"]
        ),
        expressions={
            str(one["app_id"]): None if one["after"] is None else one["after"].get("expression")
            for one in item["expressions"]
        },
        phones=None
        if phones is None
        else {
            str(name): (int(count), int(phones["after"].get(name, 0)))
            for name, count in phones["before"].items()
        },
    )
