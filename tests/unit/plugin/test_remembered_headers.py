"""Headers that are decoded once: the same as those of a decoder that remembers nothing, whatever came between."""

from __future__ import annotations

import random

import pytest
from h2.exceptions import ProtocolError
from hpack import Decoder, Encoder
from hpack.exceptions import HPACKError

from oktaprofile.plugin.transport.h2_server import REMEMBERED_BLOCKS, RememberingDecoder

NAMES = ("x-a", "x-b", "content-type", "te")
CALL = [(":method", "POST"), (":scheme", "https"), (":path", "/a"), (":authority", "localhost")]


def test_the_same_as_a_decoder_that_remembers_nothing() -> None:
    """Requests whose headers repeat, while others fill the table, empty it, make it smaller, and shift every index."""
    chance = random.Random(5)
    encoder, plain, ours = Encoder(), Decoder(), RememberingDecoder()
    remembered = 0
    for number in range(3000):
        if chance.random() < 0.02:
            encoder.header_table_size = chance.choice((0, 100, 300, 4096))
        some = [(name, "trailers" if name == "te" else chance.choice("abc")) for name in NAMES[: number % 5]]
        if chance.random() < 0.02:
            some.append(("x-new", str(number)))
        block = encoder.encode(CALL + some)
        remembered += block in ours._known
        assert list(ours.decode(block, raw=True)) == list(plain.decode(block, raw=True))
        assert len(ours._known) <= REMEMBERED_BLOCKS
    assert remembered > 100


def test_the_same_bytes_mean_something_else_once_the_table_has_changed() -> None:
    """One more entry moves all others."""
    encoder, ours = Encoder(), RememberingDecoder()
    fixed = [(":method", "POST"), (":scheme", "https"), (":path", "/"), (":authority", "")]  # in every table
    list(ours.decode(encoder.encode([*fixed, ("x", "old")]), raw=True))
    again = encoder.encode([*fixed, ("x", "old")])
    for _ in range(2):
        assert list(ours.decode(again, raw=True))[-1] == (b"x", b"old")
    list(ours.decode(encoder.encode([*fixed, ("x", "new")]), raw=True))
    assert list(ours.decode(again, raw=True))[-1] == (b"x", b"new")


@pytest.mark.parametrize("wrong", [("X", "1"), ("connection", "close"), (":path", "/b"), ("te", "gzip")])
def test_headers_that_are_none_are_refused_each_time(wrong: tuple[str, str]) -> None:
    """What is remembered was checked."""
    encoder, ours = Encoder(), RememberingDecoder()
    for _ in range(3):
        with pytest.raises(ProtocolError):
            ours.decode(encoder.encode([*CALL, wrong]), raw=True)


def test_a_reference_to_nothing_is_refused() -> None:
    """Beyond the table, and 0."""
    for block in (b"\xfe", b"\x80"):
        with pytest.raises(HPACKError):
            RememberingDecoder().decode(block, raw=True)


def test_headers_that_end_a_request() -> None:
    """They have none of HTTP's own."""
    assert list(RememberingDecoder().decode(Encoder().encode([("x", "1")]), raw=True)) == [(b"x", b"1")]
