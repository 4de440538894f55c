"""`provider::oktaprofile::evaluate_expression`: what an expression gives for a person, without an org.

Runs in Terraform itself, so that a `check` block, a `precondition` or `terraform test` can state what a
mapping is meant to do.
"""

from __future__ import annotations

import json
from typing import Any

from oktaprofile.plugin.function import Function, FunctionError, Parameter
from oktaprofile.plugin.types import STRING

EXPRESSION, CONTEXT = 0, 1
NO_PROFILES = ("__now__", "__groups__")
"""What Time.now() and the group functions take from the context: a time and a list. docs/expression-language.md"""


class EvaluateExpression(Function):
    """The value as JSON text, because the difference between null, "" and "null" is what matters here."""

    parameters = (
        Parameter(
            "expression", STRING, description="An Okta Expression Language expression, as a mapping has it."
        ),
        Parameter(
            "context",
            STRING,
            description="The profiles that the expression reads, as JSON: "
            '`jsonencode({ appuser = { directNumber = "+16505550100", extensionNumber = null } })`. '
            'An attribute that was never set is null or left out; one that was set and cleared is `""`. '
            "`__now__` (ISO 8601) is the time that `Time.now()` gives, `__groups__` the person's groups.",
        ),
    )
    returns = STRING
    summary = "Evaluates a mapping expression for one person"
    description = (
        "Returns the value as JSON text; use `jsondecode` to compare it. An expression that fails in Okta "
        "(the target then keeps its old value), and one whose result nothing published determines, is an "
        "error that says why."
    )

    def call(self, arguments: list[Any]) -> str:
        from oktaprofile.expression import ExpressionError, Value, compile_expression

        context = profiles(arguments[CONTEXT])
        try:
            # A function of Terraform gives the same answer always: the clock is no part of it.
            outcome = compile_expression(arguments[EXPRESSION]).evaluate({"__now__": None, **context})
        except ExpressionError as error:
            raise FunctionError(f"This is not a valid expression.\n{error.render()}", EXPRESSION) from error
        if isinstance(outcome, Value):
            return json.dumps(outcome.value, ensure_ascii=False, sort_keys=True)
        raise FunctionError(f"This expression has no value for this person: {outcome.render()}", EXPRESSION)


def profiles(text: str) -> dict[str, Any]:
    """The context argument; FunctionError unless it is a JSON object of objects. No value of it is repeated."""
    try:
        context = json.loads(text)
    except ValueError as error:
        raise FunctionError(
            f"The context is not JSON ({error}). Write jsonencode({{ appuser = {{ … }} }}).", CONTEXT
        ) from error
    if not isinstance(context, dict) or not all(
        isinstance(profile, dict) for name, profile in context.items() if name not in NO_PROFILES
    ):
        raise FunctionError(
            "The context must be a JSON object that holds one object per profile, such as "
            'jsonencode({ appuser = { extensionNumber = "101" } }).',
            CONTEXT,
        )
    return context
