"""How a mistake is told: once, at its place, with what to write instead."""

from __future__ import annotations

import pytest

from oktaprofile.expression import EvaluationError, ExpressionError, check, compile_expression, parse
from oktaprofile.expression.errors import caret
from oktaprofile.expression.suggest import edits, nearest


def error(source):
    with pytest.raises(ExpressionError) as caught:
        parse(source)
    return caught.value


@pytest.mark.parametrize(
    ("source", "place", "suggestion", "fix"),
    [
        ("a = 1", "=", "to compare write '=='", "a == 1"),
        ("\u201cx\u201d + 'y'", "\u201c", 'write "', "\"x\" + 'y'"),
        ("\u2018it\u2019", "\u2018", "write '", "'it'"),
        ('String.lenn("a")', "String.lenn", "did you mean String.len(input)?", 'String.len("a")'),
        ('string.len("a")', "string.len", "write String.len", 'String.len("a")'),
        (
            'touppercase("a")',
            "touppercase",
            "did you mean String.toUpperCase(input)?",
            'String.toUpperCase("a")',
        ),
        (
            'subString("a", 0, 1)',
            "subString",
            "String.substring(input, start, end)",
            'String.substring("a", 0, 1)',
        ),
        ('contains("a", "b")', "contains", "Arrays.contains", ""),
        ('frobnicate("a")', "frobnicate", "", ""),
        ('lower("a")', "lower", "String.toLowerCase(input)", ""),
        (
            'String.replaceAll("a", "b", "c")',
            "String.replaceAll",
            "String.replace(input, match, replacement)",
            'String.replace("a", "b", "c")',
        ),
        ('Arrays.length({"a"})', "Arrays.length", "write Arrays.size(array)", ""),
        (
            'isMemberOfGroupNam("a")',
            "isMemberOfGroupNam",
            "isMemberOfGroupName(name)?",
            'isMemberOfGroupName("a")',
        ),
        ("user.profile.email", "user.profile.email", "write user.email", "user.email"),
        ("user.email.length() > 3", "length", "write String.len(x)", ""),
        ("DateTime.now()", "DateTime.now", "Time.now", ""),
        ("a ? b", "?", 'add : ""', ""),
        ("a ++ b", "++", "write one '+'", ""),
        ('"a" "b"', '"b"', "write '+' between them", ""),
        ("a & b", "&", "'AND'", ""),
        ('"a\\"b"', '\\"', 'the quote twice ("")', ""),
    ],
)
def test_the_place_and_the_next_step(source, place, suggestion, fix):
    """The span is the very characters that are wrong; the suggestion says what to do; the fix is the corrected text."""
    caught = error(source)
    assert source[slice(*caught.span)] == place
    assert suggestion in caught.suggestion
    assert caught.fix == fix
    if fix:
        parse(fix)


def test_one_mistake_is_one_finding():
    """A text that does not parse is not checked any further, however much would follow from the mistake."""
    for source in ("a = b = c = 1", "\u201ca\u201d + \u201cb\u201d", "((((", "String.lenn(user.nope + 1)"):
        (finding,) = check(source, direction="to_okta", source_schema={}, target_schema={}, target="x")
        assert finding.severity == "error"


def test_the_picture_of_a_long_line_is_a_window():
    """The place is in sight, and the caret below it."""
    source = "a + " * 100 + "= b" + " + c" * 100
    picture = error(source).render().splitlines()
    assert len(picture[1]) < 110
    assert picture[1][picture[2].index("^")] == "="
    assert picture[1].strip().startswith("…")
    assert picture[1].endswith("…")


def test_the_picture_of_a_later_line():
    """The line is named, and tabs before the place stay tabs, so that the caret is below it."""
    source = 'a == 1\n\t? "x"\n\t: = 2'
    assert error(source).render().splitlines()[1:4] == ["line 3:", "  \t: = 2", "  \t  ^"]


def test_the_picture_at_the_end_of_the_text():
    """There is a caret after the last character."""
    assert caret("abc", (3, 3)) == "  abc\n     ^"
    assert caret("", (0, 0)) == "  \n  ^"


def test_the_picture_shows_no_control_characters():
    """What would move the terminal's cursor is replaced."""
    assert "\x1b" not in caret("a\x1b[2Jb", (0, 1))


@pytest.mark.parametrize(
    ("source", "span", "below"),
    [
        ("\U0001f600 = 1", (2, 3), "     ^"),
        ('"\U0001f600\U0001f600" "b"', (5, 8), "         ^^^"),
        ("e\u0301 = 1", (3, 4), "    ^"),
        ('x + "\u4e2d\u6587"', (4, 8), "      ^^^^^^"),
        ("\t\t= 1", (2, 3), "  \t\t^"),
        ("a\r\n= 1\r\n", (3, 10), "  ^^^"),
        ("\u200ba = 1", (3, 4), "     ^"),
    ],
)
def test_the_caret_is_below_its_place_in_a_terminal(source, span, below):
    """An emoji and a Chinese sign take two columns, an accent of its own none; a line ends before its line end."""
    assert caret(source, span).splitlines()[-1] == below


def test_a_span_over_several_lines_is_underlined_on_the_first():
    """To its end."""
    assert caret("ab\ncd", (1, 5)) == "  ab\n   ^"


def test_an_error_of_the_evaluation_has_a_picture_too():
    """The part of the expression that failed."""
    outcome = compile_expression('"a" + (appuser.x ? 1 : 2)').evaluate({"appuser": {}})
    assert isinstance(outcome, EvaluationError)
    assert outcome.render().splitlines()[1:] == ['  "a" + (appuser.x ? 1 : 2)', "         ^^^^^^^^^"]


def test_no_value_of_a_person_is_in_a_message():
    """Profiles hold personal data: messages tell types and places, not values."""
    secret = "+1555SECRET"
    context = {
        "p": {"x": secret, "n": None, "list": [secret]},
        "__groups__": [{"id": "00g1", "name": secret}],
    }
    for source in (
        "p.x + 1 < 2",
        "p.x < 3",
        "p.x ? 1 : 2",
        "p.x[0]",
        "p.x.y",
        "p.x * 2",
        "-p.x",
        "p.list[7]",
        '"a" matches p.x + "("',
        "Convert.toInt(p.x)",
        "Convert.toNum(p.x)",
        "Iso3166Convert.toName(p.x)",
        "Time.now(p.x)",
        'Time.now("UTC", p.x)',
        "Time.fromUnixToIso8601(p.x)",
        'Time.fromStringToIso8601(p.x, "yyyy-MM-dd")',
        'Time.fromIso8601ToString(p.x, "yyyy")',
        "String.substring(p.x, 0, 99)",
        'String.substringBefore(p.x, "@")',
        "Arrays.remove(p.list, 1)",
        'isMemberOfGroupName("+1555secret")',
        "user.getInternalProperty(p.x)",
        "getManagerUser(p.x)",
        'getFilteredGroups({"a"}, p.x, 1)',
    ):
        outcome = compile_expression(source).evaluate(context)
        assert "SECRET" not in outcome.render(), source


def test_nearest_finds_slips_and_nothing_far():
    """Another case, a letter too many, two swapped: yes. Another word: no."""
    words = ["directNumber", "extensionNumber", "email"]
    assert nearest("DirectNumber", words) == ["directNumber"]
    assert nearest("directNubmer", words) == ["directNumber"]
    assert nearest("emial", words) == ["email"]
    assert nearest("telephone", words) == []
    assert nearest("", words) == []


@pytest.mark.parametrize(
    ("left", "right", "distance"),
    [
        ("", "", 0),
        ("abc", "abc", 0),
        ("abc", "acb", 1),
        ("abc", "abcd", 1),
        ("abc", "xyz", 3),
        ("kitten", "sitting", 3),
    ],
)
def test_edits(left, right, distance):
    """Insertions, deletions, replacements and swaps of neighbours each count one."""
    assert edits(left, right, 9) == distance
    assert edits(right, left, 9) == distance
