"""The parser's errors: a token where it cannot be, and what to write instead."""

from __future__ import annotations

from oktaprofile.expression.errors import ExpressionError, Span, Token

OPERAND = "a value: a quoted text, a number, an attribute such as user.email, or a function"

_CHOICE = "write: condition ? value if true : value if false"
# Words of other languages, in small letters -> what to write here
_BETWEEN_VALUES = {
    "is": "to compare with null write '== null' or '!= null'",
    "equals": "write '=='",
    "in": "write Arrays.contains(array, value)",
    "contains": "write String.stringContains(text, search), or Arrays.contains(array, value)",
    "like": "write String.stringContains(text, search), String.startsWith(text, prefix), or text matches pattern",
    "startswith": "write String.startsWith(text, prefix)",
    "endswith": 'write text matches pattern, such as ".*@example.com"',
    "then": _CHOICE,
    "else": _CHOICE,
    "elseif": _CHOICE,
    "when": _CHOICE,
    "xor": "write a != b",
    "concat": "to join two texts write '+'",
}
_BEFORE_A_VALUE = {
    "if": _CHOICE,
    "case": _CHOICE,
    "when": _CHOICE,
    "unless": _CHOICE,
    "return": "an expression is its own result: remove the word",
    "let": "an expression has no variables",
    "var": "an expression has no variables",
    "const": "an expression has no variables",
    "select": "",
}


def at(
    source: str, token: Token, message: str, *, expected: str = "", suggestion: str = "", fix: str = ""
) -> ExpressionError:
    """An error about one token."""
    return ExpressionError(
        message, (token[2], token[3]), source, expected=expected, suggestion=suggestion, fix=fix
    )


def too_deep(source: str) -> ExpressionError:
    """Where the caller's own stack is nearly used up, so that even what the parser lets through is too deep."""
    return ExpressionError("the expression is nested too deep", (0, len(source)), source)


def no_operand(source: str, tokens: list[Token], position: int) -> ExpressionError:
    """The token at `position` is where a value is needed."""
    token = tokens[position]
    kind = token[0]
    if kind == "end":
        return at(source, token, "the expression ends where a value is needed", expected=OPERAND)
    if kind == "." and tokens[position + 1][0] == "number":
        digits = tokens[position + 1]
        if digits[2] == token[3]:
            written = source[token[2] : digits[3]]
            return ExpressionError(
                "a number cannot begin with a point",
                (token[2], digits[3]),
                source,
                suggestion=f"write 0{written}",
                fix=f"{source[: token[2]]}0{source[token[2] :]}",
            )
    if kind == "." and position == 0:
        return at(source, token, "an expression cannot begin with a point", expected=OPERAND)
    if kind == ")" and position and tokens[position - 1][0] == "(":
        return at(source, token, "there is nothing between these brackets", expected=OPERAND)
    suggestion = "an array is written {1, 2}" if kind == "[" else ""
    return at(
        source, token, f"a value is missing before '{token[1]}'", expected=OPERAND, suggestion=suggestion
    )


def no_colon(source: str, tokens: list[Token], position: int, question: Span) -> ExpressionError:
    """The token at `position` is where the ":" of the "?" at `question` is needed."""
    token = tokens[position]
    if token[0] == "end":
        return ExpressionError(
            "the '?' has no ':'",
            question,
            source,
            expected="condition ? value if true : value if false",
            suggestion='for an empty value in the other case add : "" or : null',
        )
    if token[0] in _BEGINS_A_VALUE:
        return _side_by_side(source, tokens, position, "an operator between them, or ':'")
    return at(source, token, f"'{token[1]}' is where ':' or an operator is needed", expected="':'")


def chained(source: str, token: Token, operator: str) -> ExpressionError:
    """a == b == c, a ^ b ^ c"""
    return at(
        source,
        token,
        f"'{operator}' cannot follow another operator of its kind",
        expected="AND, OR, '?', or the end",
        suggestion="join two comparisons with AND, or use brackets",
    )


_BEGINS_A_VALUE = frozenset(("name", "string", "number", "(", "{", "!"))
_OPENING = {")": "(", "]": "[", "}": "{"}


def unfinished(
    source: str, tokens: list[Token], position: int, closing: str, opened: Token
) -> ExpressionError:
    """The token at `position` is where the bracket at `opened` must be closed."""
    token = tokens[position]
    kind = token[0]
    if kind == "end":
        return at(
            source,
            opened,
            f"this '{opened[1]}' is not closed",
            expected=f"'{closing}' at its end",
        )
    if kind in _OPENING:
        message = f"'{kind}' is where the '{opened[1]}' before it needs '{closing}'"
        return at(source, token, message, expected=f"'{closing}' or an operator")
    if kind in _BEGINS_A_VALUE:
        more = "an operator" if closing == "]" else "an operator or ','"
        return _side_by_side(source, tokens, position, f"{more} between them, or '{closing}'")
    return leftover(source, tokens, position)


def leftover(source: str, tokens: list[Token], position: int) -> ExpressionError:
    """What is before the token at `position` is complete."""
    token = tokens[position]
    kind = token[0]
    if kind in _OPENING:
        return at(source, token, f"there is no opening bracket for this '{kind}'")
    if kind == ",":
        message = "a comma can be between the arguments of a function only"
        return at(source, token, message, suggestion="to join two texts write '+'")
    if kind == ":" and tokens[position - 1][1] == "f":
        return ExpressionError(
            "f: belongs to templates, which an expression is not",
            (tokens[position - 1][2], token[3]),
            source,
            suggestion="write the function's name alone: substringBefore(x, y) instead of f:substringBefore(x, y)",
        )
    if kind == ":":
        return at(source, token, "this ':' has no '?'", expected="condition ? value : other value")
    return _side_by_side(source, tokens, position, "an operator between them, or the end")


def _side_by_side(source: str, tokens: list[Token], position: int, expected: str) -> ExpressionError:
    """Two values without an operator: often a word of another language, or a function without brackets."""
    token, before = tokens[position], tokens[position - 1]
    word = str(token[1])
    if token[0] == "name" and word.lower() in _BETWEEN_VALUES:
        return at(
            source,
            token,
            f"'{word}' is not an operator of the Expression Language",
            suggestion=_BETWEEN_VALUES[word.lower()],
            fix=_compared_with_null(source, tokens, position),
        )
    if before[0] == "name" and str(before[1]).lower() in _BEFORE_A_VALUE:
        suggestion = _BEFORE_A_VALUE[str(before[1]).lower()]
        message = f"'{before[1]}' is not part of the Expression Language"
        return at(source, before, message, suggestion=suggestion)
    if token[0] == "{" and str(before[1]).endswith("$"):
        span = (before[2], token[3])
        return ExpressionError(
            "${...} belongs to templates, which an expression is not",
            span,
            source,
            suggestion="write what is in it alone: appuser.x instead of ${appuser.x}",
        )
    called = _function_before(tokens, position)
    if called:
        first = tokens[position - called.count(".") * 2 - 1]
        return ExpressionError(
            f"{called} is a function: its arguments go in brackets",
            (first[2], before[3]),
            source,
            expected=_call_of(called),
        )
    return at(
        source,
        token,
        "two values are side by side",
        expected=expected,
        suggestion="to join two texts write '+' between them",
    )


def _compared_with_null(source: str, tokens: list[Token], position: int) -> str:
    """`x is null` and `x is not null` in this language; "" for anything else."""
    words = [str(token[1]).lower() for token in tokens[position : position + 3]]
    for written, operator in ((["is", "not", "null"], "!="), (["is", "null"], "==")):
        if words[: len(written)] == written:
            end = tokens[position + len(written) - 1][3]
            return f"{source[: tokens[position][2]]}{operator} null{source[end:]}"
    return ""


def _function_before(tokens: list[Token], position: int) -> str:
    """The name of the function just before `position`, or ""."""
    from oktaprofile.expression.signatures import FUNCTIONS

    for count in (3, 1):
        name = "".join(str(token[1]) for token in tokens[max(position - count, 0) : position])
        if name in FUNCTIONS:
            return name
    return ""


def _call_of(name: str) -> str:
    from oktaprofile.expression.signatures import FUNCTIONS

    return str(FUNCTIONS[name])
