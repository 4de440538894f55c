"""Where the parser is in its tokens, how deep, and the errors that say so."""

from __future__ import annotations

from oktaprofile.expression import mistakes
from oktaprofile.expression.errors import ExpressionError, Span, Token
from oktaprofile.expression.nodes import Node
from oktaprofile.expression.tokens import tokenize

MAX_NESTING = 100  # operands inside operands: bounds the parser's own recursion
MAX_HEIGHT = 150  # of the tree: bounds every walk over it


class Cursor:
    """The tokens of one expression, and the position of the next one."""

    __slots__ = ("nesting", "position", "source", "tokens")

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = tokenize(source)
        self.position = 0
        self.nesting = 0

    def end(self) -> int:
        """Where the last token that was read ends: behind the brackets of an operand, which are no node."""
        return self.tokens[self.position - 1][3]

    def close(self, closing: str, opened: Token) -> int:
        token = self.tokens[self.position]
        if token[0] != closing:
            raise mistakes.unfinished(self.source, self.tokens, self.position, closing, opened)
        self.position += 1
        return token[3]

    def enter(self) -> None:
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise self.too_deep(MAX_NESTING, self.tokens[self.position][2:])

    def checked(self, node: Node) -> Node:
        if node.height > MAX_HEIGHT:
            raise self.too_deep(MAX_HEIGHT, node.span)
        return node

    def too_deep(self, levels: int, span: Span) -> ExpressionError:
        return ExpressionError(f"the expression is nested more than {levels} levels deep", span, self.source)

    def error(
        self, message: str, token: Token, *, expected: str = "", suggestion: str = ""
    ) -> ExpressionError:
        return mistakes.at(self.source, token, message, expected=expected, suggestion=suggestion)
