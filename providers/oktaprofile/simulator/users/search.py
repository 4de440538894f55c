"""`search` and `filter` of listUsers as SQL over the stored rows. Comparison of text ignores case, as Okta's
search does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from oktaprofile.simulator.clock import seconds_of
from oktaprofile.simulator.errors import invalid_search
from oktaprofile.simulator.http.filters import Comparison, Filter, FilterError, parse

_COLUMNS = {
    "id": "id",
    "status": "status",
    "type.id": "type_id",
    "created": "created",
    "activated": "activated",
    "statusChanged": "status_changed",
    "lastUpdated": "last_updated",
    "profile.login": "json_extract(profile, '$.login')",
}
_TIMES = frozenset({"created", "activated", "statusChanged", "lastUpdated"})
_SQL_OPERATORS = {"eq": "=", "ne": "IS NOT", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}
_LIKE = {"sw": "{}%", "ew": "%{}", "co": "%{}%"}
_PROFILE = re.compile(r"profile\.([A-Za-z_][A-Za-z0-9_]*)\Z")


def condition(text: str) -> tuple[str, tuple[object, ...]]:
    """SQL for a filter, with its parameters. Raises 400 E0000031 for one that can't be read."""
    try:
        return _sql(parse(text))
    except FilterError:
        raise invalid_search() from None


def starting_with(
    text: str, names: Sequence[str] = ("firstName", "lastName", "email")
) -> tuple[str, tuple[object, ...]]:
    """SQL for what one of these attributes starts with; the default is what `q` looks at."""
    columns = [f"json_extract(profile, '$.{name}')" for name in names]
    pattern = _escaped(text) + "%"
    return " OR ".join(f"{column} LIKE ? ESCAPE '\\'" for column in columns), (pattern,) * len(columns)


def _sql(node: Filter) -> tuple[str, tuple[object, ...]]:
    if not isinstance(node, Comparison):
        texts: list[str] = []
        parameters: tuple[object, ...] = ()
        for part in node.parts:
            text, values = _sql(part)
            texts.append(f"({text})")
            parameters += values
        return f" {node.word.upper()} ".join(texts), parameters
    return _comparison(node)


def _comparison(node: Comparison) -> tuple[str, tuple[object, ...]]:
    column = _COLUMNS.get(node.attribute)
    if column is None:
        found = _PROFILE.match(node.attribute)
        if found is None:
            raise FilterError(f"{node.attribute} can't be searched")
        column = f"json_extract(profile, '$.{found[1]}')"
    if node.operator == "pr":
        return f"{column} IS NOT NULL", ()
    if node.operator in _LIKE:
        pattern = _LIKE[node.operator].format(_escaped(str(node.value)))
        return _in_arrays(node, "LIKE ? ESCAPE '\\'", column, pattern)
    value: object = node.value
    if node.attribute in _TIMES:
        try:
            value = seconds_of(str(node.value))
        except ValueError:
            raise FilterError(f"{node.value} is no time") from None
    return _in_arrays(node, f"{_SQL_OPERATORS[node.operator]} ? COLLATE NOCASE", column, value)


def _in_arrays(
    node: Comparison, comparison: str, column: str, value: object
) -> tuple[str, tuple[object, ...]]:
    """SQL for an attribute's value or, where that is an array, for one of its elements."""
    if not node.attribute.startswith("profile.") or node.operator == "ne":
        return f"{column} {comparison}", (value,)
    path = f"'$.{node.attribute.removeprefix('profile.')}'"
    element = f"EXISTS (SELECT 1 FROM json_each(profile, {path}) AS element WHERE element.value {comparison})"  # noqa: S608 - a name that was matched
    return f"CASE json_type(profile, {path}) WHEN 'array' THEN {element} ELSE {column} {comparison} END", (
        value,
    ) * 2


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
