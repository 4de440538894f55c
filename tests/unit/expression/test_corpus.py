"""The corpus that comes with the project's brief, where it is at hand: expressions with printed or recorded results.

The project's own cases (tests/cases/expression) cover the same ground in other words; this test adds no dependence.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oktaprofile.expression import EvaluationError, ExpressionError, Undetermined, Value, compile_expression

CORPUS = Path(__file__).parents[3].parent / "shared" / "expression" / "corpus.json"

pytestmark = pytest.mark.skipif(not CORPUS.is_file(), reason="the corpus is not part of the project")


def items(dialect: str) -> list[object]:
    """The corpus's items of one dialect, as parameters; one that stands for its absence is never run."""
    if not CORPUS.is_file():
        return [None]
    found = json.loads(CORPUS.read_text(encoding="utf-8"))["items"]
    return [pytest.param(item, id=item["id"]) for item in found if item["dialect"] == dialect]


def outcome_of(item: dict) -> object:
    """Its value, error or undetermined; the refusal of a text that is no expression counts as an error."""
    try:
        return compile_expression(item["expression"]).evaluate(item["context"])
    except ExpressionError as refusal:
        return refusal


@pytest.mark.parametrize("item", items("classic"))
def test_classic_items_give_their_result(item):
    """What Okta prints is what we compute; undetermined would be a failure here."""
    outcome = outcome_of(item)
    if "error" in item["expected"]:
        assert isinstance(outcome, EvaluationError)
    else:
        assert outcome == Value(item["expected"]["value"])


@pytest.mark.parametrize("item", items("identity-engine"))
def test_identity_engine_items_are_refused_by_name(item):
    """The other dialect is recognised, not merely a syntax error."""
    outcome = outcome_of(item)
    assert isinstance(outcome, ExpressionError)
    assert outcome.dialect == "identity-engine"
    assert "Identity Engine" in outcome.message


@pytest.mark.parametrize("item", items("spel"))
def test_spel_items_agree_or_are_undetermined(item):
    """Where only Spring's language answers, we say the same or nothing."""
    outcome = outcome_of(item)
    if isinstance(outcome, Undetermined):
        return
    if "error" in item["expected"]:
        assert isinstance(outcome, EvaluationError | ExpressionError)
    else:
        assert outcome == Value(item["expected"]["value"])
