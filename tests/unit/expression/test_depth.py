"""Deep nesting: a clear error, in bounded time, from every function of the room, and never RecursionError."""

from __future__ import annotations

import sys
import threading
import time

import pytest

from oktaprofile.expression import (
    EvaluationError,
    ExpressionError,
    Undetermined,
    Value,
    check,
    compile_expression,
    format_expression,
    parse,
    references,
)
from oktaprofile.expression.compiler import compile_node
from oktaprofile.expression.formatter import printed
from tests.unit.expression.deep_texts import LONG, NESTED

CONTEXT = {"appuser": {"a1": "text", "x_y": 7}, "a": True, "b": False}
EVERYTHING = {
    "parse": parse,
    "check": lambda text: check(text, direction="to_okta"),
    "format": format_expression,
    "references": references,
    "evaluate": lambda text: compile_expression(text).evaluate(CONTEXT),
}


@pytest.mark.parametrize("bomb", NESTED)
def test_a_nesting_bomb_is_refused_with_a_clear_error(bomb):
    """The one answer is an error about the nesting that tells the limit, from every function."""
    text = bomb(500)
    for name, function in EVERYTHING.items():
        if name == "check":
            (finding,) = function(text)
            assert (finding.severity, finding.code) == ("error", "syntax")
            assert "nested more than" in finding.message
        else:
            with pytest.raises(ExpressionError, match=r"nested more than \d+ levels deep"):
                function(text)


@pytest.mark.parametrize("bomb", NESTED)
def test_a_large_bomb_takes_the_time_of_reading_it(bomb):
    """20,000 levels are refused as 500 are, in time that grows with the text."""
    started = time.process_time()
    with pytest.raises(ExpressionError, match="nested more than"):
        parse(bomb(20_000))
    assert time.process_time() - started < 5


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_five_thousand_in_a_row_are_not_nesting(text):
    """Long is not deep: sums, tables and lists of any length are read, checked, printed and evaluated."""
    source = text(5_000)
    assert all(finding.severity != "error" for finding in check(source, direction="to_okta"))
    assert format_expression(source) == source
    references(source)
    assert isinstance(compile_expression(source).evaluate(CONTEXT), Value)


def test_a_table_of_a_thousand_cases_gives_its_last_one():
    """A mapping table is a chain of conditions."""
    table = "".join(f'appuser.x_y == {n} ? "{n}" : ' for n in range(100, 1100)) + '"none"'
    assert compile_expression(table).evaluate({"appuser": {"x_y": 1099}}) == Value("1099")
    assert compile_expression(table).evaluate({"appuser": {"x_y": 1100}}) == Value("none")
    assert len(references(table)) == 1000


DEEPEST = [
    "(" * 99 + "appuser.a1" + ")" * 99,
    "!" * 98 + "true",
    "String.len(" * 98 + '"x"' + ")" * 98,
    "a" + ".b" * 148,
    "a" + " ? a" * 49 + " : b" * 49,
    "(1 + 2 * (" * 24 + "3" + "))" * 24,
    "(a OR b AND c == d + e * (" * 9 + "f" + "))" * 9,
]


def test_the_deepest_that_is_accepted_can_also_be_used_everywhere():
    """What the parser lets through is within every walk's depth, also where the caller's stack is small."""

    def use():
        for text in DEEPEST:
            tree = parse(text)
            compile_node(tree.root)
            outcomes.append(tree.compile().evaluate(CONTEXT))
            assert parse(printed(tree.root)) == tree
            check(text, direction="to_okta")
            references(text)
        done.append(True)

    outcomes: list[object] = []
    done: list[bool] = []
    thread = threading.Thread(target=use)  # a fresh stack of Python frames, as in the plugin's workers
    thread.start()
    thread.join()
    assert done
    assert not any("nested" in str(outcome) for outcome in outcomes)


@pytest.mark.parametrize("name", EVERYTHING)
@pytest.mark.parametrize("text", DEEPEST)
def test_a_caller_with_a_nearly_full_stack_gets_an_answer_about_the_nesting(name, text):
    """At every depth of the caller's own stack there is a result or an error, and no RecursionError."""

    def down(left):
        return down(left - 1) if left else answer()

    def answer():
        try:
            return EVERYTHING[name](text)
        except ExpressionError as refusal:
            return refusal

    frames = 0
    frame = sys._getframe()
    while frame is not None:
        frames, frame = frames + 1, frame.f_back
    free = sys.getrecursionlimit() - frames
    answers = [down(free - left) for left in range(free - 20, 60, -40)]
    assert not isinstance(answers[0], ExpressionError)
    for refused in answers:
        assert not isinstance(refused, ExpressionError) or "nested" in refused.message
    if name == "evaluate":
        outcomes = [one for one in answers if not isinstance(one, ExpressionError)]
        assert all(isinstance(one, Value | EvaluationError | Undetermined) for one in outcomes)


def test_a_value_that_is_nested_too_deep_is_undetermined():
    """A profile cannot hold it, but a file can."""
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep]
    for text in ('"" + p.a', "p.a", "p.a == p.b", "Arrays.contains(p.a, p.b)", "Arrays.flatten(p.a)"):
        assert isinstance(compile_expression(text).evaluate({"p": {"a": deep, "b": [[deep]]}}), Undetermined)
