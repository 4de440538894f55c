"""Properties that hold for every expression and every text: printing, crashes, time. (Depth: test_depth.)"""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

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
from oktaprofile.expression.errors import Stop
from oktaprofile.expression.formatter import printed
from oktaprofile.expression.nodes import (
    ArrayLiteral,
    Binary,
    Call,
    Chain,
    Conditional,
    Elvis,
    Index,
    Literal,
    MapLiteral,
    Name,
    Projection,
    Property,
    Unary,
)
from oktaprofile.expression.signatures import FUNCTIONS

NOWHERE = (0, 0)
NAMES = st.sampled_from(["appuser", "user", "source", "firstName", "a1", "x_y", "$z", "été", "profiles"])
TEXTS = st.text(st.sampled_from("ab \"'\\#é😀\n}{?:"), max_size=6)
CONSTANTS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(0, 2**31 - 1),
    st.floats(0, allow_nan=False, allow_infinity=False),
    TEXTS,
)


def nodes_over(inner):
    """Every kind of node, with operands from `inner`, as the parser would build it."""
    pairs = st.lists(st.tuples(inner, inner), min_size=1, max_size=3).map(tuple)
    several = st.lists(inner, min_size=2, max_size=4)
    calls = st.one_of(
        st.tuples(st.just("String.len"), st.tuples(inner)),
        st.tuples(st.just("Arrays.flatten"), st.lists(inner, max_size=3).map(tuple)),
        st.tuples(st.just("hasDirectoryUser"), st.just(())),
        st.tuples(st.just("user.getGroups"), st.tuples(inner)),
    )
    return st.one_of(
        st.builds(lambda t, n, s: Property(t, n, s, NOWHERE, NOWHERE), inner, NAMES, st.booleans()),
        st.builds(lambda t, i: Index(t, i, NOWHERE), inner, inner),
        st.builds(lambda t, b: Projection(t, b, NOWHERE), inner, inner),
        st.builds(lambda c: Call(c[0], c[1], NOWHERE, NOWHERE), calls),
        st.builds(lambda o, x: Unary(o, x, NOWHERE), st.sampled_from("!-+"), inner),
        st.builds(
            lambda o, x, y: Binary(o, x, y, NOWHERE),
            st.sampled_from(["==", "<", "matches", "^"]),
            inner,
            inner,
        ),
        st.builds(chain, several, st.sampled_from(["+-", "*/%", ["AND"], ["OR"]]), st.randoms()),
        st.builds(conditional, pairs, inner),
        st.builds(elvis, several),
        st.builds(lambda x: ArrayLiteral(tuple(x), NOWHERE), st.lists(inner, max_size=3)),
        st.builds(
            lambda x: MapLiteral(tuple(x), NOWHERE), st.lists(st.tuples(TEXTS, inner), min_size=1, max_size=2)
        ),
    )


def chain(operands, operators, random):
    return Chain(tuple(operands), tuple(random.choice(operators) for _ in operands[1:]), NOWHERE)


def conditional(branches, otherwise):
    """A conditional in the place of "otherwise" is part of the same one."""
    if isinstance(otherwise, Conditional):
        return Conditional(branches + otherwise.branches, otherwise.otherwise, NOWHERE)
    return Conditional(branches, otherwise, NOWHERE)


def elvis(options):
    """A default that has a default is part of the same one."""
    last = options[-1]
    if isinstance(last, Elvis):
        return Elvis((*options[:-1], *last.children), NOWHERE)
    return Elvis(tuple(options), NOWHERE)


LEAVES = st.one_of(
    st.builds(lambda value: Literal(value, NOWHERE), CONSTANTS),
    st.builds(lambda name: Name(name, NOWHERE), NAMES),
)
TREES = st.recursive(LEAVES, nodes_over, max_leaves=12)

CONTEXT = {
    "appuser": {"a1": "text", "x_y": 7, "firstName": None, "$z": [1, "b"]},
    "user": {"a1": 1.5, "x_y": True, "firstName": ""},
    "firstName": "Grace",
    "a1": 2147483647,
    "__groups__": [{"id": "00g1", "name": "Staff", "type": "OKTA_GROUP"}],
    "__fn__": {"hasDirectoryUser": True},
}
WORDS = """
    appuser . ?. a1 x_y firstName String.len ( ) [ ] .![ { } , : ? ?: + - * / % ^ == != < <= AND or ! not matches
    'text' "x" 'it''s' 7 2.5 1e3 true NULL Arrays.flatten user.getGroups hasDirectoryUser Time.now
"""
FRAGMENTS = st.sampled_from(WORDS.split())


def parsed(text):
    """The expression; None where the text has the form of the other dialect, which trees can be built of."""
    try:
        return parse(text)
    except ExpressionError as error:
        if error.dialect == "identity-engine":
            return None
        raise


def refusal(text):
    """The error of a text that is no expression; None for an expression."""
    try:
        parse(text)
    except ExpressionError as error:
        return error
    return None


@settings(max_examples=200, deadline=None)
@given(TREES)
def test_printing_and_parsing_gives_the_same_tree(tree):
    """Whatever the tree, its text means that tree and no other, and is the same when printed again."""
    text = printed(tree)
    again = parsed(text)
    if again is not None:
        assert again.root == tree, text
        assert format_expression(text) == text


@settings(max_examples=200, deadline=None)
@given(TREES)
def test_every_tree_can_be_evaluated_checked_and_read(tree):
    """An expression has a value, an error, or is undetermined; nothing else happens, and the context stays as it is."""
    text = printed(tree)
    before = repr(CONTEXT)
    expression = parsed(text)
    if expression is None:
        return
    outcome = expression.compile().evaluate(CONTEXT)
    assert isinstance(outcome, Value | EvaluationError | Undetermined)
    if not isinstance(outcome, Value):
        assert outcome.source == text
        assert 0 <= outcome.span[0] <= outcome.span[1] <= len(text)
        assert outcome.render()
    assert repr(CONTEXT) == before
    for finding in check(text, direction="to_okta"):
        assert finding.render()
    for reference in references(text):
        assert text[slice(*reference.span)].endswith(reference.attribute)


@settings(max_examples=250, deadline=None)
@given(st.lists(FRAGMENTS, max_size=14).map(" ".join))
@example("appuser . profile . a1")
@example("a ? b ? c : d : e")
def test_any_row_of_words_parses_or_is_refused_with_a_caret(text):
    """A text is an expression or has one error with a place in it, and never another exception."""
    error = refusal(text)
    if error is None:
        tree = parse(text).root
        assert parse(printed(tree)).root == tree
    else:
        assert 0 <= error.span[0] <= error.span[1] <= len(text)
        assert "^" in error.render()


@settings(max_examples=250, deadline=None)
@given(st.text(max_size=40))
@example("\ud800")
@example("\x00")
@example("“")
@example("a\u2028+")
def test_any_text_parses_or_is_refused(text):
    """The same for text that is not even made of the language's words."""
    error = refusal(text)
    assert error is None or "^" in error.render()


SIMPLE = st.recursive(
    st.sampled_from(
        [
            '"a"',
            "appuser.a1",
            "appuser.x_y",
            "appuser.firstName",
            "null",
            "3",
            "1.5",
            "true",
            "user.firstName",
        ]
    ),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" + ", " == ", " != ", " < ", " AND "]), inner)
        .map("".join)
        .map("({})".format),
        st.tuples(inner, inner, inner).map(lambda parts: "({} ? {} : {})".format(*parts)),
    ),
    max_leaves=8,
)


READS = st.sampled_from(
    ["appuser.a1", "appuser.x_y", "appuser.firstName", "user.firstName", "nobody.x", "appuser.$z"]
)


@settings(max_examples=150, deadline=None)
@given(READS, SIMPLE)
def test_the_quick_form_of_a_guard_is_the_general_one(read, other):
    """`x != null ? x : y` has a closure of its own; with a condition that hides the shape the answer is the same."""
    for quick, general in (
        (f"{read} != null ? {read} : {other}", f"{read} != null AND true ? {read} : {other}"),
        (f"null != {read} ? {read} : {other}", f"!({read} == null) ? {read} : {other}"),
        (f"{read} == null ? {other} : {read}", f"{read} == null AND true ? {other} : {read}"),
    ):
        assert compile_expression(quick).evaluate(CONTEXT) == compile_expression(general).evaluate(CONTEXT)


@settings(max_examples=150, deadline=None)
@given(SIMPLE, SIMPLE)
def test_the_quick_form_of_joining_around_a_text_is_the_general_one(left, right):
    """`x + "-" + y` has a closure of its own; with brackets that hide the shape the answer is the same."""
    quick = compile_expression(f'{left} + "-" + {right}').evaluate(CONTEXT)
    assert quick == compile_expression(f'({left} + "-") + {right}').evaluate(CONTEXT)


@settings(max_examples=150, deadline=None)
@given(st.lists(SIMPLE, min_size=2, max_size=12))
def test_a_long_chain_gives_what_its_parts_give_one_after_another(parts):
    """Chains are run in a loop from nine operands on: both ways agree, errors and their kind included."""
    padding = ['""'] * 9
    short = compile_expression(" + ".join(parts)).evaluate(CONTEXT)
    nested = " + ".join(parts)
    for _ in padding:
        nested = f'({nested}) + ""'
    long = compile_expression(" + ".join([f"({' + '.join(parts)})", *padding])).evaluate(CONTEXT)
    assert type(compile_expression(nested).evaluate(CONTEXT)) is type(long)
    if isinstance(short, Value) and isinstance(long, Value):
        assert compile_expression(nested).evaluate(CONTEXT) == long


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.sampled_from([10**20, -(10**400), 2**63, 2**31, -(2**31)]),
        st.floats(),
        st.text(max_size=4),
        st.sampled_from(
            ["", "1,2", "a, b", "12", "1.5", "IN", "840", "2020-01-02T03:04:05.000Z", "EST", "\ud83d", "😀x"]
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["x", "id", "name", "type", "group.type", "operator"]), inner, max_size=3
        ),
    ),
    max_leaves=6,
)
ANY_CALL = st.sampled_from(sorted(name for name, signature in FUNCTIONS.items() if not signature.refused))


@settings(max_examples=600, deadline=None)
@given(ANY_CALL, st.lists(JSON, min_size=5, max_size=5), JSON, JSON)
def test_any_function_of_any_values_gives_an_outcome(name, values, groups, answers):
    """Whatever a profile or the context holds, a function gives a value, an error, or is undetermined."""
    signature = FUNCTIONS[name]
    count = next(count for count in (5, 4, 3, 2, 1, 0) if signature.accepts(count))
    call = f"{name}({', '.join(f'p.a{number}' for number in range(count))})"
    profile = {f"a{number}": value for number, value in enumerate(values)}
    context = {
        "p": profile,
        "__groups__": groups,
        "__fn__": {name.removeprefix("user."): answers},
        "__now__": values[0],
    }
    outcome = compile_expression(call).evaluate(context)
    assert isinstance(outcome, Value | EvaluationError | Undetermined)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([*"+-*/%^", "==", "!=", "<", ">=", "matches", "AND", "OR", "?:"]), JSON, JSON)
def test_any_operator_of_any_values_gives_an_outcome(operator, left, right):
    """The same for the operators, an index, and a sign."""
    context = {"p": {"a": left, "b": right}}
    for text in (
        f"p.a {operator} p.b",
        "p.a[p.b]",
        "-p.a",
        "!p.a",
        "p.a.b",
        "p.a.![x]",
        "p.a ? 1 : 2",
        '"" + p.a',
    ):
        assert isinstance(compile_expression(text).evaluate(context), Value | EvaluationError | Undetermined)


@pytest.mark.parametrize(
    "text",
    [
        lambda n: " + ".join(["appuser.a1"] * n),
        lambda n: '"' + "x" * n + '"',
        lambda n: '"' + '""' * n + '"',
        lambda n: "x" * n,
        lambda n: " " * n + "1",
        lambda n: "{" + ", ".join(["1"] * n) + "}",
        lambda n: "".join(f"a == {i} ? {i} : " for i in range(n)) + "0",
        lambda n: "".join(f"a{i} == null ? a{i} : " for i in range(n)) + "0",
        lambda n: " AND ".join(f"a{i} != null" for i in range(n)) + " ? 1 : 2",
        lambda n: "“" + "x" * n,
        lambda n: "a + " * n,
    ],
)
def test_time_grows_with_the_length_of_the_text(text):
    """Sixteen times the text takes at most about sixteen times as long, errors and their pictures included."""

    def seconds(size):
        source = text(size)
        started = time.process_time()
        try:
            parse(source)
            check(source, direction="to_okta")
            references(source)
        except ExpressionError as error:
            error.render()
        return time.process_time() - started

    most = 16 * 4 * min(seconds(500) for _ in range(3)) + 0.05
    assert any(seconds(8000) < most for _ in range(3)), most  # once, unless the machine was busy


def test_a_text_that_would_explode_is_not_computed():
    """Doubling forty times would need a terabyte."""
    text = '"x"'
    for _ in range(40):
        text = f'String.replace({text}, "x", "xx")'
    outcome = compile_expression(text).evaluate({})
    assert isinstance(outcome, Undetermined)
    assert "1048576" in outcome.reason


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+b", "(a|a)*b", "(a*)*b", "(.*a){20}b", "(a?){50}a{50}b", "([a-z]+)*[0-9]", "((a{0,30}){0,30})b"],
)
def test_a_pattern_that_makes_backtracking_explode_does_not(pattern):
    """matches takes time in proportion to the text, or says that it is not run."""
    context = {"user": {"text": "a" * 3000, "pattern": pattern}}
    started = time.process_time()
    outcome = compile_expression("user.text matches user.pattern").evaluate(context)
    assert outcome == Value(False) or isinstance(outcome, Undetermined)
    assert time.process_time() - started < 2


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("ab.*+?|()[]{}^$\\-,12dwp{:i"), max_size=12), st.text("ab12 ", max_size=6))
def test_any_pattern_gives_an_answer(pattern, text):
    """A pattern matches, does not, is invalid, or is not run; what matches as a whole is also found."""
    from oktaprofile.expression import regex

    with contextlib.suppress(Stop):
        assert regex.found(text, pattern) or not regex.matches(text, pattern)
