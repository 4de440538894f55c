"""Protobuf messages by the field tables."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oktaprofile.plugin.wire.message import WireError, decode, encode
from oktaprofile.plugin.wire.tables import MESSAGES, RPCS

ROOT = Path(__file__).parents[3]
PROTOCOL = ROOT.parent / "shared/plugin-protocol.json"


def messages_of(kind: str) -> st.SearchStrategy[Any]:
    """Values for a field of this kind, as a caller would give them."""
    if kind == "varint":
        return st.integers(-(2**63), 2**63 - 1)
    if kind == "bool":
        return st.just(True)
    if kind == "string":
        return st.text()
    if kind == "bytes":
        return st.binary()
    return st.deferred(lambda: message_dicts(kind))


def message_dicts(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Any message of this name."""
    fields: dict[str, st.SearchStrategy[Any]] = {}
    for field, kind, label in MESSAGES[name].values():
        if kind == name or kind == "Schema.NestedBlock":
            continue  # blocks nest without end
        if label == "map":
            value_kind = MESSAGES[kind][2][1]
            fields[field] = st.dictionaries(
                st.text(max_size=3), messages_of(value_kind), min_size=1, max_size=2
            )
        elif label == "many":
            fields[field] = st.lists(messages_of(kind), min_size=1, max_size=2)
        else:
            fields[field] = messages_of(kind)
    return st.fixed_dictionaries({}, optional=fields)


@settings(deadline=None)  # the machine may be busy
@given(message_dicts("PlanResourceChange.Request"))
def test_a_request_comes_back_as_it_went(message: dict[str, Any]) -> None:
    """Each field of a message survives encoding and decoding."""
    assert decode("PlanResourceChange.Request", encode("PlanResourceChange.Request", message)) == message


@settings(deadline=None)  # the machine may be busy
@given(message_dicts("GetFunctions.Response"))
def test_maps_come_back_as_they_went(message: dict[str, Any]) -> None:
    """Maps of messages survive encoding and decoding, whatever their keys."""
    assert decode("GetFunctions.Response", encode("GetFunctions.Response", message)) == message


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=60))
def test_any_bytes_decode_or_are_refused(data: bytes) -> None:
    """No input makes the decoder fail in another way than WireError."""
    with suppress(WireError):
        message = decode("ApplyResourceChange.Request", data)
        assert (
            decode("ApplyResourceChange.Request", encode("ApplyResourceChange.Request", message)) == message
        )


def test_the_bytes_are_those_of_the_standard() -> None:
    """Field 2, a string, then field 1, a number beyond 32 bits: tags, lengths and varints as protobuf has them."""
    assert encode("Diagnostic", {"severity": 1, "summary": "é"}) == b"\x08\x01\x12\x02\xc3\xa9"
    assert encode("AttributePath.Step", {"element_key_int": -1}) == b"\x18" + b"\xff" * 9 + b"\x01"
    assert decode("AttributePath.Step", b"\x18\x80\x80\x80\x80\x10") == {"element_key_int": 1 << 32}


def test_presence_decides_and_not_the_value() -> None:
    """Index 0 and the empty key are steps of a path and must be sent; None and False are not."""
    assert decode("AttributePath.Step", encode("AttributePath.Step", {"element_key_int": 0})) == {
        "element_key_int": 0
    }
    assert encode("AttributePath.Step", {"element_key_string": ""}) == b"\x12\x00"
    assert encode("Schema.Attribute", {"required": False, "description": None}) == b""


def test_unknown_fields_are_skipped() -> None:
    """A newer Terraform may send more: each wire type of the standard is skipped whole."""
    unknown = b"\x78\x05" + b"\x79" + b"12345678" + b"\x7a\x03abc" + b"\x7d" + b"1234"
    assert decode("Diagnostic", unknown + b"\x12\x02hi") == {"summary": "hi"}


@pytest.mark.parametrize(
    "data",
    [
        b"\x12\x05hi",  # a string that ends after the message
        b"\x12",  # a length that is not there
        b"\x08" + b"\x80" * 10 + b"\x01",  # a number that is too long
        b"\x12\x02\xff\xfe",  # no UTF-8
        b"\x0a\x01x",  # a number's field with a string's wire type
        b"\x7b",  # a group, which proto3 does not have
        b"\x7a\x09abc",  # an unknown field that ends after the message
    ],
)
def test_malformed_bytes_are_refused(data: bytes) -> None:
    """Each is a WireError whose text names no value."""
    with pytest.raises(WireError):
        decode("Diagnostic", data)


def test_every_rpc_has_its_messages() -> None:
    """The tables hold all that the served RPCs need."""
    for request, response in RPCS.values():
        assert request in MESSAGES
        assert response in MESSAGES


@pytest.mark.skipif(not PROTOCOL.exists(), reason="the protocol's field tables are not beside this checkout")
def test_the_tables_are_those_of_the_protocol() -> None:
    """The checked-in tables are what the generator makes of the protocol description today."""
    generator = ROOT / "tools/generate_wire.py"
    outcome = subprocess.run([sys.executable, generator, PROTOCOL, "--check"], capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stderr
