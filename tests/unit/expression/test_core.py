"""The core of the language: references, conditions, Elvis, joining, comparing, and its results."""

from __future__ import annotations

import pytest

from oktaprofile.expression import (
    EvaluationError,
    ExpressionError,
    Undetermined,
    Value,
    compile_expression,
    parse,
    references,
)

SEED = '(appuser.directNumber != null ? appuser.directNumber : "") + "#" + appuser.extensionNumber'


def evaluate(source: str, **context: object) -> object:
    return compile_expression(source).evaluate(context)


@pytest.mark.parametrize(
    ("profile", "value"),
    [
        ({"directNumber": "+390612345678", "extensionNumber": "204"}, "+390612345678#204"),
        ({"directNumber": None, "extensionNumber": "204"}, "#204"),
        ({"extensionNumber": "204"}, "#204"),
        ({"directNumber": "", "extensionNumber": ""}, "#"),
        ({"directNumber": "+390612345678"}, "+390612345678#null"),
        ({}, "#null"),
    ],
)
def test_the_seed_expression_yields_the_word_null_for_a_missing_extension(profile, value):
    """The mapping this product is about, on every kind of person, the `#null` trap included."""
    assert evaluate(SEED, appuser=profile) == Value(value)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ('appuser.x ?: "none"', "none"),
        ('appuser.empty ?: "none"', "none"),
        ("appuser.x ?: appuser.empty ?: appuser.name", "Grace"),
        ('appuser.x != null ? "a" : appuser.name == "Grace" ? "b" : "c"', "b"),
        ('appuser.name != "Ada" AND appuser.x == null', True),
        ('appuser.name == "Ada" OR !(appuser.x != null)', True),
        ("appuser.empty == null", False),
        ('appuser.x == ""', False),
        ('"x" + 7', "x7"),
        ('7 + 1 + "x"', "8x"),
        ('"x" + 1.0', "x1.0"),
        ('"x" + true', "xtrue"),
        ('"" + appuser.list', "p,q"),
        ("name", "top"),
        ("7 == 7.0", True),
        ('"7" == 7', False),
        ("null < 3", True),
        ("2147483647 + 1", -2147483648),
        ("7 / -2", -3),
        ("-7 % 3", -1),
        ("{1, 2, 3}[1]", 2),
        ("appuser?.x?.y", None),
        ('String.len("\U0001f600")', 2),
    ],
)
def test_value(source, value):
    """Operators give what Spring's language gives, which Okta's is a subset of."""
    profile = {"x": None, "empty": "", "name": "Grace", "list": ["p", "q"]}
    assert evaluate(source, appuser=profile, name="top") == Value(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("null + null", "'+' does not work on null and null"),
        ("null + 3", "'+' does not work on null and a whole number"),
        ("appuser.x ? 1 : 2", "the condition needs true or false, and this is null"),
        ("!appuser.x", "'!' needs true or false, and this is null"),
        ("7 ? 1 : 2", "the condition needs true or false, and this is a whole number"),
        ('"a" < 3', "'<' cannot compare a text with a whole number"),
        ("appuser.x.y", "there is no attribute y of null"),
        ("user.name", "the context has nothing named user"),
        ("{1, 2, 3}[3]", "the array has 3 elements and none at 3"),
        ("1 / 0", "division by zero"),
    ],
)
def test_error(source, message):
    """Where Spring's language fails, the evaluation is an error and says why."""
    outcome = evaluate(source, appuser={"x": None})
    assert isinstance(outcome, EvaluationError)
    assert outcome.message == message


@pytest.mark.parametrize(
    "source",
    [
        "String.toUpperCase(appuser.x)",
        'String.substringBefore("abc", "@")',
        'String.substring("abc", 2, 9)',
        'String.replaceFirst("a.b", ".", "-")',
        "isSuperOrgAdmin()",
    ],
)
def test_undetermined(source):
    """What no source settles is undetermined, with a reason and a place, and not a guess."""
    outcome = evaluate(source, appuser={"x": None})
    assert isinstance(outcome, Undetermined)
    assert outcome.reason
    assert source in outcome.render()


def test_an_undetermined_part_that_is_not_reached_does_no_harm():
    """AND, OR and the ternary evaluate what they need only."""
    assert evaluate(
        'appuser.x == null OR String.startsWith(appuser.x, "a") ? "short" : "long"', appuser={}
    ) == Value("short")


def test_an_error_points_at_its_place():
    """An evaluation error knows the part of the expression that failed."""
    outcome = evaluate('"#" + (appuser.x + 1)', appuser={})
    assert isinstance(outcome, EvaluationError)
    assert outcome.source[slice(*outcome.span)] == "appuser.x + 1"


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ('"#" + ((appuser.x) + (1))', "(appuser.x) + (1)"),
        ("(appuser.x)[(0)]", "(appuser.x)[(0)]"),
        ('"a" + (((null)) < ("a")) * 2', '"a" + (((null)) < ("a")) * 2'[6:]),
        ("((1) < (true)) ? 1 : 2", "(1) < (true)"),
        ("(appuser.x) matches (7)", "(appuser.x) matches (7)"),
        ("(1) + (null) + (2)", "(1) + (null)"),
    ],
)
def test_the_place_of_an_error_keeps_the_brackets_of_its_operands(source, place):
    """What is underlined is an expression of its own, as far as the operation is."""
    outcome = evaluate(source, appuser={"x": None})
    assert isinstance(outcome, EvaluationError)
    assert outcome.source[slice(*outcome.span)] == place


def test_references_of_the_seed_expression():
    """Each reading of an attribute, with its place, and whether null is excluded there."""
    found = references(SEED)
    assert [(r.root, r.attribute, r.null_guarded) for r in found] == [
        ("appuser", "directNumber", True),
        ("appuser", "directNumber", True),
        ("appuser", "extensionNumber", False),
    ]
    assert all(SEED[slice(*r.span)] == f"{r.root}.{r.attribute}" for r in found)


@pytest.mark.parametrize(
    ("source", "guarded"),
    [
        ("user.a + user.a", [False, False]),
        ('user.a == "" ? "" : user.a + "x"', [True, False]),
        ('user.a != null AND user.a != "" ? user.a + "x" : ""', [True, True, True]),
        ('user.a == null OR user.a == "" ? "" : user.a + "x"', [True, True, True]),
        ('!(user.a == null) ? user.a + "x" : ""', [True, True]),
        ('"x" + (user.a ?: "y")', [True]),
        ('"x" + (user.a ?: user.b)', [True, False]),
        ('user.a == "v" ? user.a + "x" : user.a', [True, True, False]),
        ('user.a != null OR user.b != null ? user.a + user.b : ""', [True, True, False, False]),
        ("user.a > 3 ? user.a + 1 : 0", [True, True]),
        ("user.a < 3 ? user.a + 1 : 0", [True, False]),
        ('String.len(user.a) == 0 ? "" : user.a', [True, True]),
        ('String.len(user.a) > 2 ? user.a : "" + user.a', [True, True, False]),
        ('String.len(user.a) < 2 ? user.a + "" : user.a + "x"', [True, False, True]),
        ("Arrays.isEmpty(user.a) ? null : user.a[0]", [True, True]),
        ("Arrays.size(user.a) != 0 ? user.a[0] : user.a[1]", [True, True, False]),
        ("user.getGroups().![name]", []),
        ('firstName + ""', [False]),
    ],
)
def test_guards(source, guarded):
    """null_guarded holds only where a condition, a comparison or a default keeps null out."""
    assert [r.null_guarded for r in references(source)] == guarded


def test_the_text_of_an_error_has_the_line_a_caret_and_a_next_step():
    """ExpressionError.render() is what a person sees, and str() of it is the same."""
    with pytest.raises(ExpressionError) as caught:
        parse('appuser.a = "x" ? 1 : 2')
    assert caught.value.render() == (
        "'=' does not assign or compare in the Expression Language\n"
        '  appuser.a = "x" ? 1 : 2\n'
        "            ^\n"
        "suggestion: to compare write '=='"
    )
    assert str(caught.value) == caught.value.render()


def test_values_compare_by_type():
    """Value(1), Value(1.0) and Value(True) are three different results."""
    assert Value(1) != Value(1.0)
    assert Value(1) != Value(True)
    assert Value([1]) == Value([1])
