"""A provider whose resource does what the test says, and a way to call its RPCs with plain values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from oktaprofile.plugin.dispatch import SERVICE, Servicer
from oktaprofile.plugin.engine.equality import unknown_as_null
from oktaprofile.plugin.function import Function, FunctionError, Parameter
from oktaprofile.plugin.identity import IdentityAttribute, IdentitySchema
from oktaprofile.plugin.listing import ListResource
from oktaprofile.plugin.resource import DataSource, Provider, Resource
from oktaprofile.plugin.schema import Attribute, Nested, Schema
from oktaprofile.plugin.types import NUMBER, STRING, List, Set
from oktaprofile.plugin.wire import dynamic, message
from oktaprofile.plugin.wire.tables import RPCS

ROWS = Nested(
    "map",
    {
        "text": Attribute(STRING, required=True, one_of=("a", "b")),
        "mark": Attribute(STRING, computed=True),
        "locked": Attribute(STRING, optional=True, requires_replace=True),
    },
)

SCHEMA = Schema(
    {
        "id": Attribute(STRING, computed=True),
        "name": Attribute(STRING, required=True, requires_replace=True),
        "kind": Attribute(STRING, optional=True, default="plain", one_of=("plain", "fancy")),
        "secret": Attribute(STRING, optional=True, sensitive=True, one_of=("first-secret", "second-secret")),
        "count": Attribute(NUMBER, optional=True),
        "tags": Attribute(Set(STRING), optional=True, one_of=("x", "y")),
        "rows": Attribute(nested=ROWS, optional=True),
    },
    version=2,
)


class Thing(Resource):
    """Each test replaces the methods it is about."""

    schema = SCHEMA


IDENTITY = IdentitySchema(
    {
        "id": IdentityAttribute(STRING, required=True, description="Its id."),
        "words": IdentityAttribute(List(STRING), description="Some words."),
    },
    version=3,
)


class Things(DataSource):
    """One argument with a default, one computed value."""

    schema = Schema(
        {"prefix": Attribute(STRING, optional=True, default="p"), "found": Attribute(STRING, computed=True)}
    )

    def read(self, config: dict[str, Any], ctx: Any) -> dict[str, Any]:
        return {**config, "found": f"{config['prefix']} by {ctx.client}"}


class ThingList(ListResource):
    """Each test replaces `list`."""

    schema = Schema({"prefix": Attribute(STRING, optional=True, one_of=("a", "b"))})


class Join(Function):
    """A text, and a list of words."""

    parameters = (
        Parameter("between", STRING, description="What goes between."),
        Parameter("words", List(STRING)),
    )
    returns = STRING
    summary = "Join words."

    def call(self, arguments: list[Any]) -> str:
        between, words = arguments
        if None in words:
            raise FunctionError("a word is null", 1)
        return str(between.join(words))


class SampleProvider(Provider):
    """Its client is the text "client"."""

    name = "sample"
    version = "0.0.1"
    schema = Schema(
        {
            "token": Attribute(STRING, optional=True, sensitive=True),
            "retries": Attribute(NUMBER, optional=True, default=3),
        }
    )
    resources: ClassVar = {"sample_thing": "sample_module:Thing"}
    data_sources: ClassVar = {"sample_things": "sample_module:Things"}
    functions: ClassVar = {"join": "sample_module:Join"}
    list_resources: ClassVar = {"sample_thing": "sample_module:ThingList"}
    identities: ClassVar = "tests.unit.plugin.scripted_provider:IDENTITIES"

    def configure(self, config: dict[str, Any], terraform_version: str, ctx: Any) -> Any:
        assert config["retries"] == 3
        return "client"


IDENTITIES = {"sample_thing": IDENTITY}


class Terraform:
    """Sends RPCs of the sample provider as Terraform would, with Python values."""

    def __init__(self, servicer: Servicer) -> None:
        self.servicer = servicer

    def call(self, rpc: str, **request: Any) -> dict[str, Any]:
        """The decoded response. Fields named as in the protocol."""
        request_name, response_name = RPCS[rpc]
        answer = self.servicer.dispatch(SERVICE + rpc, message.encode(request_name, request))
        return message.decode(response_name, answer)

    def list(self, cancelled: Any = lambda: False, **request: Any) -> Iterator[dict[str, Any]]:
        """The events of ListResource, decoded as they come."""
        request.setdefault("config", dynamic.encode({"prefix": None}, ThingList.schema.type))
        sent = message.encode("ListResource.Request", {"type_name": "sample_thing", **request})
        for answer in self.servicer.stream(SERVICE + "ListResource", sent, cancelled):
            yield message.decode("ListResource.Event", answer)

    def value(self, encoded: dict[str, Any] | None) -> Any:
        """A thing's state or plan from a response."""
        return dynamic.decode(encoded, SCHEMA.type)

    def plan(self, prior: Any, config: Any, private: bytes = b"") -> dict[str, Any]:
        """PlanResourceChange; a config of None plans the destruction."""
        return self.call(
            "PlanResourceChange",
            type_name="sample_thing",
            prior_state=encoded(prior),
            config=encoded(config),
            proposed_new_state=encoded(config),
            prior_private=private,
        )

    def apply(self, prior: Any, planned: Any, private: bytes = b"") -> dict[str, Any]:
        """ApplyResourceChange with what is known of the plan as config."""
        return self.call(
            "ApplyResourceChange",
            type_name="sample_thing",
            prior_state=encoded(prior),
            planned_state=encoded(planned),
            config=encoded(unknown_as_null(planned)),
            planned_private=private,
        )

    def read(self, state: Any, private: bytes = b"") -> dict[str, Any]:
        """ReadResource."""
        return self.call(
            "ReadResource", type_name="sample_thing", current_state=encoded(state), private=private
        )

    def validate(self, config: Any, **request: Any) -> list[dict[str, Any]]:
        """The diagnostics of ValidateResourceConfig."""
        response = self.call(
            "ValidateResourceConfig", type_name="sample_thing", config=encoded(config), **request
        )
        return response.get("diagnostics", [])


def encoded(value: Any) -> dict[str, Any]:
    """A thing's DynamicValue."""
    return dynamic.encode(value, SCHEMA.type)


def thing(**values: Any) -> dict[str, Any]:
    """A thing with all attributes, those not given null."""
    return {name: values.get(name) for name in SCHEMA.attributes}


EXISTING = thing(id="1", name="n", kind="plain")


def steps(diagnostic: dict[str, Any]) -> list[Any]:
    """A diagnostic's path without the kinds of its steps."""
    return [next(iter(step.values())) for step in diagnostic.get("attribute", {}).get("steps", [])]
