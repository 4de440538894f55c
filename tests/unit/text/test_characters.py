"""What must not reach a terminal, and how long others take a text for."""

from __future__ import annotations

import pytest

from oktaprofile.text.characters import utf16_length, without_controls


@pytest.mark.parametrize("bad", ["\x1b", "\x00", "\r", "\u202e", "\u200b", "\x85", "\ud800"])
def test_controls_are_replaced(bad: str) -> None:
    """Escape sequences, line ends of other systems, what turns the reading direction, what nobody sees."""
    assert without_controls(f"a{bad}b") == "a\ufffdb"


def test_what_is_to_stay_stays() -> None:
    """Line ends where the text has lines; letters of any alphabet everywhere."""
    assert without_controls("a\n\tb", "\n\t") == "a\n\tb"
    assert without_controls("a\nb") == "a\ufffdb"
    assert without_controls("Zoë 山 😀") == "Zoë 山 😀"


@pytest.mark.parametrize(
    ("text", "length"), [("", 0), ("abc", 3), ("Zoë", 3), ("😀", 2), ("a😀山", 4), ("\ud83d", 1)]
)
def test_lengths_are_java_s(text: str, length: int) -> None:
    """A character beyond the basic plane counts twice; half a pair once."""
    assert utf16_length(text) == length
