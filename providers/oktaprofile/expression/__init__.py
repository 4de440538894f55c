"""Okta Expression Language, the classic dialect that profile mappings use. Standard library only.

    parse(source) -> Expression                 raises ExpressionError; its render() has a caret
    compile_expression(source) -> Compiled      .evaluate(context) -> Value | EvaluationError | Undetermined
    references(source) -> list[Reference]       the attributes it reads
    check(source, ...) -> list[Finding]         against the schemas of both sides
    format_expression(source) -> str            the same expression in one spelling

It must not import any other room. The plugin imports it when Terraform starts it, so each name is loaded on
first use. Facts come from Okta's documentation of the language and from Spring's, of which it is a subset;
where neither says what happens the answer is `Undetermined`. See docs/expression-language.md.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as typing's; importing typing would cost more than this whole room
if TYPE_CHECKING:
    from oktaprofile.expression.checker import check
    from oktaprofile.expression.errors import ExpressionError, Span
    from oktaprofile.expression.findings import Finding
    from oktaprofile.expression.formatter import format_expression
    from oktaprofile.expression.program import Compiled, Expression, compile_expression, parse
    from oktaprofile.expression.reading import Reference, references
    from oktaprofile.expression.results import EvaluationError, Outcome, Undetermined, Value

__all__ = [
    "Compiled",
    "EvaluationError",
    "Expression",
    "ExpressionError",
    "Finding",
    "Outcome",
    "Reference",
    "Span",
    "Undetermined",
    "Value",
    "check",
    "compile_expression",
    "format_expression",
    "parse",
    "references",
]

_HOMES = {
    "Compiled": "program",
    "EvaluationError": "results",
    "Expression": "program",
    "ExpressionError": "errors",
    "Finding": "findings",
    "Outcome": "results",
    "Reference": "reading",
    "Span": "errors",
    "Undetermined": "results",
    "Value": "results",
    "check": "checker",
    "compile_expression": "program",
    "format_expression": "formatter",
    "parse": "program",
    "references": "reading",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(
        __import__(f"{__name__}.{home}", fromlist=(name,)), name
    )  # importlib would cost a millisecond
    globals()[name] = value
    return value
