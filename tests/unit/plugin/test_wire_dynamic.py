"""Terraform's values on the wire: msgpack both ways, JSON from stored state."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import Any

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oktaprofile.plugin.types import BOOL, NUMBER, STRING, List, Map, Object, Set, Type
from oktaprofile.plugin.values import UNKNOWN, ExactNumber
from oktaprofile.plugin.wire import dynamic, packing

UNKNOWN_BYTES = b"\xd4\x00\x00"

PRIMITIVES: dict[str, st.SearchStrategy[Any]] = {
    "string": st.text(),
    "bool": st.booleans(),
    "number": st.integers()
    | st.floats(allow_nan=False, allow_infinity=False, width=64).filter(lambda f: f % 1 != 0),
}

types: st.SearchStrategy[Type] = st.recursive(
    st.sampled_from([STRING, NUMBER, BOOL]),
    lambda inner: st.one_of(
        st.builds(List, inner),
        st.builds(Set, inner),
        st.builds(Map, inner),
        st.builds(Object, st.dictionaries(st.sampled_from("abc"), inner)),
    ),
    max_leaves=5,
)


def values_of(type_: Type) -> st.SearchStrategy[Any]:
    """Any value of the type, null and unknown at each depth included."""
    if isinstance(type_, Object):
        inner = st.fixed_dictionaries({name: values_of(member) for name, member in type_.attributes.items()})
    elif isinstance(type_, Map):
        inner = st.dictionaries(st.text(max_size=3), values_of(type_.element), max_size=3)
    elif isinstance(type_, (List, Set)):
        inner = st.lists(values_of(type_.element), max_size=3)
    else:
        inner = PRIMITIVES[type_.kind]
    return st.one_of(inner, st.just(None), st.just(UNKNOWN))


@settings(deadline=None)  # the machine may be busy
@given(st.data())
def test_a_value_comes_back_as_it_went(data: st.DataObject) -> None:
    """Any value of any type, unknown at any depth, survives encoding and decoding."""
    type_ = data.draw(types)
    value = data.draw(values_of(type_))
    assert dynamic.decode(dynamic.encode(value, type_), type_) == value


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=40))
def test_any_bytes_decode_or_are_refused(data: bytes) -> None:
    """No input makes the decoder fail in another way than ValueMismatch."""
    for field in ("msgpack", "json"):
        with suppress(dynamic.ValueMismatch):
            found = dynamic.decode({field: data}, Map(List(NUMBER)))
            assert dynamic.fit(found, Map(List(NUMBER))) == found


def test_unknown_and_refined_unknown() -> None:
    """Unknown is extension 0; a refined one (12) is decoded as unknown, what it promises is not needed."""
    assert dynamic.encode(UNKNOWN, STRING) == {"msgpack": UNKNOWN_BYTES}
    refined = msgpack.packb(msgpack.ExtType(12, msgpack.packb({1: False})))
    assert dynamic.decode({"msgpack": refined}, STRING) is UNKNOWN
    assert dynamic.decode({"msgpack": b"\x92" + UNKNOWN_BYTES + b"\xa1x"}, List(STRING)) == [UNKNOWN, "x"]


def test_an_extension_that_terraform_does_not_use_is_refused() -> None:
    """Only unknown values are extensions."""
    with pytest.raises(dynamic.ValueMismatch, match="not valid msgpack"):
        dynamic.decode({"msgpack": msgpack.packb(msgpack.ExtType(3, b""))}, STRING)


@pytest.mark.parametrize(
    ("given_value", "on_the_wire"),
    [
        (7, 7),
        (-(2**63), -(2**63)),
        (2**63, "9223372036854775808"),
        (10**30, "1" + "0" * 30),
        (7.0, 7),
        (0.1, "0.1"),
        (1e-7, "1e-07"),
        (ExactNumber("0.1234567890123456789"), "0.1234567890123456789"),
    ],
)
def test_numbers_are_sent_exactly(given_value: float, on_the_wire: object) -> None:
    """Terraform reads digits at 512 bits: a float's own digits, not its binary neighbour, are what was configured."""
    assert msgpack.unpackb(dynamic.encode(given_value, NUMBER)["msgpack"]) == on_the_wire


@pytest.mark.parametrize(
    ("digits", "expected", "kind"),
    [
        ("0.1", 0.1, float),
        ("12345678901234567890123", 12345678901234567890123, int),
        ("1e3", 1000, int),
        ("-2.50", -2.5, float),
        ("0.1234567890123456789", 0.1234567890123456789, ExactNumber),
    ],
)
def test_digits_are_read_exactly(digits: str, expected: float, kind: type) -> None:
    """Whole numbers are int, a fraction that a float holds is one, any other keeps its digits."""
    found = dynamic.decode({"msgpack": msgpack.packb(digits)}, NUMBER)
    assert found == expected
    assert type(found) is kind


@settings(deadline=None)  # the machine may be busy
@given(st.decimals(allow_nan=False, allow_infinity=False, places=25))
def test_a_number_that_comes_goes_back_the_same(number: Decimal) -> None:
    """The number that Terraform sent is, to the last digit, the one it gets back."""
    received = dynamic.decode({"msgpack": msgpack.packb(str(number))}, NUMBER)
    sent = msgpack.unpackb(dynamic.encode(received, NUMBER)["msgpack"])
    assert Decimal(str(sent)) == number


@pytest.mark.parametrize("digits", ["", "x", "nan", "inf", "1e999999999", "0x10", "--1"])
def test_a_string_that_is_no_number_is_refused(digits: str) -> None:
    """Neither words nor sizes that would eat the memory pass for a number."""
    with pytest.raises(dynamic.ValueMismatch, match="expected a number"):
        dynamic.decode({"msgpack": msgpack.packb(digits)}, NUMBER)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_an_author_s_number_must_be_finite(value: float) -> None:
    """Terraform has no such numbers."""
    with pytest.raises(dynamic.ValueMismatch, match="infinite"):
        dynamic.encode(value, NUMBER)


ROW = Object({"a": STRING, "b": NUMBER})


@pytest.mark.parametrize(
    ("value", "path", "text"),
    [
        ({"rows": [{"a": "x", "b": "1"}]}, ("rows", 0, "b"), "expected a number, found a Python str"),
        ({"rows": [{"a": True, "b": 1}]}, ("rows", 0, "a"), "expected a string, found a Python bool"),
        ({"rows": [{"a": "x", "b": True}]}, ("rows", 0, "b"), "expected a number, found a Python bool"),
        ({"rows": {"a": "x"}}, ("rows",), "expected a list"),
        ({"rows": [["x"]]}, ("rows", 0), "expected an object"),
        ({"rows": [{"a": "x"}]}, ("rows", 0, "b"), "missing"),
        ({"rows": [{"a": "x", "b": 1, "c": 2, "d": 3}]}, ("rows", 0), "is called c, d"),
        ({"rows": [{1: "x"}]}, ("rows", 0), "a key is a Python int"),
    ],
)
def test_a_value_of_another_type_is_refused_with_its_place(
    value: Any, path: tuple[str | int, ...], text: str
) -> None:
    """The mismatch says where it is and what was expected, and never the value."""
    with pytest.raises(dynamic.ValueMismatch, match=text) as caught:
        dynamic.encode(value, Object({"rows": List(ROW)}))
    assert caught.value.path == path


def test_half_a_surrogate_pair_is_refused() -> None:
    """A string that no UTF-8 can hold is a mismatch, not a crash."""
    with pytest.raises(dynamic.ValueMismatch, match="surrogate"):
        dynamic.encode("\ud800", STRING)


def test_a_string_is_no_number_unless_it_came_so() -> None:
    """Digits in a string are Terraform's spelling of a number; an author writes a number."""
    with pytest.raises(dynamic.ValueMismatch):
        dynamic.encode("1", NUMBER)


@settings(deadline=None)
@given(st.data())
def test_what_is_packed_in_parts_is_what_msgpack_packs(data: st.DataObject) -> None:
    """The same bytes as of the whole value at once."""
    type_ = data.draw(types)
    value = data.draw(values_of(type_))
    fitted = dynamic.fit(value, type_, primitive=dynamic._sent)
    whole = msgpack.packb(fitted, default=packing._unpackable)
    assert dynamic.encode(value, type_)["msgpack"] == whole


@settings(deadline=None)
@given(st.data())
def test_members_that_are_known_again_are_those_that_msgpack_unpacks(data: st.DataObject) -> None:
    """In Terraform's order all of it is known again; spoilt at any place it is never something else than unpacked."""
    inner = data.draw(st.dictionaries(st.sampled_from(["a", "b", "long" * 20, "z"]), types, min_size=1))
    names = sorted(inner)
    value = data.draw(
        values_of(Object({name: inner[name] for name in names})).filter(lambda it: isinstance(it, dict))
    )
    packed = dynamic.encode(value, Object({name: inner[name] for name in names}))["msgpack"]
    assert packing.members_of(packed, names, dynamic.OPTIONS) == dynamic._unpack(packed)
    place = data.draw(st.integers(0, len(packed) - 1))
    other = data.draw(st.binary(max_size=2))
    for spoilt in (packed[:place], packed + other[:1], packed[:place] + other + packed[place + 1 :]):
        found = packing.members_of(spoilt, names, dynamic.OPTIONS)
        if found is not None:
            assert repr(found) == repr(dynamic._unpack(spoilt))


@pytest.mark.parametrize("size", [15, 16, 64, 65, 70_000])
def test_maps_and_keys_of_each_size_are_packed(size: int) -> None:
    """Many members have a longer head; long keys are not remembered."""
    for value in ({"k" * size: "v"}, {str(number): "v" for number in range(size)}):
        assert dynamic.encode(value, Map(STRING)) == {"msgpack": msgpack.packb(value)}


def test_what_a_caller_does_to_a_value_changes_no_later_one() -> None:
    """Terraform sends the same bytes twice, and an author may change a value in place."""
    type_ = Object({"rows": List(ROW)})
    message = dynamic.encode({"rows": [{"a": "x", "b": 2}]}, type_)
    dynamic.decode(message, type_)["rows"][0]["a"] = "changed"
    dynamic.decode(message, type_)["rows"].clear()
    assert dynamic.decode(message, type_) == {"rows": [{"a": "x", "b": 2}]}


def test_the_same_bytes_are_read_by_the_type_they_are_for() -> None:
    """Terraform sends "1" for a string and for a number; types of the same kind are told apart, too."""
    for _ in range(2):
        assert dynamic.decode({"msgpack": b"\xa11"}, STRING) == "1"
        assert dynamic.decode({"msgpack": b"\xa11"}, NUMBER) == 1
        assert dynamic.decode({"msgpack": b"\x91\xa11"}, List(STRING)) == ["1"]
        assert dynamic.decode({"msgpack": b"\x91\xa11"}, List(NUMBER)) == [1]


def test_absent_and_empty_are_null() -> None:
    """A message without a value, and none at all, are null."""
    assert dynamic.decode(None, STRING) is None
    assert dynamic.decode({}, STRING) is None
    assert dynamic.decode({"json": b"null"}, STRING) is None


def test_lenient_fitting_drops_and_fills() -> None:
    """Stored state of other days: attributes that are gone go, new ones are null, at each depth."""
    stored = {"rows": [{"a": "x", "gone": 1}], "also_gone": {}}
    fitted = dynamic.fit(stored, Object({"rows": List(ROW), "new": BOOL}), lenient=True)
    assert fitted == {"rows": [{"a": "x", "b": None}], "new": None}


def test_tuples_are_lists() -> None:
    """An author may return a tuple where a list is meant."""
    assert dynamic.fit(("a", "b"), Set(STRING)) == ["a", "b"]


def test_json_numbers_are_exact() -> None:
    """Stored state is JSON; its numbers lose nothing, and NaN is none."""
    assert dynamic.decode({"json": b"12345678901234567890123"}, NUMBER) == 12345678901234567890123
    assert dynamic.decode({"json": b"0.1234567890123456789"}, NUMBER).digits == "0.1234567890123456789"
    with pytest.raises(dynamic.ValueMismatch):
        dynamic.decode({"json": b"NaN"}, NUMBER)
