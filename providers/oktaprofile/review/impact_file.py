"""Reads the JSON that `oktaprofile impact` writes (format `oktaprofile-impact`, version 1; docs/impact.md).

Samples, which somebody may have asked impact for, are personal data: they are counted and never shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, BinaryIO

from oktaprofile.plan import gates, warnings
from oktaprofile.plan.gates import Gate
from oktaprofile.plan.json_stream import EACH, streamed
from oktaprofile.plan.not_known import NotKnown
from oktaprofile.plan.warnings import Warned
from oktaprofile.review.errors import UnreadableImpact

FORMAT, VERSION = "oktaprofile-impact", 1
_NEXT = "Give the file that this writes: oktaprofile impact plan.json --out impact.json"


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
    `phones`: class -> people (before, after), None for an attribute that holds no phone numbers. `readers`: apps that
    read the attribute, too, with how. `apps`: app id -> label of those that map it.
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
    readers: tuple[str, ...] = ()
    apps: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Impact:
    """A prediction. `source`: "org" or "snapshot"; `taken_at`: when reading began; `samples`: how many people's values
    the file holds.
    `untyped_warnings`: how many version 0.1.0 wrote as text alone, which may name people. `not_known`: what the plan
    does not say yet, of which somebody's value depends; None of version 0.1.0, which did not look.
    """

    source: str
    taken_at: str
    age_seconds: int
    people: int
    gates: tuple[Gate, ...]
    warnings: tuple[Warned, ...]
    untyped_warnings: int
    not_known: tuple[NotKnown, ...] | None
    targets: tuple[Target, ...]
    samples: int


def read_impact(source: str | BinaryIO) -> Impact:
    """The prediction in a JSON text or a file. Its people, perhaps a million, are counted and not held. Raises
    UnreadableImpact for anything else, and for a newer version; OSError."""
    people = 0

    def count(*_: object) -> None:
        nonlocal people
        people += 1

    file = BytesIO(source.encode(errors="backslashreplace")) if isinstance(source, str) else source
    what, path = "The impact file", ("targets", EACH, "people")
    document = streamed(file, path, count, what, _NEXT, UnreadableImpact)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise UnreadableImpact(f"The impact file is no {FORMAT} document.", _NEXT)
    if document.get("version") != VERSION:
        raise UnreadableImpact(
            f"The impact file has version {document.get('version')!r}; this version reads {VERSION}.",
            "Make it with the same oktaprofile that writes the report.",
        )
    try:
        return _impact(document, people)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnreadableImpact(
            f"The impact file is not built as oktaprofile impact builds it ({type(error).__name__}: {error}).",
            _NEXT,
        ) from error


def _impact(document: Mapping[str, Any], people: int) -> Impact:
    data, targets = document["data"], tuple(_target(one) for one in document["targets"])
    found = tuple(_placed(gates.from_json(one), targets) for one in document["gates"])
    verdict = document.get("verdict")
    if verdict is not None and (verdict == "gate_failed") is all(gate.passed for gate in found):
        raise ValueError("its verdict contradicts its gates")
    typed = document.get("typed_warnings")
    return Impact(
        source=str(data["source"]),
        taken_at=str(data["taken_at"]),
        age_seconds=int(data["age_seconds"]),
        people=int(data["users"]),
        gates=found,
        warnings=tuple(warnings.from_json(one) for one in typed or ()),
        untyped_warnings=len(document["warnings"]) if typed is None else 0,
        not_known=None
        if document.get("not_known") is None
        else tuple(
            NotKnown(str(one["code"]), str(one["address"]), str(one["argument"]))
            for one in document["not_known"]
        ),
        targets=targets,
        samples=people + sum(len(one.get("samples") or ()) for one in document["targets"]),
    )


def _placed(gate: Gate, targets: Iterable[Target]) -> Gate:
    """The gate with its app, which version 0.1.0 wrote before the attribute: `APP_ID.NAME`."""
    for one in targets:
        if one.app_id is not None and gate.attribute == f"{one.app_id}.{one.attribute}":
            return gate._replace(app_id=one.app_id, attribute=one.attribute)
    return gate


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
        apps={str(one["app_id"]): str(one.get("app") or one["app_id"]) for one in item["expressions"]},
        phones=None
        if phones is None
        else {
            str(name): (int(count), int(phones["after"].get(name, 0)))
            for name, count in phones["before"].items()
        },
        readers=tuple(
            f"{one['app']} ({str(one['kind']).replace('_', ' ')} {one['name']})"
            for one in item.get("readers") or ()
        ),
    )
