"""What Terraform prints for us is text: no half characters, nothing that steers a terminal."""

from __future__ import annotations

import pytest

from oktaprofile.plugin.rpc.answer import valid_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Grüße, 日本 \u201cx\u201d", "Grüße, 日本 \u201cx\u201d"),
        ("two\nlines\tand more", "two\nlines\tand more"),
        ("\x1b[2Jcleared\x07", "\\u001b[2Jcleared\\u0007"),
        ("a\r\nb", "a\\u000d\nb"),
        ("turned \u202eround", "turned \\u202eround"),
        ("half \ud800 pair", "half \\ud800 pair"),
    ],
)
def test_control_characters_are_made_visible(text: str, shown: str) -> None:
    """Line breaks and tabs stay; every other control or invisible character shows its code."""
    assert valid_text(text) == shown
