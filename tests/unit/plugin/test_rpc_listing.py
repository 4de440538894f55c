"""ListResource: rows as they come, whole ones only, and an end in every case."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.dispatch import BadRequestError
from oktaprofile.plugin.listing import Listed
from oktaprofile.plugin.resource import Applied
from oktaprofile.plugin.transport import grpc
from oktaprofile.plugin.transport.budget import Budget
from oktaprofile.plugin.transport.http2 import Connection
from oktaprofile.plugin.transport.workers import Workers
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.plugin.wire import dynamic, message
from tests.unit.plugin.grpc_client import Client, messages
from tests.unit.plugin.scripted_provider import IDENTITY, SCHEMA, Terraform, ThingList, thing


def rows(*ids: str) -> Any:
    """A `list` that finds these."""
    return lambda self, request, ctx: iter([Listed({"id": id_}, f"thing {id_}") for id_ in ids])


def ids(events: Iterator[dict[str, Any]]) -> list[Any]:
    """The id of each row, and the summary of each message."""
    found: list[Any] = []
    for event in events:
        found += [one["summary"] for one in event.get("diagnostic", [])]
        if "identity" in event:
            found.append(dynamic.decode(event["identity"]["identity_data"], IDENTITY.type)["id"])
    return found


def test_rows_have_a_whole_identity_and_a_name(terraform: Terraform, list_class: Any) -> None:
    """No object, unless it is asked for."""
    list_class.list = rows("1", "2")
    first, _ = terraform.list()
    assert dynamic.decode(first["identity"]["identity_data"], IDENTITY.type) == {"id": "1", "words": None}
    assert first["display_name"] == "thing 1"
    assert "resource_object" not in first


def test_the_object_of_a_row_is_that_of_an_import(
    terraform: Terraform, list_class: Any, thing_class: Any
) -> None:
    """Complete and known: Terraform crashes on anything unknown when it generates a configuration."""
    list_class.list = rows("1")
    thing_class.import_identity = lambda self, identity, ctx: Applied({"id": identity["id"], "name": UNKNOWN})
    (event,) = terraform.list(include_resource_object=True)
    assert terraform.value(event["resource_object"]) == thing(id="1")


def test_rows_come_one_by_one_until_the_limit(terraform: Terraform, list_class: Any) -> None:
    """Nothing is looked for that nobody gets."""
    made = []

    def list_(self: Any, request: Any, ctx: Any) -> Iterator[Listed]:
        for number in range(100):
            made.append(number)
            yield Listed({"id": str(number)}, "")

    list_class.list = list_
    assert ids(terraform.list(limit=2)) == ["0", "1"]
    assert made == [0, 1]
    assert len(list(terraform.list())) == 100


def test_a_list_can_ask_whether_anybody_reads_it(terraform: Terraform, list_class: Any) -> None:
    """Between calls that find nothing."""
    gone = False

    def list_(self: Any, request: Any, ctx: Any) -> Iterator[Listed]:
        nonlocal gone
        yield Listed({"id": "1"}, "")
        gone = True
        assert request.ended()

    list_class.list = list_
    assert ids(terraform.list(lambda: gone)) == ["1"]


def test_a_stop_ends_the_list_and_says_so(terraform: Terraform, list_class: Any) -> None:
    """Terraform waits for the end, shows the rows and exits with 0: only the warning tells."""

    def list_(self: Any, request: Any, ctx: Any) -> Iterator[Listed]:
        assert not request.ended()
        yield Listed({"id": "1"}, "")
        terraform.call("StopProvider")
        assert request.ended()
        yield Listed({"id": "2"}, "")
        raise AssertionError("it goes on")

    list_class.list = list_
    assert ids(terraform.list()) == ["1", "2", "The list was stopped"]


def test_a_warning_goes_out_with_the_next_row_and_once(terraform: Terraform, list_class: Any) -> None:
    """And one after the last row in an event of its own."""

    def list_(self: Any, request: Any, ctx: Any) -> Iterator[Listed]:
        ctx.diagnostics.warning("first")
        yield Listed({"id": "1"}, "")
        yield Listed({"id": "2"}, "")
        ctx.diagnostics.warning("last")

    list_class.list = list_
    assert ids(terraform.list()) == ["first", "1", "2", "last"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (DiagnosticError("Okta says no"), "Okta says no"),
        (KeyError("x"), "The provider failed unexpectedly"),
    ],
)
def test_an_error_is_the_last_event(
    terraform: Terraform, list_class: Any, error: Exception, said: str
) -> None:
    """A diagnostic, not a status, which Terraform would show as it is."""

    def list_(self: Any, request: Any, ctx: Any) -> Iterator[Listed]:
        yield Listed({"id": "1"}, "")
        raise error

    list_class.list = list_
    *_, last = terraform.list()
    assert last["diagnostic"][0]["severity"] == 1
    assert last["diagnostic"][0]["summary"] == said
    assert "identity" not in last


def test_an_error_that_was_said_ends_the_list(terraform: Terraform, list_class: Any) -> None:
    """The row beside it would be discarded anyway."""

    def list_(self: Any, request: Any, ctx: Any) -> Iterator[Listed]:
        ctx.diagnostics.error("no")
        yield Listed({"id": "1"}, "")

    list_class.list = list_
    assert ids(terraform.list()) == ["no"]


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ({"type_name": "sample_other"}, "No list resource is called sample_other"),
        ({"config": dynamic.encode({"prefix": "c"}, ThingList.schema.type)}, "prefix"),
        ({"config": dynamic.encode({"prefix": UNKNOWN}, ThingList.schema.type)}, "unknown"),
        ({"config": {"msgpack": b"\xc0"}}, "Terraform sent no config"),
    ],
)
def test_a_list_that_cannot_be(
    terraform: Terraform, list_class: Any, request_: dict[str, Any], said: str
) -> None:
    """Another type and a wrong or unknown filter are errors, and nothing is looked for."""
    list_class.list = rows("1")
    (event,) = terraform.list(**request_)
    assert said in event["diagnostic"][0]["summary"] + event["diagnostic"][0].get("detail", "")
    assert "identity" not in event


def test_bytes_that_are_no_request(terraform: Terraform) -> None:
    """gRPC's INVALID_ARGUMENT."""
    with pytest.raises(BadRequestError):
        next(terraform.servicer.stream("/tfplugin6.Provider/ListResource", b"\xff", lambda: False))


def test_validate(terraform: Terraform) -> None:
    """Unknown parts pass; a known wrong one does not."""
    for prefix, wrong in ((UNKNOWN, False), ("a", False), ("c", True)):
        config = dynamic.encode({"prefix": prefix}, ThingList.schema.type)
        response = terraform.call("ValidateListResourceConfig", type_name="sample_thing", config=config)
        assert bool(response.get("diagnostics")) is wrong


def test_it_is_offered(terraform: Terraform) -> None:
    """In the metadata and in the schema; loading neither the resource nor the list for the first."""
    assert terraform.call("GetMetadata")["list_resources"] == [{"type_name": "sample_thing"}]
    assert not terraform.servicer.registry._instances
    (schema,) = terraform.call("GetProviderSchema")["list_resource_schemas"].values()
    assert [attribute["name"] for attribute in schema["block"]["attributes"]] == ["prefix"]


def test_a_list_over_the_wire(terraform: Terraform, list_class: Any) -> None:
    """From a gRPC client's request to its rows, through the transport: each row a message, and status 0."""
    list_class.list = rows(*map(str, range(500)))
    ours, theirs = socket.socketpair()
    workers = Workers(terraform.servicer, lambda: None)
    threading.Thread(target=Connection(ours, workers.answer, Budget()).serve, daemon=True).start()
    config = dynamic.encode({"prefix": None}, ThingList.schema.type)
    request = message.encode("ListResource.Request", {"type_name": "sample_thing", "config": config})
    with theirs:
        client = Client(theirs)
        for sent, status, number in ((request, 0, 500), (b"\xff", grpc.INVALID_ARGUMENT, 0)):
            reply = client.call("/tfplugin6.Provider/ListResource", sent)
            assert reply.status == status
            events = [message.decode("ListResource.Event", one) for one in messages(reply.body)]
            assert ids(iter(events)) == list(map(str, range(number)))
    assert workers.end(5)


# -- what is generated for an import


def test_what_nobody_configures_is_not_generated(terraform: Terraform, thing_class: Any) -> None:
    """Terraform writes down whatever is answered: nothing computed, no default, at any depth; the author has a say."""
    state = thing(
        id="1", name="n", kind="plain", count=3, rows={"r": {"text": "a", "mark": "m", "locked": None}}
    )
    request = {"type_name": "sample_thing", "state": dynamic.encode(state, SCHEMA.type)}
    config = terraform.call("GenerateResourceConfig", **request)["config"]
    rows = {"r": {"text": "a", "mark": None, "locked": None}}
    assert terraform.value(config) == thing(name="n", count=3, rows=rows)
    thing_class.generate = lambda self, config: {**config, "count": None}
    config = terraform.call("GenerateResourceConfig", **request)["config"]
    assert terraform.value(config) == thing(name="n", rows=rows)
