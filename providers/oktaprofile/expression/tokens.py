"""Cuts the text of an expression into tokens.

A token is a tuple `(kind, value, start, end)`:

    "name"    value: the word as written
    "string"  value: the text, quotes resolved
    "number"  value: int, or float if written with a point or an exponent
    an operator or bracket is its own kind, value: itself; "end" closes the list

Strings have no backslash escapes (Okta's samples print `"\\"` as a one-character string): a quote inside a
string is written twice. Scanned by hand rather than by `re`, whose import costs more than all of this room's
together.
"""

from __future__ import annotations

from oktaprofile.expression.errors import ExpressionError

Token = tuple[str, "str | int | float", int, int]

_DIGITS = frozenset("0123456789")
_NAME_START = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$")
_NAME = _NAME_START | _DIGITS
_BLANK = frozenset(" \t\r\n")
_SINGLE = frozenset("()[]{},.:?+-*/%^!<>")
_DOUBLE = frozenset(("==", "!=", "<=", ">=", "&&", "||", "?:", "?."))
_BEFORE_A_POINT = frozenset(("name", "string", ")", "]"))
_EQUALITY = frozenset(("==", "!="))  # of other languages: === and !==

_LARGEST_INT = 2147483647

# Each sign of them is an operator, but side by side they are not: `refusals` says what they are
_REFUSED_PAIRS = frozenset(("++", "--", "??", ".?", ".^", ".$", "<>", "->", "//", "/*", "+=", "-="))


def tokenize(source: str) -> list[Token]:
    """The tokens of `source`, the last one of kind "end". Raises ExpressionError."""
    tokens: list[Token] = []
    append = tokens.append
    position, length = 0, len(source)
    while position < length:
        character = source[position]
        if character in _BLANK:
            position += 1
        elif character in _NAME_START:
            end = position + 1
            while end < length and source[end] in _NAME:
                end += 1
            if end < length and source[end].isalnum():
                end = _end_of_name(source, end)
            append(("name", source[position:end], position, end))
            position = end
        elif character in "\"'":
            end = source.find(character, position + 1)
            if end < 0 or source.startswith(character, end + 1):
                text, end = _quoted(source, position, tokens)
            else:
                text = source[position + 1 : end]
                end += 1
            append(("string", text, position, end))
            position = end
        elif character in _DIGITS:
            if len(tokens) > 1 and tokens[-1][0] in (".", "?.") and tokens[-2][0] in _BEFORE_A_POINT:
                end = _end_of_name(source, position)
                raise ExpressionError(
                    "a name cannot begin with a digit",
                    (position, end),
                    source,
                    expected="the name of an attribute",
                )
            number, end = _number(source, position)
            append(("number", number, position, end))
            position = end
        else:
            pair = source[position : position + 2]
            if pair in _DOUBLE and not (pair in _EQUALITY and source.startswith("=", position + 2)):
                # SpEL reads '?.' and '?:' as one, also in 'a ?.5'; so do we
                append((pair, pair, position, position + 2))
                position += 2
            elif (
                character in _SINGLE
                and pair != "!="
                and (
                    pair not in _REFUSED_PAIRS
                    or (pair == ".$" and source[position + 2 : position + 3] != "[")
                )
            ):
                append((character, character, position, position + 1))
                position += 1
            elif character.isalpha():
                end = _end_of_name(source, position)
                append(("name", source[position:end], position, end))
                position = end
            else:
                raise _refused(source, position)
    append(("end", "", length, length))
    return tokens


def _refused(source: str, position: int) -> ExpressionError:
    from oktaprofile.expression import refusals

    return refusals.refusal(source, position)


def _end_of_name(source: str, position: int) -> int:
    while position < len(source) and (source[position].isalnum() or source[position] in "_$"):
        position += 1
    return position


def _quoted(source: str, start: int, before: list[Token]) -> tuple[str, int]:
    """A string that is not closed by the first quote found: doubled quotes, or no closing one at all."""
    quote = source[start]
    parts: list[str] = []
    position = start + 1
    while True:
        end = source.find(quote, position)
        if end < 0:
            from oktaprofile.expression import refusals

            raise refusals.unclosed(source, start, before)
        parts.append(source[position:end])
        if not source.startswith(quote, end + 1):
            return "".join(parts), end + 1
        parts.append(quote)
        position = end + 2


def _number(source: str, start: int) -> tuple[int | float, int]:
    """INT, or a NUMBER with a fraction or an exponent. Neither suffix nor hexadecimal is documented."""
    length = len(source)
    end = start + 1
    while end < length and source[end] in _DIGITS:
        end += 1
    real = False
    if end + 1 < length and source[end] == "." and source[end + 1] in _DIGITS:
        real = True
        end += 2
        while end < length and source[end] in _DIGITS:
            end += 1
    if end < length and source[end] in "eE":
        digits = end + 2 if source[end + 1 : end + 2] in ("+", "-") else end + 1
        if digits < length and source[digits] in _DIGITS:
            real = True
            end = digits + 1
            while end < length and source[end] in _DIGITS:
                end += 1
    if end < length and (source[end] in _NAME_START or source[end].isalpha()):
        tail = _end_of_name(source, end)
        raise ExpressionError(
            f"the number {_short(source[start:end])} is followed by {_short(source[end:tail])}",
            (end, tail),
            source,
            expected="an operator, or the end",
            suggestion="a text needs quotes; number suffixes (7L, 1.5f, 0x1F) are not documented",
        )
    text = source[start:end]
    if real:
        number = float(text)
        if number == float("inf"):
            raise ExpressionError(
                f"the number {_short(text)} is larger than a number can be", (start, end), source
            )
        return number, end
    significant = text.lstrip("0")
    if len(significant) > 10 or int(significant or "0") > _LARGEST_INT:
        raise ExpressionError(
            f"the whole number {_short(text)} is larger than {_LARGEST_INT}, the largest there is",
            (start, end),
            source,
            suggestion=f'as a text ("{_short(text)}") or with a fraction ({_short(text)}.0) it is accepted',
        )
    return int(significant or "0"), end


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:21] + "..."
