"""docs/expression-language.md: it names every function, finding and exit code, and its examples are true."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from oktaprofile.expression import EvaluationError, Undetermined, Value, compile_expression
from oktaprofile.expression.command import EXIT_CODES
from oktaprofile.expression.iso3166 import COUNTRIES
from oktaprofile.expression.signatures import FUNCTIONS

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "expression-language.md").read_text(encoding="utf-8")
EXAMPLES = [
    line.split("→")
    for block in re.findall(r"```oel\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
    if line.strip()
]


@pytest.mark.parametrize(("source", "printed"), EXAMPLES)
def test_an_example_of_the_page_is_true(source, printed):
    """What the page prints for an expression is what it gives."""
    outcome = compile_expression(source.strip()).evaluate({})
    if printed.strip() == "error":
        assert isinstance(outcome, EvaluationError)
    elif printed.strip() == "undetermined":
        assert isinstance(outcome, Undetermined)
    else:
        assert outcome == Value(json.loads(printed))


def test_the_page_has_examples():
    """The blocks are found."""
    assert len(EXAMPLES) > 40


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_on_the_page(name):
    """By its whole name."""
    assert re.search(rf"`{re.escape(name)}[(`]", PAGE)


def test_a_table_names_the_parameters_as_the_signature_does():
    """Where a row shows a call, it is the call that is accepted."""
    rows = "\n".join(line for line in PAGE.splitlines() if line.startswith("| `"))
    calls = {shown.partition("(")[0]: shown for shown in re.findall(r"`([\w.]+\([^`\"']*\))`", rows)}
    assert len(calls) > 50
    for name, shown in calls.items():
        assert shown == str(FUNCTIONS[name])


def test_every_finding_is_on_the_page():
    """A code that check can give is explained."""
    folder = ROOT / "providers" / "oktaprofile" / "expression"
    text = "".join(path.read_text() for path in folder.glob("*.py"))
    codes = set(re.findall(r'(?:(?:ERROR|WARNING|INFO),\s+|fails_on_null\()"([a-z-]+)"', text))
    assert len(codes) > 20
    assert not {code for code in codes if f"`{code}`" not in PAGE}


def test_the_exit_codes_are_those_of_the_help():
    """The page and --help list the same numbers."""
    listed = PAGE[PAGE.index("| Exit code") :].split("##")[0]
    assert re.findall(r"^\| (\d) \|", listed, re.MULTILINE) == re.findall(
        r"^  (\d)  ", EXIT_CODES, re.MULTILINE
    )


def test_the_number_of_countries_without_a_name_is_right():
    """The page says how many there are."""
    assert f"the {sum(not country[3] for country in COUNTRIES)} countries" in PAGE
