"""What a thread takes for the answers to the language's open questions."""

from __future__ import annotations

from threading import Thread

import pytest

from oktaprofile.expression import EvaluationError, Value, compile_expression
from oktaprofile.expression.unsettled import ANSWERS

JOINED, LENGTH = '"x" + user.none', '"" + String.len(user.none)'


def evaluated(expression: str, **answers: str) -> object:
    """The outcome in a thread with these answers."""
    found: list[object] = []

    def run() -> None:
        vars(ANSWERS).update(answers)
        found.append(compile_expression(expression).evaluate({"user": {}}))

    thread = Thread(target=run)
    thread.start()
    thread.join()
    return found[0]


@pytest.mark.parametrize(
    ("expression", "answers", "outcome"),
    [
        (JOINED, {}, Value("xnull")),
        (JOINED, {"null_joined": "empty"}, Value("x")),
        (JOINED, {"null_joined": "fail"}, None),
        (LENGTH, {}, Value("0")),
        (LENGTH, {"length_of_null": "fail"}, None),
        ('user.none + "x"', {"null_joined": "empty"}, Value("x")),
        ('"x" + 1', {"null_joined": "fail"}, Value("x1")),
    ],
)
def test_null_as_the_thread_takes_it(expression: str, answers: dict[str, str], outcome: Value | None) -> None:
    """No value is an error of the evaluation: the attribute keeps what it had."""
    found = evaluated(expression, **answers)
    assert found == outcome if outcome is not None else isinstance(found, EvaluationError)


def test_other_threads_are_not_affected() -> None:
    """Two embedded orgs in one process answer each for itself."""
    evaluated(JOINED, null_joined="empty")
    assert compile_expression(JOINED).evaluate({"user": {}}) == Value("xnull")
