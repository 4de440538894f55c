"""The last look at a finished text: no phone number, no e-mail address."""

from __future__ import annotations

import pytest

from oktaprofile.review.masking import mask


@pytest.mark.parametrize(
    "number",
    [
        "+14155550100",
        "+1 415 555 0100",
        "+1 (415) 555-0100",
        "+49 30 901820",
        "&#43;14155550100",
        "%2B14155550100",
        "\\u002b14155550100",
        "415-555-0100",
        "(415) 555-0100",
        "415.555.0100",
        "4155550100",
        "phone=4155550100",
        "4155550100.0",
        "4155550100.",
        "020 7946 0555",
        "(030) 901820-555",
        "0049 30 901820555:",
        "o'brien@acme.ie",
        "jürgen@acme.de",
        "ana.mueller+x@acme.example.com",
        "ana&#64;acme.com",
        "ana&#64;acme&#46;com",
        "ana%40acme.com",
    ],
)
def test_numbers_and_addresses_go(number: str) -> None:
    """In plain text, as character references, in URLs and in JSON."""
    for text in (number, f'x["{number}"]', f"<code>{number}</code>", f"a {number}, b"):
        shown = mask(text)
        assert number not in shown
        assert "555" not in shown
        assert "acme" not in shown
        assert "(phone number)" in shown or "(e-mail address)" in shown


@pytest.mark.parametrize(
    "text",
    [
        "+9×11#9×4",
        "73,692 people",
        "2026-11-23T17:10:09Z",
        "0oa100004zrQNzloD6s1",
        "hmac:0123456789abcdef",
        "5.464 percent",
        "a &#43; b",
        "Terraform 1.11.4",
        "@everyone",
        'viewBox="0 0 1142 1490"',
        "300 seconds",
        "100,000,000 users",
        "2026-11-23 17:10",
        "09.11.2026 12:30",
        "01-02-2026 03:04",
        "0.123456789012",
        "0 0 1142 1490",
    ],
)
def test_the_rest_stays(text: str) -> None:
    """Shapes, counts, times, ids and coordinates look a little like numbers and are none."""
    assert mask(text) == text
