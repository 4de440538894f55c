"""What `oktaprofile impact --people --out FILE` wrote of people, read again for `verify`."""

from __future__ import annotations

from collections.abc import Mapping
from sys import intern
from typing import Any, NamedTuple

from oktaprofile.impact import unaffected
from oktaprofile.impact.errors import ImpactError
from oktaprofile.impact.unaffected import Records
from oktaprofile.people.organization import Line
from oktaprofile.people.times import moment
from oktaprofile.plan.json_text import parsed

VERSION = 1
_NEXT = "Make it with: oktaprofile impact plan.json --people --out impact.json"


class Expected(NamedTuple):
    """One attribute of one person. `before`, `after`: values; None and "" are the same."""

    outcome: str
    before: Any
    after: Any
    reason: str
    waits: bool


class Planned(NamedTuple):
    """One app's line for an attribute. None: not mapped; a line whose expression is None: known after apply."""

    app_id: str
    before: Line | None
    after: Line | None


Master = tuple[str, tuple[str, ...]]
"""A source as the document has it: its type and the labels of its apps."""


class Target(NamedTuple):
    """One attribute of the prediction. `people`: what was predicted of whom, by user id; `unaffected`: of whom nothing
    changes, None where the document does not say; `source`: before and after, None downstream."""

    system: str
    app_id: str | None
    type_id: str
    type_name: str
    attribute: str
    people: Mapping[str, Expected]
    unaffected: Records | None
    lines: tuple[Planned, ...] = ()
    source: tuple[Master, Master] | None = None
    max_length: int | None = None


class Prediction(NamedTuple):
    """What an impact document holds of people. `org`: its URL; `taken_at`: UTC text; `open`: whether the plan left
    something open, of which somebody's value depends."""

    org: str
    taken_at: str
    targets: tuple[Target, ...]
    open: bool = False


def read_prediction(text: str) -> Prediction:
    """The people of an impact document. Raises ImpactError for anything else, and for one without people."""
    document = parsed(text, "The impact file", _NEXT, ImpactError)
    if not isinstance(document, dict) or document.get("format") != "oktaprofile-impact":
        raise ImpactError("The impact file is no oktaprofile-impact document.", _NEXT)
    version = document.get("version")
    if type(version) is not int or version != VERSION:
        raise ImpactError(
            f"The impact file has version {version!r}; this oktaprofile reads {VERSION}.",
            "Verify with the version of oktaprofile that made the prediction, or make it anew with this one.",
        )
    try:
        items = document["targets"]
        somebody_changes = any(_changes(one) for one in items)
        targets = tuple(map(_target, items))
        data = document["data"]
        moment(data["taken_at"])
        found = Prediction(str(data["org"]), data["taken_at"], targets, bool(document.get("not_known")))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ImpactError(
            f"The impact file is not built as oktaprofile impact builds it ({type(error).__name__}).", _NEXT
        ) from None
    if somebody_changes and not any(one.people for one in targets):
        raise ImpactError(
            "The impact file holds nobody's values, so there is nothing to compare with.", _NEXT
        )
    return found


def same(one: object, other: object) -> bool:
    """Whether two values are one: None and "" are, and 1 and True are not."""
    return (one in (None, "") and other in (None, "")) or (one == other and type(one) is type(other))


def _changes(item: Mapping[str, Any]) -> bool:
    return any(count for name, count in item["outcomes"].items() if name not in ("unchanged", "not_affected"))


def _target(item: dict[str, Any]) -> Target:
    people = {}
    rows = item.pop("people", None) or []
    while rows:  # freed one by one: a million of them as objects of JSON are the most that is held
        one = rows.pop()
        outcome, reason = intern(str(one["outcome"])), intern(str(one["reason"]))
        people[intern(str(one["user"]))] = Expected(
            outcome, one["before"], one["after"], reason, bool(one["waits"])
        )
    kept, source = item.get("unaffected"), item.get("source")
    return Target(
        str(item["system"]),
        None if item["app_id"] is None else str(item["app_id"]),
        str(item["user_type"]["id"]),
        str(item["user_type"].get("name") or ""),
        str(item["attribute"]),
        people,
        None if kept is None else unaffected.from_json(kept),
        tuple(
            Planned(str(one["app_id"]), _line(one["before"]), _line(one["after"]))
            for one in item.get("expressions") or ()
        ),
        None if source is None else (_master(source["before"]), _master(source["after"])),
        item.get("max_length"),
    )


def _line(side: Mapping[str, Any] | None) -> Line | None:
    return None if side is None else Line(side["expression"], str(side["push_status"]))


def _master(side: Mapping[str, Any]) -> Master:
    return str(side["type"]), tuple(map(str, side["apps"]))
