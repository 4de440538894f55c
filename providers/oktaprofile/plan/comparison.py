"""Whether two plans say the same: the one that was reviewed, and the one that is about to be applied.

Both are texts of `terraform show -json`. Everything counts but two parts:

- `timestamp`: when the plan was made;
- `prior_state`: what the plan was made against. Of that, what matters for what happens is in `resource_changes` (the
  values before) and in the values that follow from it. A data source may answer something new without effect.

Lists that Terraform sorts by itself are compared by address. Sensitive values, and what is not known yet, are compared
as they are in the JSON; a difference names its path and never a value. A part that this version does not know makes
two plans different, also where both have the same: nobody said what it does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from oktaprofile.plan.errors import UnreadablePlan
from oktaprofile.plan.json_text import parsed

ONLY_REVIEWED, ONLY_NEW, DIFFERENT, NOT_UNDERSTOOD = (
    "only-reviewed",
    "only-new",
    "different",
    "not-understood",
)

_IGNORED = {"timestamp", "prior_state"}
_COMPARED = {
    "format_version", "terraform_version", "variables", "planned_values", "resource_drift", "resource_changes",
    "deferred_changes", "output_changes", "configuration", "relevant_attributes", "checks", "applyable", "complete",
    "errored",
}  # fmt: skip
_BY_ADDRESS = {
    "resource_drift",
    "resource_changes",
    "deferred_changes",
    "checks",
    "resources",
    "child_modules",
}
_UNORDERED = {"relevant_attributes"}
_VALUES = {"constant_value", "default", "value", "values", "sensitive_values"}
_OURS = re.compile(r"^(?:module\.[^.]+\.)*(?:data\.)?oktaprofile_")
_KEY = re.compile(r'\["(?:[^"\\]|\\.)*"\]')
_CHANGE_DEPTH = 4  # part, address, change, before or after; one more is an argument's name
_ABSENT = object()
_NEXT = "Give the output of: terraform show -json PLANFILE"


class _Number(str):
    """A number that is not whole, as it is written: as floats, two of them could be the same."""

    __slots__ = ()


class Difference(NamedTuple):
    """One difference of two plans. `part`: of the JSON; `where`: below it, without values and instance keys."""

    kind: str
    part: str
    where: str


def differences(reviewed: str, new: str) -> tuple[Difference, ...]:
    """What two plans do not say alike, in the order of the JSON; () where they say the same.

    Raises UnreadablePlan for a text that is not the JSON of a whole plan.
    """
    one, other = _loaded(reviewed, "The reviewed plan"), _loaded(new, "The new plan")
    try:
        return tuple(dict.fromkeys(_differences(one, other)))
    except RecursionError:
        raise UnreadablePlan("A plan is nested too deeply.", _NEXT) from None


def _differences(one: dict[str, Any], other: dict[str, Any]) -> Iterator[Difference]:
    for part in {**one, **other}:
        if part in _IGNORED:
            continue
        if part not in _COMPARED and (one.get(part) or other.get(part)):
            yield Difference(NOT_UNDERSTOOD, part, "")
        for kind, path in _walk(one.get(part, _ABSENT), other.get(part, _ABSENT), (part,)):
            yield Difference(kind, part, _where(path))


def _loaded(text: str, what: str) -> dict[str, Any]:
    document = parsed(text, what, _NEXT, UnreadablePlan, number=_Number)
    if not isinstance(document, dict) or not str(document.get("format_version", "")).startswith("1."):
        raise UnreadablePlan(f"{what} is not a plan of format 1.x.", _NEXT)
    if not isinstance(document.get("configuration"), dict):
        raise UnreadablePlan(f"{what} has no configuration.", _NEXT)
    if document.get("errored") is not False:
        raise UnreadablePlan(f"{what} comes from a run that failed.", "Plan again.")
    return document


def _walk(one: Any, other: Any, path: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:  # noqa: ANN401
    """Each difference, as (kind, path)."""
    if one is _ABSENT or other is _ABSENT:
        if one is not other:
            yield (ONLY_NEW if one is _ABSENT else ONLY_REVIEWED), path
    elif type(one) is not type(other):  # true is not 1
        yield DIFFERENT, path
    elif isinstance(one, dict):
        for name in {**one, **other}:
            yield from _walk(one.get(name, _ABSENT), other.get(name, _ABSENT), (*path, name))
    elif isinstance(one, list):
        yield from _lists(one, other, path)
    elif one != other:
        yield DIFFERENT, path


def _lists(one: list[Any], other: list[Any], path: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    if path[-1] in _UNORDERED:
        one, other = sorted(one, key=_text), sorted(other, key=_text)
    if path[-1] in _BY_ADDRESS:
        keyed, other_keyed = _keyed(one), _keyed(other)
        if keyed is not None and other_keyed is not None:
            yield from _walk(keyed, other_keyed, path)
            return
    if len(one) != len(other):
        yield DIFFERENT, path
        return
    for index, (item, other_item) in enumerate(zip(one, other, strict=True)):
        yield from _walk(item, other_item, (*path, f"[{index}]"))


def _keyed(entries: list[Any]) -> dict[str, Any] | None:
    """Entries by their addresses; None where one has none, or two have the same: then the order counts."""
    found: dict[str, Any] = {}
    for entry in entries:
        if not isinstance(entry, dict):
            return None
        named = entry.get("resource_change", entry)
        address = named.get("address") if isinstance(named, dict) else None
        if isinstance(address, Mapping):  # of a check
            address = address.get("to_display")
        if not isinstance(address, str):
            return None
        key = f"{address} (deposed {named['deposed']})" if "deposed" in named else address
        if key in found:
            return None
        found[key] = entry
    return found


def _text(value: Any) -> str:  # noqa: ANN401
    return json.dumps(value, sort_keys=True, default=str)


def _where(path: tuple[str, ...]) -> str:
    """A path below its part, as far as it holds names of ours and of the configuration. Keys of maps that people write
    can be logins or numbers."""
    part, shown = path[0], path[1:]
    for index, step in enumerate(shown):
        if step in _VALUES:
            shown = shown[: index + 1]
            break
    if part in ("resource_changes", "resource_drift", "deferred_changes") and not _OURS.match(
        path[1] if shown else ""
    ):
        shown = shown[:_CHANGE_DEPTH]
    if part in ("variables", "output_changes", "planned_values"):
        shown = shown[:1]
    return _KEY.sub('["…"]', ": ".join(shown))
