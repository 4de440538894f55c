"""What a mapping expression refers to, in the terms of a schema. The language itself is `oktaprofile.expression`."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from oktaprofile.expression import ExpressionError, references
from oktaprofile.simulator.state.mappings import Direction

SOURCE_ROOTS: dict[Direction, frozenset[str]] = {
    "to_okta": frozenset({"appuser", "source", ""}),
    "to_app": frozenset({"user", "source", ""}),
}
"""How an expression names the source's profile, by direction (recorded: `appuser.x`, `user.x` and
`source.x`; a bare name is documented: the samples of the expression language overview).
"""

_PROFILE_ROOTS = frozenset({"appuser", "user", "source", ""})


@lru_cache(maxsize=4096)
def _references(expression: str) -> tuple[tuple[str, str], ...] | None:
    """(root, attribute) of every reference; None for an expression that can't be parsed."""
    try:
        return tuple((found.root, found.attribute) for found in references(expression))
    except ExpressionError:
        return None


def source_attributes(expression: str, direction: Direction) -> set[str]:
    """The attributes of the source that an expression uses; none for one that can't be parsed."""
    return {attribute for root, attribute in _references(expression) or () if root in SOURCE_ROOTS[direction]}


def unknown_references(
    expression: str, direction: Direction, known: Collection[str] | None
) -> list[str] | None:
    """What is wrong with an expression: references such as `appuser.directNumber` with the wrong root for
    the direction or to an attribute outside `known` (None: every attribute is known). None if it can't be
    parsed at all.
    """
    found = _references(expression)
    if found is None:
        return None
    wrong = []
    for root, attribute in found:
        if root not in _PROFILE_ROOTS:
            continue
        if root not in SOURCE_ROOTS[direction] or (known is not None and attribute not in known):
            wrong.append(f"{root}.{attribute}" if root else attribute)
    return list(dict.fromkeys(wrong))
