"""One good request of each call that Terraform makes, as bytes: what the mutations start from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from oktaprofile.plugin.types import NUMBER, STRING, List, Type
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.plugin.wire import dynamic, message
from oktaprofile.plugin.wire.tables import RPCS
from tests.unit.plugin.memory_provider import IDENTITY, SCHEMA, KeptList, KeptProvider, KeptThings


def row(**values: Any) -> dict[str, Any]:
    """A nested object, computed values unknown."""
    return {"text": "t", "mark": UNKNOWN, "level": 1, "locked": None, "deep": None, **values}


CONFIG = {
    **dict.fromkeys(SCHEMA.attributes),
    "name": "Ada",
    "secret": "a-secret-of-hers",
    "flag": True,
    "number": 0.1,
    "tags": ["x", "y", "z"],
    "weights": {"a": 1, "b": 12345678901234567890123, "c": 0.25},
    "lines": ["a", "b"],
    "single": row(mark=None, deep={"k": {"word": "a"}}),
    "list": [row(mark=None), row(mark=None, text="u")],
    "set": [row(mark=None, locked="l")],
    "map": {"one": row(mark=None), "two": row(mark=None, text=UNKNOWN)},
}
PLANNED = {
    **CONFIG,
    "id": UNKNOWN,
    "kind": "plain",
    "single": row(deep={"k": {"word": "a"}}),
    "list": [row(), row(text="u")],
    "set": [row(locked="l")],
    "map": {"one": row(), "two": row()},
}
STATE: dict[str, Any] = {
    **CONFIG,
    "id": "kept-Ada",
    "kind": "plain",
    "map": {"one": row(mark="m"), "two": row(mark="m", text="u")},
}
CHANGED = {**CONFIG, "kind": "fancy", "tags": ["x"], "lines": ["c"], "map": {"one": row(mark=None, text="v")}}
STORED = b'{"id":"kept-Ada","name":"Ada","kind":"plain","number":0.1,"tags":["x"],"map":{"one":{"text":"t"}},"old":1}'
PRIVATE = b'{"kept":true,"managed":{"name":["kind"]},"token":"0123456789abcdef"}'


def value(content: Any, type_: Type = SCHEMA.type) -> dict[str, Any]:
    """A DynamicValue message."""
    return dynamic.encode(content, type_)


def plan(prior: Any, config: Any) -> tuple[str, dict[str, Any]]:
    """A PlanResourceChange."""
    return "PlanResourceChange", {
        "type_name": "kept_thing",
        "prior_state": value(prior),
        "proposed_new_state": value(config),
        "config": value(config),
        "prior_private": PRIVATE,
    }


def apply(prior: Any, planned: Any, config: Any) -> tuple[str, dict[str, Any]]:
    """An ApplyResourceChange."""
    return "ApplyResourceChange", {
        "type_name": "kept_thing",
        "prior_state": value(prior),
        "planned_state": value(planned),
        "config": value(config),
        "planned_private": PRIVATE,
    }


def requests() -> list[tuple[str, dict[str, Any]]]:
    """Name of the call and its request, in an order in which each succeeds."""
    provider = value({"token": "a-token-of-the-org", "retries": 3}, KeptProvider.schema.type)
    things = value({"prefix": "p", "found": None}, KeptThings.schema.type)
    words = [value(2, NUMBER), value(["one", "two"], List(STRING))]
    named = {"type_name": "kept_thing"}
    identity = {"identity_data": value({"name": "Ada", "lines": ["c"]}, IDENTITY.type)}
    return [
        ("GetMetadata", {}),
        ("GetProviderSchema", {}),
        ("GetResourceIdentitySchemas", {}),
        ("GetFunctions", {}),
        ("ValidateProviderConfig", {"config": provider}),
        (
            "ValidateResourceConfig",
            {
                **named,
                "config": value(CONFIG),
            },
        ),
        ("ValidateDataResourceConfig", {"type_name": "kept_things", "config": things}),
        ("ConfigureProvider", {"terraform_version": "1.11.4", "config": provider}),
        ("UpgradeResourceState", {**named, "version": 2, "raw_state": {"json": STORED}}),
        ("UpgradeResourceState", {**named, "version": 1, "raw_state": {"json": b'{"body":"Ada"}'}}),
        plan(None, CONFIG),
        apply(None, PLANNED, {**CONFIG, "map": {"one": row(mark=None), "two": row(mark=None)}}),
        ("UpgradeResourceIdentity", {**named, "version": 1, "raw_identity": {"json": b'{"name":"Ada"}'}}),
        (
            "ReadResource",
            {
                **named,
                "current_state": value(STATE),
                "private": PRIVATE,
                "current_identity": identity,
            },
        ),
        plan(STATE, CHANGED),
        apply(STATE, {**CHANGED, "id": "kept-Ada"}, CHANGED),
        ("ImportResourceState", {**named, "id": "kept-Ada"}),
        ("ImportResourceState", {**named, "identity": identity}),
        ("GenerateResourceConfig", {**named, "state": value(STATE)}),
        ("ValidateListResourceConfig", {**named, "config": value({"prefix": "A"}, KeptList.schema.type)}),
        (
            "MoveResourceState",
            {"source_type_name": "other", "target_type_name": "kept_thing", "source_state": {"json": STORED}},
        ),
        ("ReadDataSource", {"type_name": "kept_things", "config": things}),
        ("CallFunction", {"name": "join", "arguments": words}),
        plan(STATE, None),
        apply(STATE, None, None),
    ]


def recorded() -> list[tuple[str, bytes]]:
    """The same as bytes."""
    return [(rpc, message.encode(RPCS[rpc][0], request)) for rpc, request in requests()]


def large_requests() -> Iterator[tuple[str, str, bytes]]:
    """What is made to grow in memory: what it is, the call, its request of up to 64 MB. One at a time."""
    size = 60_000_000
    count = size.to_bytes(4, "big")

    def validated(content: bytes, form: str = "msgpack") -> tuple[str, bytes]:
        request = {"type_name": "kept_thing", "config": {form: content}}
        return "ValidateResourceConfig", message.encode("ValidateResourceConfig.Request", request)

    yield "empty lists", *validated(b"\xdd" + count + b"\x90" * size)
    yield "empty maps in lists", *validated((b"\xdc\xff\xff" + b"\x80" * 65_535) * 900)
    yield "nulls", *validated(b"\xdd" + count + b"\xc0" * size)
    yield "lists in each other", *validated(b"\x91" * size)
    yield "lists in JSON", *validated(b"[" + b"[]," * (size // 3) + b"[]]", "json")
    yield "objects in JSON", *validated(b"[" + b"{}," * (size // 3) + b"{}]", "json")
    yield "digits in JSON", *validated(b"9" * size, "json")
    yield (
        "a field repeated",
        "CallFunction",
        b"\x12\0" * (size // 2),
    )
    yield "fields that do not exist", "CallFunction", b"\x78\1" * (size // 4)
    yield "a long name", "ReadResource", message.encode("ReadResource.Request", {"type_name": "n" * size})
    wrong = {**CONFIG, "lines": ["wrong"] * 900_000}
    yield "wrong values", *validated(value(wrong)["msgpack"])
    stored = b'{"name":"n","lines":[' + b'"a",' * (size // 4) + b'"a"]}'
    request = {"type_name": "kept_thing", "version": 2, "raw_state": {"json": stored}}
    yield "a large state", "UpgradeResourceState", message.encode("UpgradeResourceState.Request", request)
    names = {**STATE, "tags": [str(number) for number in range(200_000)]}
    other = {**CONFIG, "tags": [str(number) for number in range(200_000)][::-1]}
    rpc, changed = plan(names, other)
    yield "a set in another order", rpc, message.encode("PlanResourceChange.Request", changed)
