"""Headers that are decoded and encoded once: the same as by what remembers nothing, whatever came between."""

from __future__ import annotations

import random

import pytest
from h2.exceptions import ProtocolError
from hpack import Decoder, Encoder
from hpack.exceptions import HPACKError

from oktaprofile.plugin.transport.grpc import ENDED_WELL, INTERNAL, RESPONSE_HEADERS, trailers
from oktaprofile.plugin.transport.h2_server import REMEMBERED_BLOCKS, RememberingDecoder, SmallTableEncoder

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


def test_headers_sent_are_written_as_by_an_encoder_that_remembers_nothing() -> None:
    """Answers that repeat, while error texts fill the table and push others out, and the client makes it smaller."""
    chance = random.Random(7)
    plain, ours, client = Encoder(), SmallTableEncoder(), Decoder()
    remembered = 0
    for number in range(3000):
        if chance.random() < 0.01:
            ours.header_table_size = plain.header_table_size = plain.header_table_size - 100
        headers = chance.choice((RESPONSE_HEADERS, ENDED_WELL, (*RESPONSE_HEADERS, *ENDED_WELL)))
        if chance.random() < 0.05:
            headers = trailers(INTERNAL, chance.choice(("again", f"{number} " + "text " * 50)))
        remembered += headers in ours._known
        block = ours.encode(list(headers))
        assert block == plain.encode(headers)
        assert tuple(client.decode(block, raw=True)) == headers
        assert len(ours._known) <= REMEMBERED_BLOCKS
    assert remembered > 1000
