"""The numbers that options take: wrong usage names the number and the range, and is never a defect."""

from __future__ import annotations

import argparse

import pytest

from oktaprofile.cli.main import main
from oktaprofile.text.arguments import whole


@pytest.mark.parametrize("text", ["-1", "11", "x", "", "1.5", "1_0", " 5", "--5", "9" * 5000, "nan"])
def test_another_text_is_refused_with_the_range(text: str) -> None:
    """Signs, spaces, fractions, and more digits than Python converts."""
    with pytest.raises(argparse.ArgumentTypeError, match="is no whole number from 0 to 10"):
        whole(0, 10)(text)


def test_the_ends_are_in_the_range() -> None:
    """Both, and any number where there is no upper end."""
    assert [whole(0, 10)(text) for text in ("0", "7", "10")] == [0, 7, 10]
    assert whole(-1)("-1") == -1
    assert whole()("123456789") == 123456789


@pytest.mark.parametrize(
    "line",
    [
        "simulate --port 70000",
        "simulate --users -1",
        "page --port 70000",
        "demo --users 0",
        "verify x --max-different -1",
        "verify x --samples -1",
        "reconcile --max-unknown x",
        "impact --samples -1",
        "review post --github --body x --number 0",
    ],
)
def test_a_command_says_so(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong usage, before an org is asked."""
    assert main(line.split()) in (1, 2)
    assert "is no whole number from" in capsys.readouterr().err
