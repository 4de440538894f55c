"""One result, whichever decoder is there."""

from __future__ import annotations

import importlib
import math
import sys

import pytest

from oktaprofile.people import decoding
from oktaprofile.people.errors import PeopleError

TEXTS = [
    b"{}",
    b'{"a":1}',
    b' { "a" : [ 1 , 2.50 , -0.0, 1e400, 1E5 ] } ',
    b'{"a":1,"a":2}',
    b'{"a":{"b":1,"b":1}}',
    b"[NaN,Infinity,-Infinity]",
    b"[123456789012345678901234567890]",
    b"[18446744073709551615,18446744073709551616,-9223372036854775809]",
    b"[0.1,1e-320,123456789.123456789123456789]",
    b'["\\ud800","\\udc00\\ud800","\\ud83d\\ude00"]',
    b'["\xff"]',
    b'["\xed\xa0\x80"]',
    b"\xef\xbb\xbf{}",
    b"",
    b"nul",
    b'{"a":1}x',
    b"[1,]",
    b"['a']",
    b'["\t"]',
    b'["a\\u0000b"]',
    b"[01]",
    b"[" * 300 + b"]" * 300,
    b"[" * 100_000,
]


def outcome(decode, text):
    """The value, or that it is refused. NaN is not equal to itself."""
    try:
        return "value", repr(decode(text))
    except (PeopleError, ValueError):
        return "refused", None


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: repr(text[:30]))
def test_with_and_without_the_fast_decoder(text: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that occurs twice, numbers, half surrogate pairs, what is no JSON: one verdict."""
    pytest.importorskip("orjson")
    assert decoding.orjson is not None
    fast = outcome(decoding.decoded, text)
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "orjson", None)
        slow = importlib.reload(decoding)
        assert slow.orjson is None
        assert outcome(slow.decoded, text) == fast
    importlib.reload(decoding)


@pytest.mark.parametrize(
    "value", [{"a": "\ud800"}, [2**70, -(2**64)], ["\u00fc", None, True, 0.1], [math.pi]]
)
def test_what_is_encoded_is_decoded_again(value: object) -> None:
    """Whatever Okta may send."""
    assert decoding.decoded(decoding.encoded(value)) == value


def test_many_texts_are_each_what_they_are_alone() -> None:
    """Also beside one that the fast decoder reads otherwise, or that is no JSON on its own."""
    good = [b'{"a":1}', b"[0.5]", b'"\xc3\xbc"', b"null"]
    assert decoding.all_decoded(good) == [decoding.decoded(one) for one in good]
    assert decoding.all_decoded([]) == []
    assert decoding.all_decoded([*good, b"[18446744073709551616]"])[-1] == [2**64]
    for wrong in (b'{"a":1,"a":2}', b'"a","b"', b"", b"1]", b"[1"):
        with pytest.raises((PeopleError, ValueError)):
            decoding.all_decoded([*good, wrong])
