"""The filter language of lists: SCIM's (RFC 7644, 3.4.2.2).

Such as `status eq "ACTIVE" and (profile.lastName sw "S" or ...)`. Its grammar here:

    disjunction := conjunction { "or" conjunction }
    conjunction := factor { "and" factor }
    factor      := "(" disjunction ")" | attribute "pr" | attribute operator value
    value       := string in double quotes | true | false | number
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

OPERATORS = frozenset({"eq", "ne", "sw", "ew", "co", "gt", "ge", "lt", "le"})
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
