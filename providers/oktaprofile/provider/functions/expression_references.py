"""`provider::oktaprofile::expression_references`: which attributes an expression reads."""

from __future__ import annotations

from typing import Any

from oktaprofile.plugin.function import Function, FunctionError, Parameter
from oktaprofile.plugin.types import BOOL, STRING, List, Object


class ExpressionReferences(Function):
    """The attributes that an expression reads, in the order of their first mention."""

    parameters = (
        Parameter(
            "expression", STRING, description="An Okta Expression Language expression, as a mapping has it."
        ),
    )
    returns = List(Object({"root": STRING, "attribute": STRING, "null_guarded": BOOL}))
    summary = "Lists the attributes that a mapping expression reads"
    description = (
        "Returns one object per attribute: `root` is the profile (`appuser`, `user`, `source` …), "
        "`attribute` its name, and `null_guarded` is true if every mention of it is reached only where the "
        "attribute is known not to be null."
    )

    def call(self, arguments: list[Any]) -> list[dict[str, Any]]:
        from oktaprofile.expression import ExpressionError, references

        try:
            found = references(arguments[0])
        except ExpressionError as error:
            raise FunctionError(f"This is not a valid expression.\n{error.render()}", 0) from error
        guarded: dict[tuple[str, str], bool] = {}
        for reference in found:
            key = (reference.root, reference.attribute)
            guarded[key] = guarded.get(key, True) and reference.null_guarded
        return [
            {"root": root, "attribute": attribute, "null_guarded": guard}
            for (root, attribute), guard in guarded.items()
        ]
