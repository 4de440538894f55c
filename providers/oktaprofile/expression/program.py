"""An expression from text to result: `parse` gives an `Expression`, which compiles to a `Compiled`."""

from __future__ import annotations

from oktaprofile.expression import mistakes
from oktaprofile.expression.compiler import compile_node
from oktaprofile.expression.errors import Failure, Span, Stop, Unpublished
from oktaprofile.expression.nodes import Node
from oktaprofile.expression.parser import parse_tree
from oktaprofile.expression.results import EvaluationError, Outcome, Undetermined, Value
from oktaprofile.expression.values import Group, check_size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


_LARGEST = 1.7976931348623157e308


class Expression:
    """A parsed expression: its text and its tree. Two are equal if their trees are, apart from spans."""

    __slots__ = ("root", "source")

    def __init__(self, source: str, root: Node) -> None:
        self.source = source
        self.root = root

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and self.root == other.root

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"

    def compile(self) -> Compiled:
        """Closures for this expression; compile once, evaluate for each person."""
        return Compiled(self)


class Compiled:
    """An expression ready to run. Raises ExpressionError where the caller's stack is nearly used up.

    `run` is `evaluate` for who takes care of the rest: it raises Stop and RecursionError, and a value that is no text
    may not be finished.
    """

    __slots__ = ("expression", "run")

    def __init__(self, expression: Expression) -> None:
        self.expression = expression
        try:
            self.run = compile_node(expression.root)
        except RecursionError:
            raise mistakes.too_deep(expression.source) from None

    def evaluate(self, context: dict[str, Any]) -> Outcome:
        """The expression's result over `context`. Never raises for a parsed expression and JSON values.

        `context` maps profile names ("appuser", "user", "source", ...) to dicts of attributes. An attribute
        that is missing in a profile was never populated and is null; a cleared one is "". A profile that is
        missing is an error. See docs/expression-language.md for "__now__", "__groups__" and "__fn__".
        """
        try:
            value = self.run(context)
        except Failure as failure:
            return EvaluationError(failure.message, failure.span or (0, 0), self.expression.source)
        except Unpublished as unpublished:
            return self._undetermined(unpublished.message, unpublished.span)
        except RecursionError:
            return self._undetermined("the expression or a value of the context is nested too deep", None)
        if type(value) is str:
            return Value(value)
        try:
            return Value(_finished(value))
        except Stop as stop:
            return self._undetermined(stop.message, None)
        except RecursionError:
            return self._undetermined("the value is nested too deep", None)

    def _undetermined(self, reason: str, span: Span | None) -> Undetermined:
        expression = self.expression
        return Undetermined(reason, span or expression.root.span, expression.source)


def _finished(value: object) -> object:
    """A result as plain JSON values: a long as an int, a list of groups as their ids.

    Unpublished for what no attribute of a profile can hold: a whole profile, an infinite number.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        check_size(value)
        return int(value)
    if isinstance(value, float) and not -_LARGEST <= value <= _LARGEST:  # so also NaN
        raise Unpublished("no attribute can hold an infinite number; what Okta stores is published nowhere")
    if isinstance(value, list):
        return [item["id"] if isinstance(item, Group) else _finished(item) for item in value]
    if isinstance(value, Group):
        raise Unpublished(
            "Okta publishes nothing on what a whole group becomes as a value; its name is .name"
        )
    if isinstance(value, dict):
        raise Unpublished("Okta publishes nothing on what a whole profile or object becomes as a value")
    return value


def parse(source: str) -> Expression:
    """The tree of `source`. Raises ExpressionError."""
    return Expression(source, parse_tree(source))


def compile_expression(source: str) -> Compiled:
    """`parse` and compile in one. Raises ExpressionError."""
    return Compiled(parse(source))
