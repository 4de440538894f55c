"""The cases in tests/cases/expression: given a context, an expression has a result, an error, or neither.

Each case has one of `result` (equal in value and type), `error` and `undetermined` (a part of the text), or `refused`
(a part of the message; `dialect` where it is not the classic one). A refusal may have a `place` (the very characters
that are wrong), a `hint` (a part of the next step) and a `fix` (the whole corrected text, which parses). `source` is
the page that has the expression.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oktaprofile.expression import (
    EvaluationError,
    ExpressionError,
    Undetermined,
    Value,
    compile_expression,
    parse,
)

CASES = [
    pytest.param(case, id=f"{path.stem}-{number}-{case['expression'][:40]}")
    for path in sorted((Path(__file__).parents[2] / "cases" / "expression").glob("*.json"))
    for number, case in enumerate(json.loads(path.read_text(encoding="utf-8")))
]


@pytest.mark.parametrize("case", CASES)
def test_case(case):
    """An expression does what its case says, and leaves the context as it was."""
    if "refused" in case:
        with pytest.raises(ExpressionError) as caught:
            compile_expression(case["expression"])
        assert case["refused"] in caught.value.message
        assert caught.value.dialect == case.get("dialect", "classic")
        start, end = caught.value.span
        assert 0 <= start <= end <= len(case["expression"])
        assert case["expression"][start:end] == case.get("place", case["expression"][start:end])
        assert case.get("hint", "") in f"{caught.value.expected} {caught.value.suggestion}"
        if "fix" in case:
            assert caught.value.fix == case["fix"]
            parse(caught.value.fix)
        return
    given = json.dumps(case["given"])
    outcome = compile_expression(case["expression"]).evaluate(case["given"])
    if "result" in case:
        assert outcome == Value(case["result"])
    elif "error" in case:
        assert isinstance(outcome, EvaluationError), outcome
        assert case["error"] in outcome.message
    else:
        assert isinstance(outcome, Undetermined), outcome
        assert case["undetermined"] in outcome.reason
    assert json.dumps(case["given"]) == given


def test_there_are_cases():
    """The folder is found and holds every family of functions."""
    assert len(CASES) > 250
