"""JSON from outside: what Python's reader would let through is refused by name, what Okta sends passes."""

from __future__ import annotations

import json

import pytest

from oktaprofile.okta import json_text
from oktaprofile.okta.json_text import DEEPEST, UnreadableJson, read_json


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "breaks off or is malformed"),
        (b'{"a":', "breaks off or is malformed"),
        (b"[" * 200_000, "nested deeper than 100 levels"),
        (b'{"a":' * 100_000, "nested deeper than 100 levels"),
        (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), "nested deeper than 100 levels"),
        (b'{"a":' * 300 + b"1" + b"}" * 300, "nested deeper than 100 levels"),
        (b'{"a": NaN}', "NaN for a number"),
        (b'{"a": -Infinity}', "-Infinity for a number"),
        (b'{"a": 1e999}', "too large"),
        (b'{"a": ' + b"9" * 5000 + b"}", "a number of 5000 digits"),
        (b'{"a": 0.' + b"1" * 5000 + b"}", "too long"),
        (b'{"a": "\xff\xfe"}', "no UTF-8"),
        ('{"a": "b"}'.encode("utf-16"), "no UTF-8"),
        (b'{"a": 1, "b": {"c": 1, "c": 2}}', "a key twice"),
    ],
)
def test_what_no_answer_of_okta_is_has_a_name(body: bytes, why: str) -> None:
    """Each would otherwise be a traceback, an endless read, or a value nobody sent."""
    with pytest.raises(UnreadableJson, match=why):
        read_json(body)


@pytest.mark.parametrize(
    "value",
    [
        {"a": [1, 2.5, -3e10, True, None, "é😀"], "b": {}},
        [[[]], {"x": "{[" * 500}],
        json.loads("[" * DEEPEST + "]" * DEEPEST),
    ],
)
def test_json_comes_out_as_it_is(value: object) -> None:
    """Brackets in texts, escapes, and nests up to the limit."""
    assert read_json(json.dumps(value).encode()) == value
    assert read_json(b"\xef\xbb\xbf" + json.dumps(value, ensure_ascii=False).encode()) == value


def test_half_a_surrogate_pair_is_shown_as_a_question_mark() -> None:
    """No UTF-8 holds it, and Terraform takes UTF-8 only. A whole pair is a character."""
    assert read_json(rb'{"a\ud800": ["\udfff", "\ud83d\ude00"]}') == {"a?": ["?", "😀"]}


def test_the_number_of_values_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is what memory grows with: `[[],[],…` takes thirty times its text."""
    monkeypatch.setattr(json_text, "MOST_VALUES", 1000)
    assert len(read_json(b"[" + b",".join([b"1"] * 999) + b"]")) == 999
    with pytest.raises(UnreadableJson, match="more than 1,000 values"):
        read_json(b"[" + b",".join([b"[]"] * 999) + b"]")
