"""Cuts the text of an expression into tokens, by one table of what each kind looks like.

Strings have no backslash escapes (Okta's samples print `"\\"` as a one-character string): a quote inside a string is
written twice.
"""

from __future__ import annotations

import re

from oktaprofile.expression.errors import ExpressionError, Token

_KINDS = (
    "",
    "name",
    "itself",
    "string",
    "number",
    "refused",
    "itself",
    "end",
    "other name",
    "refused",
)  # by group
_TOKEN = re.compile(
    r"""[ \t\r\n]*(?:
    ( [A-Za-z_$][\w$]* )
  | ( [()\[\]{},:] | \.(?![?^]|\$\[) )
  | ( "[^"]*(?:""[^"]*)*"(?!") | '[^']*(?:''[^']*)*'(?!') )
  | ( [0-9]+ (?:\.[0-9]+)? (?:[eE][+-]?[0-9]+)? )
  | ( [=!]== | \+\+ | -- | \?\? | <> | -> | // | /\* | [+-]= )
  | ( [=!<>]= | && | \|\| | \?[:.] | [?+\-*/%^!<>] )
  | ( \Z )
  | ( [^\W\d_][\w$]* )
  | ( . )
    )""",
    re.VERBOSE | re.DOTALL,
)
_BEFORE_A_POINT = frozenset(("name", "string", ")", "]"))
_LARGEST_INT = 2147483647


def tokenize(source: str) -> list[Token]:
    """The tokens of `source`, the last one of kind "end". Raises ExpressionError."""
    tokens: list[Token] = []
    append = tokens.append
    for found in _TOKEN.finditer(source):
        group, end = found.lastindex or 0, found.end()
        kind, text = _KINDS[group], found[group]
        start = end - len(text)
        if kind == "name":
            append((kind, text, start, end))
        elif kind == "itself":
            append((text, text, start, end))
        elif kind == "string":
            append((kind, text[1:-1].replace(text[0] * 2, text[0]), start, end))
        elif kind == "number":
            append((kind, _number(source, text, end, tokens), start, end))
        elif kind == "other name" and text[0].isalpha():
            append(("name", text, start, end))
        elif kind == "end":
            append((kind, "", start, end))
            break
        else:
            from oktaprofile.expression import refusals

            raise refusals.refusal(source, start, tokens)
    return tokens


def _number(source: str, text: str, end: int, before: list[Token]) -> int | float:
    """INT, or a NUMBER with a fraction or an exponent. Neither suffix nor hexadecimal is documented."""
    start = end - len(text)
    tail = _TOKEN.match(source, end)
    glued = tail[tail.lastindex or 0] if tail is not None and tail.lastindex in (1, 8) else ""
    glued = glued if source.startswith(glued, end) else ""
    if len(before) > 1 and before[-1][0] in (".", "?.") and before[-2][0] in _BEFORE_A_POINT:
        whole = text.partition(".")[0]
        end = start + len(whole) if whole != text else end + len(glued)
        message = "a name cannot begin with a digit"
        raise ExpressionError(message, (start, end), source, expected="the name of an attribute")
    if glued:
        raise ExpressionError(
            f"the number {_short(text)} is followed by {_short(glued)}",
            (end, end + len(glued)),
            source,
            expected="an operator, or the end",
            suggestion="a text needs quotes; number suffixes (7L, 1.5f, 0x1F) are not documented",
        )
    if not text.isdigit():
        number = float(text)
        if number == float("inf"):
            message = f"the number {_short(text)} is larger than a number can be"
            raise ExpressionError(message, (start, end), source)
        return number
    significant = text.lstrip("0") or "0"
    if len(significant) > 10 or int(significant) > _LARGEST_INT:
        raise ExpressionError(
            f"the whole number {_short(text)} is larger than {_LARGEST_INT}, the largest there is",
            (start, end),
            source,
            suggestion=f'as a text ("{_short(text)}") or with a fraction ({_short(text)}.0) it is accepted',
        )
    return int(significant)


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:21] + "..."
