"""The filter language of lists: SCIM's (RFC 7644, 3.4.2.2).

Such as `status eq "ACTIVE" and (profile.lastName sw "S" or ...)`. Its grammar here:

    disjunction := conjunction { "or" conjunction }
    conjunction := factor { "and" factor }
    factor      := "(" disjunction ")" | attribute "pr" | attribute operator value
    value       := string in double quotes | true | false | number
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

OPERATORS = frozenset({"eq", "ne", "sw", "ew", "co", "gt", "ge", "lt", "le"})
_DEEPEST = 50
_TOKEN = re.compile(r'\s*(?:(\(|\))|("(?:[^"\\]|\\.)*")|([^\s()"]+))')


class FilterError(ValueError):
    """The text is no filter."""


@dataclass(frozen=True)
class Comparison:
    """`attribute operator value`; operator `pr` has the value None."""

    attribute: str
    operator: str
    value: str | bool | float | None


@dataclass(frozen=True)
class Joined:
    """Several conditions joined by the word `and` or `or`."""

    word: str
    parts: tuple[Comparison | Joined, ...]


Filter = Comparison | Joined


def parse(text: str) -> Filter:
    """Reads a filter. Raises FilterError."""
    if text.count("(") > _DEEPEST:
        raise FilterError("too many parentheses")
    tokens, position = [], 0
    while text[position:].strip():
        found = _TOKEN.match(text, position)
        if found is None:
            raise FilterError(text)
        tokens.append(found.group().strip())
        position = found.end()
    parser = _Parser(tokens)
    result = parser.joined("or")
    if parser.tokens:
        raise FilterError(text)
    return result


def meets(
    node: Filter, values: Mapping[str, Sequence[object]], operators: Collection[str] = OPERATORS
) -> bool:
    """Whether something with these values, by attribute, meets a filter; one value of several is enough. Comparison
    of text ignores case. Raises FilterError for an attribute or operator that cannot be searched.
    """
    if not isinstance(node, Comparison):
        parts = [meets(part, values, operators) for part in node.parts]
        return all(parts) if node.word == "and" else any(parts)
    if node.operator != "pr" and node.operator not in operators:
        raise FilterError(f"{node.operator} is not searched by")
    if node.attribute not in values and not node.attribute.startswith("profile."):
        raise FilterError(f"{node.attribute} can't be searched")
    found = [_folded(one) for one in values.get(node.attribute, ())]
    if node.operator == "pr":
        return bool(found)
    if node.operator == "ne":
        return _folded(node.value) not in found
    return any(_COMPARED[node.operator](one, _folded(node.value)) for one in found)


def _folded(value: object) -> Any:  # noqa: ANN401 - a value to compare
    return value.casefold() if isinstance(value, str) else value


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda one, other: type(one) is type(other) and compare(one, other)


_COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "sw": lambda one, other: str(one).startswith(str(other)),
    "ew": lambda one, other: str(one).endswith(str(other)),
    "co": lambda one, other: str(other) in str(one),
    **{name: _ordered(getattr(operator, name)) for name in ("gt", "ge", "lt", "le")},
}


class _Parser:
    """Recursive descent over tokens, consumed from the front."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens

    def joined(self, word: str) -> Filter:
        """disjunction (`or`) or conjunction (`and`)."""
        parts = [self.joined("and") if word == "or" else self.factor()]
        while self.tokens and self.tokens[0].lower() == word:
            self.take()
            parts.append(self.joined("and") if word == "or" else self.factor())
        return parts[0] if len(parts) == 1 else Joined(word, tuple(parts))

    def factor(self) -> Filter:
        """factor."""
        first = self.take()
        if first == "(":
            inside = self.joined("or")
            if self.take() != ")":
                raise FilterError("a closing parenthesis is missing")
            return inside
        operator = self.take().lower()
        if operator == "pr":
            return Comparison(first, "pr", None)
        if operator not in OPERATORS:
            raise FilterError(f"{operator} is no operator")
        return Comparison(first, operator, _value(self.take()))

    def take(self) -> str:
        """The next token."""
        if not self.tokens:
            raise FilterError("the filter ends too early")
        return self.tokens.pop(0)


def _value(token: str) -> str | bool | float:
    try:
        value = json.loads(token)
    except ValueError:
        raise FilterError(f"{token} is no value") from None
    if not isinstance(value, (str, bool, int, float)):
        raise FilterError(f"{token} is no value")
    return value
