"""Cuts the text of an expression into tokens.

Strings have no backslash escapes (Okta's samples print `"\\"` as a one-character string): a quote inside a string is
written twice. By hand: to load `re` takes as long as to start Python.
"""

from __future__ import annotations

from oktaprofile.expression.errors import ExpressionError, Token

_BLANKS = " \t\r\n"
_ALONE = frozenset("()[]{},:")
_DIGITS = frozenset("0123456789")
_SIGNS = frozenset("?+-*/%^!<>")
_PAIRS = frozenset(("==", "!=", "<=", ">=", "&&", "||", "?:", "?."))
_REFUSED = frozenset(("++", "--", "??", "<>", "->", "//", "/*", "+=", "-="))
_REFUSED_AFTER_A_POINT = ("?", "^", "$[")
_BEFORE_A_POINT = frozenset(("name", "string", ")", "]"))
_LARGEST_INT = 2147483647


def tokenize(source: str) -> list[Token]:
    """The tokens of `source`, the last one of kind "end". Raises ExpressionError."""
    tokens: list[Token] = []
    append = tokens.append
    position, size = 0, len(source)
    while position < size:
        start, first = position, source[position]
        if first in _BLANKS:
            position += 1
        elif first.isalpha() or first in "_$":
            position = _name_end(source, start)
            append(("name", source[start:position], start, position))
        elif first in _ALONE or (first == "." and not source.startswith(_REFUSED_AFTER_A_POINT, start + 1)):
            position += 1
            append((first, first, start, position))
        elif first in "\"'" and (position := _string_end(source, start)):
            text = source[start + 1 : position - 1].replace(first * 2, first)
            append(("string", text, start, position))
        elif first in _DIGITS:
            position = _number_end(source, start)
            append(("number", _number(source, source[start:position], position, tokens), start, position))
        elif operator := _operator(source[start : start + 3]):
            position += len(operator)
            append((operator, operator, start, position))
        else:
            from oktaprofile.expression import refusals

            raise refusals.refusal(source, start, tokens)
    append(("end", "", size, size))
    return tokens


def _name_end(source: str, start: int) -> int:
    """Where the name that begins at `start` ends; `start` where none does."""
    first = source[start : start + 1]
    if first.isdecimal():
        return start
    end = start
    while end < len(source) and (source[end].isalnum() or source[end] in "_$"):
        end += 1
    return end


def _string_end(source: str, start: int) -> int:
    """Behind the closing quote of the string at `start`; 0 where there is none."""
    quote, at = source[start], start
    while (at := source.find(quote, at + 1)) >= 0:
        if source[at + 1 : at + 2] != quote:
            return at + 1
        at += 1
    return 0


def _digits_end(source: str, start: int) -> int:
    end = start
    while source[end : end + 1] in _DIGITS:
        end += 1
    return end


def _number_end(source: str, start: int) -> int:
    """Behind the digits at `start`, with their fraction and their exponent."""
    end = _digits_end(source, start)
    if source.startswith(".", end) and (fraction := _digits_end(source, end + 1)) > end + 1:
        end = fraction
    if source.startswith(("e", "E"), end):
        digits = end + 1 + source.startswith(("+", "-"), end + 1)
        exponent = _digits_end(source, digits)
        end = exponent if exponent > digits else end
    return end


def _operator(text: str) -> str:
    """The operator that three characters begin with; "" for none, or one of other languages."""
    two = text[:2]
    if text in ("===", "!==") or two in _REFUSED:
        return ""
    return two if two in _PAIRS else text[0] if text[0] in _SIGNS else ""


def _number(source: str, text: str, end: int, before: list[Token]) -> int | float:
    """INT, or a NUMBER with a fraction or an exponent. Neither suffix nor hexadecimal is documented."""
    start = end - len(text)
    glued = source[end : _name_end(source, end)]
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
