"""Compares a simulated answer with the recorded one, apart from ids, hosts and times.

Ids that the recording had shown before the exchange must come back as they are; an id that is new in the
answer only has to be of the same kind (Okta's ids tell it by their first three letters). Hosts in links are
left out. A time only has to be a time, in the same notation. The order of an object's keys is no value in
JSON; the order of a list is, except for the lists in `UNORDERED`, which Okta itself shuffles.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from tests.replay.recording import Json

UNORDERED = frozenset({"features"})  # facts, section 6.1: "order unstable -> treat as set"
OPAQUE = frozenset({"errorId", "client_secret", "access_token"})
ABSENT = "(absent)"

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_HOST = re.compile(r"https?://[^/\s\"'>;,)]+")
_ID = re.compile(r"(?<![0-9A-Za-z])([0-9a-z]{3})[0-9A-Za-z]{17}(?![0-9A-Za-z])")


class Difference(NamedTuple):
    """One place where the two answers part.

    kind: status | error_code | error_text | missing (the simulator lacks it) | extra | type | value | link
        | load (the simulator refused the state that the exchange presupposes)
    path_in_body: like `definitions.custom.properties.x.scope`, list items by number; "" for the whole
    """

    kind: str
    path_in_body: str
    recorded: Json
    simulated: Json


def compare_answers(
    recorded_status: int,
    recorded: Json,
    simulated_status: int,
    simulated: Json,
    known_ids: Collection[str],
) -> list[Difference]:
    """Every difference between the two answers; an empty list says that they agree.

    Bodies are JSON, or None for none. A wrong status is reported alone: the bodies then mean different
    things.
    """
    if recorded_status != simulated_status:
        told = {"status": simulated_status, "body": _brief(simulated)}
        return [Difference("status", "", {"status": recorded_status, "body": _brief(recorded)}, told)]
    return list(_walk(recorded, simulated, "", frozenset(known_ids)))


def compare_links(recorded: list[str], simulated: list[str], known_ids: Collection[str]) -> list[Difference]:
    """The `Link` headers: same relations, same path and query apart from the host. Nothing recorded: nothing asked."""
    if not recorded:
        return []
    ours, theirs = _links(simulated), _links(recorded)
    known = frozenset(known_ids)
    return [
        Difference("link", f"link.{relation}", theirs.get(relation, ABSENT), ours.get(relation, ABSENT))
        for relation in sorted(theirs.keys() | ours.keys())
        if not _same_text(theirs.get(relation, ABSENT), ours.get(relation, ABSENT), known)
    ]


def same_document(one: Json, other: Json) -> bool:
    """Whether two documents say the same apart from hosts and times; every id counts."""
    return not any(_walk(one, other, "", None))


def _walk(recorded: Json, simulated: Json, path: str, known: frozenset[str] | None) -> Iterator[Difference]:
    if isinstance(recorded, dict) and isinstance(simulated, dict):
        yield from _walk_object(recorded, simulated, path, known)
    elif isinstance(recorded, list) and isinstance(simulated, list):
        yield from _walk_list(recorded, simulated, path, known)
    elif _type(recorded) != _type(simulated):
        yield Difference("type", path, recorded, simulated)
    elif isinstance(recorded, str):
        if not _same_text(recorded, simulated, known) and path.rpartition(".")[2] not in OPAQUE:
            yield Difference(_text_kind(path), path, recorded, simulated)
    elif recorded != simulated:
        yield Difference("value", path, recorded, simulated)


def _walk_object(
    recorded: dict[str, Any], simulated: dict[str, Any], path: str, known: frozenset[str] | None
) -> Iterator[Difference]:
    for name, value in recorded.items():
        inner = f"{path}.{name}" if path else name
        if name not in simulated:
            yield Difference("missing", inner, value, ABSENT)
        else:
            yield from _walk(value, simulated[name], inner, known)
    for name, value in simulated.items():
        if name not in recorded:
            yield Difference("extra", f"{path}.{name}" if path else name, ABSENT, value)


def _walk_list(
    recorded: list[Any], simulated: list[Any], path: str, known: frozenset[str] | None
) -> Iterator[Difference]:
    if path.rpartition(".")[2] in UNORDERED:
        recorded, simulated = sorted(recorded, key=str), sorted(simulated, key=str)
    if len(recorded) != len(simulated):
        yield Difference("value", f"{path}.length", len(recorded), len(simulated))
    for position, (one, other) in enumerate(zip(recorded, simulated, strict=False)):
        yield from _walk(one, other, f"{path}.{position}" if path else str(position), known)


def _type(value: Json) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"  # 4 and 4.0 are one JSON number
    return type(value).__name__


def _text_kind(path: str) -> str:
    name = path.rpartition(".")[2]
    if name in {"errorCode", "errorLink"}:
        return "error_code"
    return "error_text" if name in {"errorSummary", "message", "error_description"} else "value"


def _same_text(recorded: str, simulated: str, known: frozenset[str] | None) -> bool:
    return recorded == simulated or _without(recorded, known) == _without(simulated, known)


def _without(text: str, known: frozenset[str] | None) -> str:
    """`text` with times, hosts and the ids that are not `known` (None: all are) replaced by what kind they are."""
    if _TIME.fullmatch(text):
        return "{time}"
    text = _HOST.sub("https://{host}", text)
    if known is None:
        return text
    return _ID.sub(lambda found: found[0] if found[0] in known else "{" + found[1] + "}", text)


def _links(values: list[str]) -> dict[str, str]:
    found = {}
    for value in values:
        for link in re.finditer(r"<([^>]*)>\s*;\s*rel=\"(\w+)\"", value):
            found[link[2]] = _HOST.sub("", link[1])
    return found


def _brief(body: Json) -> Json:
    """An error body whole, anything else only by its kind: a status that differs makes the rest noise."""
    if isinstance(body, dict) and ("errorCode" in body or "error" in body):
        return {
            name: body[name] for name in ("errorCode", "errorSummary", "errorCauses", "error") if name in body
        }
    if isinstance(body, dict):
        return f"object with {', '.join(list(body)[:6])}"
    return f"list of {len(body)}" if isinstance(body, list) else body
