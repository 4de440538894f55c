"""`matches` by a subset of Java's patterns: the same answers as Java, in bounded time, and nothing guessed."""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path

import pytest

from oktaprofile.expression import EvaluationError, Undetermined, Value, compile_expression, regex
from oktaprofile.expression.errors import Failure, Unpublished

# What java.util.regex answers (Java 17 and Temurin 25 alike): does the whole text fit, does a part of it.
# "undetermined": outside of the subset.
CASES = json.loads((Path(__file__).parents[2] / "cases" / "patterns.json").read_text(encoding="utf-8"))


def evaluate(text, pattern):
    return compile_expression("u.text matches u.pattern").evaluate({"u": {"text": text, "pattern": pattern}})


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['pattern']}~{case['text']}")
def test_the_answer_is_javas_or_there_is_none(case):
    """What Java answers is what we answer; what is outside of the subset is undetermined, whatever Java says."""
    outcome = evaluate(case["text"], case["pattern"])
    if case.get("undetermined"):
        assert isinstance(outcome, Undetermined)
        assert outcome.reason
    elif case.get("invalid"):
        assert isinstance(outcome, EvaluationError)
        assert "the pattern is not valid at character" in outcome.message
    else:
        assert outcome == Value(case["whole"])


@pytest.mark.parametrize(
    "case", [case for case in CASES if not {"undetermined", "invalid"} & case.keys()], ids=str
)
def test_a_part_that_fits_is_found_as_java_finds_it(case):
    """Except in a text of several lines, where `$` has several places."""
    if set(case["text"]) & set("\n\r\x85\u2028\u2029"):
        with pytest.raises(Unpublished, match="several lines"):
            regex.found(case["text"], case["pattern"])
    else:
        assert regex.found(case["text"], case["pattern"]) is case["part"]


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+b",
        "(a|a)*b",
        "(a*)*b",
        "(a|aa)+$",
        "(.*a){20}b",
        "(a?){50}a{50}b",
        "a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaaaaaaaaaaaaaa",
        "([a-z]+)*[0-9]",
        "((a{0,30}){0,30})b",
        "(a{1,500}){1,500}b",
        "a*a*a*a*a*a*b",
        ".*.*.*.*b",
        "(?:(?:(?:a|ab)|abc)|abcd)*e",
        "(?i)(a|A)*b",
        "[^b]*[^c]*[^d]*b",
    ],
)
@pytest.mark.parametrize("size", [10, 30, 100, 1_000, 10_000, 65_536, 1_000_000])
def test_no_pattern_takes_long_on_any_text(pattern, size):
    """The classic bombs: an answer in a moment, or undetermined, for a text of any length; searched as well."""
    text = "a" * size
    for run in (regex.matches, regex.found):
        started = time.process_time()
        with contextlib.suppress(Unpublished):
            run(text, pattern)
        assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"[^@]+@[a-z0-9.-]+\.[a-z]{2,}", "a" * 60 + "@" + "b.c" * 40 + ".org"),
        (r"(?:[a-z0-9]+[._-])*[a-z0-9]+@example\.com", "ada.king-noel_lovelace.1815@example.com"),
        (r"\+?[0-9 ()./-]{6,30}(?:(?:#|x| ext\.? )[0-9]{1,6})?", "+1 (650) 253-0000 ext. 101"),
        (r".*-.*-.*", "one-two-three" * 8),
    ],
)
def test_a_pattern_of_a_real_mapping_runs_on_a_real_value(pattern, text):
    """The bound on time leaves out bombs, not what people write."""
    assert regex.matches(text, pattern)


def test_a_pattern_that_is_too_long_or_too_deep_is_undetermined():
    """Reading the pattern is bounded, too."""
    for pattern in ("a" * 1001, "(" * 21 + "a" + ")" * 21, "(" * 900, "a{1001}", "[" * 900, "(a|" * 300):
        with pytest.raises((Unpublished, Failure)):
            regex.matches("a", pattern)


def test_half_a_character_is_undetermined():
    """Two halves beside each other are one character for Java, and two for Python."""
    for text, pattern in (("\ud83d\ude00", "."), ("a", "\ud83d")):
        with pytest.raises(Unpublished, match="half a character"):
            regex.matches(text, pattern)
