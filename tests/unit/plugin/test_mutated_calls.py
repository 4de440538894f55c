"""Nearly right requests: each gets an answer with diagnostics or is refused, and nothing of it fails in the engine.

The long form, over TLS to a process, is `make stress ARGS=plugin`.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest

from oktaprofile.plugin import log
from oktaprofile.plugin.diagnostics import MOST_OF_A_KIND, DiagnosticError, Diagnostics
from oktaprofile.plugin.dispatch import SERVICE, BadRequestError, Servicer
from oktaprofile.plugin.engine.equality import same
from oktaprofile.plugin.engine.planning import replaced_paths
from oktaprofile.plugin.function import FunctionError
from oktaprofile.plugin.private import decode as private_state
from oktaprofile.plugin.rpc.answer import LONGEST_TEXT
from oktaprofile.plugin.types import NUMBER, STRING, List, Map, Object, Set
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.plugin.wire import dynamic, message
from oktaprofile.plugin.wire.tables import RPCS
from oktaprofile.text import redact
from tests.unit.plugin.memory_provider import SCHEMA, Join, KeptList
from tests.unit.plugin.mutations import Mutator
from tests.unit.plugin.recorded_calls import CONFIG, recorded, value

SLOWEST_SECONDS = 5.0


@pytest.fixture
def failures(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the engine took for a mistake of the provider's author."""
    found: list[str] = []

    def failure(text: str, exception: BaseException, **_: object) -> None:
        found.append(f"{text}: {exception!r}")

    monkeypatch.setattr(log, "failure", failure)
    return found


@pytest.fixture
def servicer() -> Iterator[Servicer]:
    """The provider that keeps things; what it hid is forgotten afterwards."""
    yield Servicer("tests.unit.plugin.memory_provider:KeptProvider")
    redact._secrets.clear()


@pytest.fixture(params=["msgpack in C", "msgpack in Python"])
def msgpack_form(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The package ships msgpack's Python form, a source tree has the other."""
    if request.param == "msgpack in Python":
        fallback = importlib.import_module("msgpack.fallback")
        msgpack = sys.modules["msgpack"]

        def unpackb(data: bytes, **options: Any) -> Any:
            unpacker = fallback.Unpacker(None, max_buffer_size=len(data), **options)
            unpacker.feed(data)
            try:
                content = unpacker._unpack()
            except msgpack.OutOfData:
                raise ValueError("Unpack failed: incomplete input") from None
            except RecursionError:
                raise msgpack.StackError from None
            if unpacker._got_extradata():
                raise msgpack.ExtraData(content, unpacker._get_extradata())
            return content

        monkeypatch.setattr(msgpack, "unpackb", unpackb)
    return str(request.param)


def call(servicer: Servicer, rpc: str, request: bytes) -> dict[str, Any]:
    """The decoded answer."""
    return message.decode(RPCS[rpc][1], servicer.dispatch(SERVICE + rpc, request))


def test_the_recorded_calls_are_good(servicer: Servicer) -> None:
    """What the mutations start from succeeds."""
    for rpc, request in recorded():
        answer = call(servicer, rpc, request)
        assert not answer.get("error")
        assert not answer.get("diagnostics")


def test_mutated_lists(servicer: Servicer, failures: list[str]) -> None:
    """Rows and messages that decode, or a refusal; never an exception, and always an end."""
    for rpc, request in recorded():
        call(servicer, rpc, request)
        if rpc == "ApplyResourceChange":
            break
    config = dynamic.encode({"prefix": "A"}, KeptList.schema.type)
    wanted = {"type_name": "kept_thing", "config": config, "include_resource_object": True, "limit": 3}
    good = message.encode("ListResource.Request", wanted)
    path = SERVICE + "ListResource"
    (row,) = servicer.stream(path, good, lambda: False)
    assert message.decode("ListResource.Event", row)["display_name"] == "Ada"
    mutator = Mutator(20261130, [("ListResource", good)])
    for _ in range(300):
        kind, _, request = mutator.next()
        try:
            for event in servicer.stream(path, request, lambda: False):
                message.decode("ListResource.Event", event)
        except BadRequestError:
            continue
        assert failures == [], f"{kind}: {request[:500]!r}"


def test_mutated_calls(servicer: Servicer, failures: list[str], msgpack_form: str) -> None:
    """An answer that decodes, or a refusal; an apply always says what exists; the good calls go on working."""
    mutator = Mutator(20261123, recorded())
    refused = answered = 0
    for _ in range(600):
        kind, rpc, request = mutator.next()
        began = time.monotonic()
        try:
            answer = call(servicer, rpc, request)
        except BadRequestError:
            refused += 1
        else:
            answered += 1
            assert rpc != "ApplyResourceChange" or "new_state" in answer
        assert failures == [], f"{kind}: {rpc} {request[:500]!r}"
        assert time.monotonic() - began < SLOWEST_SECONDS, f"{kind}: {rpc}"
    assert refused > 50
    assert answered > 200
    test_the_recorded_calls_are_good(servicer)


# -- what is small on the wire and large in memory


@pytest.fixture
def peak_mb() -> Iterator[Any]:
    """A function that says how many MB of Python's memory were in use at most since the test began."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()


@pytest.mark.parametrize(
    "data",
    [
        b"\xdd\x00\x98\x96\x80" + b"\x90" * 10_000_000,
        (b"\xdc\xff\xff" + b"\x90" * 65_535) * 100,
        b"\x91" * 10_000_000,
    ],
    ids=["ten million empty lists", "a hundred lists of empty lists", "ten million lists in each other"],
)
def test_a_value_of_too_many_parts(data: bytes, peak_mb: Any) -> None:
    """10 MB of empty lists would take 600: the value is refused before."""
    with pytest.raises(dynamic.ValueMismatch):
        dynamic.decode({"msgpack": b"\x91" + data}, List(STRING))
    assert peak_mb() < 80


def test_many_parts_are_counted_over_all_lists() -> None:
    """Lists of a length that is allowed, but too many of them together."""
    many = b"\xdc\x00\x14" + (b"\xdd\x00\x00\xc3\x50" + b"\xc0" * 50_000) * 20
    with pytest.raises(dynamic.ValueMismatch, match="more than 1,000,000 values"):
        dynamic.decode({"msgpack": many}, List(List(STRING)))


@pytest.mark.parametrize(
    "field", [b"\x12\0", b"\x78\1", b"\x0a\0"], ids=["repeated", "unknown", "given again"]
)
def test_a_message_of_too_many_fields(field: bytes) -> None:
    """A hundred thousand arguments are no function call, whatever else it is."""
    assert message.decode("CallFunction.Request", field * 100_000) is not None
    with pytest.raises(message.WireError, match="more than 100000 fields"):
        message.decode("CallFunction.Request", field * 100_001)


@pytest.mark.parametrize("data", [b"[" + b"[]," * 60_000 + b"[]]", b'{"a":[' + b'"b",' * 110_000 + b"{}]}"])
def test_json_of_too_many_values(data: bytes, peak_mb: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused before it is taken apart. A tenth of the limit for msgpack, which JSON has too, and of its size."""
    assert dynamic.MOST_VALUES == 1_000_000
    monkeypatch.setattr(dynamic, "MOST_VALUES", 100_000)
    with pytest.raises(dynamic.ValueMismatch, match="more than 100,000 values"):
        dynamic.parse_json(data)
    assert peak_mb() < 0.5


def test_a_long_text_in_json() -> None:
    """A text with millions of commas and brackets, and with quotes, is one value."""
    text = '[,{,\\"' * 1_000_000
    assert dynamic.parse_json(json.dumps({"content": text}).encode()) == {"content": text}


def test_a_field_of_number_0() -> None:
    """Protobuf has none."""
    with pytest.raises(message.WireError, match="number 0"):
        message.decode("CallFunction.Request", b"\0\0")


@pytest.mark.parametrize(
    "digits", ["9" * 4301, "0." + "3" * 5000, "1_000", "٣", " 1", "1e999999999", "NaN", "0x1"]
)
def test_a_number_that_is_none(digits: str) -> None:
    """Too many digits, and what Python reads as a number but Terraform does not."""
    with pytest.raises(dynamic.ValueMismatch):
        dynamic.decode(dynamic.encode(digits, STRING), NUMBER)


def test_a_long_number_in_json() -> None:
    """It is refused and not converted, which takes quadratic time."""
    with pytest.raises(dynamic.ValueMismatch):
        dynamic.parse_json(b"9" * 100_000)
    assert dynamic.parse_json(b"[" + b"9" * 40 + b", -5]") == [int("9" * 40), -5]


@pytest.mark.parametrize(
    "data", [b"[" * 100_000, b'{"a":' * 100_000, b"9" * 100_000, b"{\xff}", b"null", b"[]", b"3"]
)
def test_private_state_that_is_none(data: bytes) -> None:
    """However wrong it is, the error says what to do."""
    with pytest.raises(DiagnosticError, match="private state of the resource cannot be read"):
        private_state(data)


def test_very_many_wrong_values(servicer: Servicer) -> None:
    """The first ones are told, and that there are more."""
    config = {**dict.fromkeys(SCHEMA.attributes), "name": "n", "lines": ["wrong"] * 50_000}
    request = message.encode(
        "ValidateResourceConfig.Request", {"type_name": "kept_thing", "config": value(config)}
    )
    diagnostics = call(servicer, "ValidateResourceConfig", request)["diagnostics"]
    assert len(diagnostics) == MOST_OF_A_KIND + 1
    assert diagnostics[-1]["summary"] == "There are more errors"
    assert diagnostics[-1]["severity"] == 1


def test_warnings_leave_room_for_errors() -> None:
    """However many warnings came first."""
    diagnostics = Diagnostics()
    for number in range(MOST_OF_A_KIND * 2):
        diagnostics.warning(f"warning {number}")
    assert not diagnostics.has_errors
    diagnostics.error("an error")
    assert diagnostics.has_errors
    assert [item.summary for item in diagnostics.items[-2:]] == ["There are more warnings", "an error"]


def test_a_very_long_name(servicer: Servicer) -> None:
    """It is shortened in the error, which would be too large for Terraform otherwise."""
    request = message.encode(
        "ReadResource.Request", {"type_name": "n" * 200_000, "current_state": value(None)}
    )
    [diagnostic] = call(servicer, "ReadResource", request)["diagnostics"]
    assert len(diagnostic["summary"]) == LONGEST_TEXT + 1


def test_large_sets_in_another_order() -> None:
    """They are not compared one with each other, which would take half a minute here and years for a million."""
    row = Object({"a": STRING, "n": NUMBER, "more": Map(Set(NUMBER))})
    rows = [{"a": f"{number}", "n": number / 8, "more": {"k": [1, number]}} for number in range(5000)]
    turned = [{**item, "more": {"k": item["more"]["k"][::-1]}} for item in reversed(rows)]  # type: ignore[index]
    began = time.process_time()
    assert same(Set(row), rows, turned)
    assert not same(Set(row), rows, [*turned[:-1], turned[0]])
    assert time.process_time() - began < 8


def test_prior_rows_that_are_unknown() -> None:
    """A state holds nothing unknown; where one comes all the same, nothing of it is replaced."""
    before = {**CONFIG, "map": UNKNOWN}
    paths = list(replaced_paths(SCHEMA.attributes, before, {**CONFIG, "name": "other"}))
    assert paths == [("name",)]


def test_half_a_surrogate_pair_in_a_function_s_error(
    servicer: Servicer, failures: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error's text is made valid, and its control characters visible."""

    def call_(self: Join, arguments: list[Any]) -> str:
        raise FunctionError("bad \ud800 \x1b[2J", 0)

    monkeypatch.setattr(Join, "call", call_)
    request = next(request for rpc, request in recorded() if rpc == "CallFunction")
    assert call(servicer, "CallFunction", request)["error"]["text"] == "bad \\ud800 \\u001b[2J"
    assert failures == []


@pytest.mark.parametrize(
    ("first", "second", "said", "at"),
    [
        (UNKNOWN, ["a"], "times must be known", 0),
        (None, ["a"], "times must not be null", 0),
        (2, [UNKNOWN], "words must be known", 1),
        (2, None, "words must not be null", 1),
        (2, [None], "a word is null", 1),
    ],
)
def test_arguments_that_a_function_does_not_take(
    servicer: Servicer, first: Any, second: Any, said: str, at: int
) -> None:
    """Null and unknown are refused before the function meets them; what a list holds may be null."""
    arguments = [value(first, NUMBER), value(second, List(STRING))]
    request = message.encode("CallFunction.Request", {"name": "join", "arguments": arguments})
    error = call(servicer, "CallFunction", request)["error"]
    assert (error["text"], error.get("function_argument", 0)) == (said, at)
