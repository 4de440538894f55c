"""An expression from text to result: `parse` gives an `Expression`, which compiles to a `Compiled`."""

from __future__ import annotations

from oktaprofile.expression.compiler import compile_node
from oktaprofile.expression.errors import Failure, Span, Stop, Unpublished
from oktaprofile.expression.nodes import Node
from oktaprofile.expression.parser import parse_tree
from oktaprofile.expression.results import EvaluationError, Outcome, Undetermined, Value
from oktaprofile.expression.values import Group, Long

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


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
    """An expression ready to run."""

    __slots__ = ("_run", "expression")

    def __init__(self, expression: Expression) -> None:
        self.expression = expression
        self._run = compile_node(expression.root)

    def evaluate(self, context: dict[str, Any]) -> Outcome:
        """The expression's result over `context`. Never raises for a parsed expression and JSON values.

        `context` maps profile names ("appuser", "user", "source", ...) to dicts of attributes. An attribute
        that is missing in a profile was never populated and is null; a cleared one is "". A profile that is
        missing is an error. See docs/expression-language.md for "__now__", "__groups__" and "__fn__".
        """
        try:
            value = self._run(context)
        except Failure as failure:
            return EvaluationError(failure.message, failure.span or (0, 0), self.expression.source)
        except Unpublished as unpublished:
            return self._undetermined(unpublished.message, unpublished.span)
        except RecursionError:
            return self._undetermined("a value of the context is nested too deep", None)
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
    """A result as plain JSON values: a long as an int, a list of groups as their ids."""
    if type(value) is Long:
        return int(value)
    if isinstance(value, list):
        return [item["id"] if isinstance(item, Group) else _finished(item) for item in value]
    if isinstance(value, Group):
        raise Unpublished(
            "Okta publishes nothing on what a whole group becomes as a value; its name is .name"
        )
    return value


def parse(source: str) -> Expression:
    """The tree of `source`. Raises ExpressionError."""
    return Expression(source, parse_tree(source))


def compile_expression(source: str) -> Compiled:
    """`parse` and compile in one. Raises ExpressionError."""
    return Compiled(parse(source))
