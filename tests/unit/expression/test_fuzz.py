"""A few thousand random and mutated inputs; the million is tests/stress/expression."""

from __future__ import annotations

from itertools import islice

import pytest

from tests.unit.expression.fuzz import BEFORE, CONTEXTS, BrokenPromiseError, Inputs, examine

COUNT = 2_000


@pytest.mark.parametrize("seed", [1, 2])
def test_every_input_is_an_expression_or_one_clear_error(seed):
    """No crash, no hang, a printed tree that reads back, findings and outcomes with a place: for each input."""
    inputs = Inputs(seed)
    for number, text in enumerate(islice(inputs, COUNT)):
        try:
            examine(text, number)
        except Exception as error:
            raise AssertionError(f"input {number} of seed {seed}: {text[:400]!r}") from error
    assert len(inputs.kinds) == 5
    assert repr(CONTEXTS) == BEFORE


def test_an_input_that_breaks_a_promise_is_found(monkeypatch):
    """The examination itself can fail: a printer that loses brackets is noticed within the same inputs."""
    monkeypatch.setattr("tests.unit.expression.fuzz.printed", lambda root: "1")
    with pytest.raises(BrokenPromiseError, match="another tree"):
        list(map(examine, islice(Inputs(1), COUNT), range(COUNT)))
