"""The parser's errors: what stands where it cannot, and what to write instead."""

from __future__ import annotations

from oktaprofile.expression.errors import ExpressionError, Span
from oktaprofile.expression.tokens import Token

OPERAND = "a value: a quoted text, a number, an attribute such as user.email, or a function"


def at(
    source: str, token: Token, message: str, *, expected: str = "", suggestion: str = ""
) -> ExpressionError:
    """An error about one token."""
    return ExpressionError(message, (token[2], token[3]), source, expected=expected, suggestion=suggestion)


def too_deep(source: str) -> ExpressionError:
    """Where the caller's own stack is nearly used up, so that even what the parser lets through is too deep."""
    return ExpressionError("the expression is nested too deep", (0, len(source)), source)


def no_operand(source: str, token: Token) -> ExpressionError:
    """`token` stands where a value is needed."""
    if token[0] == "end":
        return at(source, token, "the expression ends where a value is needed", expected=OPERAND)
    if token[0] == "." and not source[: token[2]].strip():
        return at(source, token, "an expression cannot begin with a point", expected=OPERAND)
    return at(source, token, f"a value is missing before '{token[1]}'", expected=OPERAND)


def no_colon(source: str, token: Token, question: Span) -> ExpressionError:
    """`token` stands where the ":" of the "?" at `question` is needed."""
    if token[0] == "end":
        return ExpressionError(
            "the '?' has no ':'",
            question,
            source,
            expected="condition ? value if true : value if false",
            suggestion='for an empty value in the other case add : "" or : null',
        )
    return at(source, token, f"'{token[1]}' stands where ':' or an operator is needed", expected="':'")


def chained(source: str, token: Token, operator: str) -> ExpressionError:
    """a == b == c, a ^ b ^ c"""
    return at(
        source,
        token,
        f"'{operator}' cannot follow another operator of its kind",
        expected="AND, OR, '?', or the end",
        suggestion="join two comparisons with AND, or use brackets",
    )


def leftover(source: str, token: Token) -> ExpressionError:
    """The expression is complete before `token`."""
    kind = token[0]
    if kind in (")", "]", "}"):
        return at(source, token, f"there is no opening bracket for this '{kind}'")
    if kind == ",":
        return at(source, token, "a comma can stand between the arguments of a function only")
    if kind == ":":
        return at(source, token, "this ':' has no '?'", expected="condition ? value : other value")
    return at(
        source,
        token,
        "two values stand side by side",
        expected="an operator between them, or the end",
        suggestion="to join two texts write '+' between them",
    )
