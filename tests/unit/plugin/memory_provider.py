"""A provider that keeps its things in memory, of every kind of attribute: for what sends it nonsense.

It touches no file and no network, whatever it is configured with, and its own code fails at nothing that fits
its schema. So whatever fails is the engine's.
"""

from __future__ import annotations

from typing import Any, ClassVar

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.function import Function, FunctionError, Parameter
from oktaprofile.plugin.identity import IdentityAttribute, IdentitySchema
from oktaprofile.plugin.listing import Listed, ListResource
from oktaprofile.plugin.resource import Applied, DataSource, Plan, PlanRequest, Provider, Resource
from oktaprofile.plugin.schema import Attribute, Nested, Schema
from oktaprofile.plugin.types import BOOL, NUMBER, STRING, List, Map, Set
from oktaprofile.plugin.values import UNKNOWN


def nested(mode: str) -> Nested:
    """An object, or a list, set or map of such, with computed, defaulted and replacing attributes."""
    return Nested(
        mode,
        {
            "text": Attribute(STRING, required=True),
            "mark": Attribute(STRING, computed=True),
            "level": Attribute(NUMBER, optional=True, default=1),
            "locked": Attribute(STRING, optional=True, requires_replace=True),
            "deep": Attribute(
                nested=Nested("map", {"word": Attribute(STRING, optional=True, one_of=("a", "b"))}),
                optional=True,
            ),
        },
    )


SCHEMA = Schema(
    {
        "id": Attribute(STRING, computed=True),
        "name": Attribute(STRING, required=True, requires_replace=True),
        "kind": Attribute(STRING, optional=True, default="plain", one_of=("plain", "fancy")),
        "secret": Attribute(STRING, optional=True, sensitive=True),
        "flag": Attribute(BOOL, optional=True),
        "number": Attribute(NUMBER, optional=True),
        "tags": Attribute(Set(STRING), optional=True, requires_replace=True),
        "weights": Attribute(Map(NUMBER), optional=True),
        "lines": Attribute(List(STRING), optional=True, one_of=("a", "b", "c")),
        "single": Attribute(nested=nested("single"), optional=True),
        "list": Attribute(nested=nested("list"), optional=True),
        "set": Attribute(nested=nested("set"), optional=True),
        "map": Attribute(nested=nested("map"), optional=True),
    },
    version=2,
)

KEPT_AT_MOST = 1000
"""Things in memory, so that what grows is the plugin's and not its back end's."""


class Kept(Resource):
    """Keeps what it is given."""

    schema = SCHEMA

    def plan(self, request: PlanRequest, ctx: Any) -> Plan:
        return Plan(request.proposed, private={**request.private, "planned": True})

    def create(self, request: Any, ctx: Any) -> Applied:
        state = {**known(request.planned), "id": f"kept-{request.planned['name']}"}
        return self._keep(state, ctx)

    def update(self, request: Any, ctx: Any) -> Applied:
        return self._keep(known(request.planned), ctx)

    def _keep(self, state: Any, ctx: Any) -> Applied:
        things = client(ctx)
        if len(things) >= KEPT_AT_MOST:
            things.clear()
        things[state["id"]] = state
        return Applied(state, {"kept": True})

    def delete(self, request: Any, ctx: Any) -> None:
        client(ctx).pop(request.prior["id"], None)

    def read(self, request: Any, ctx: Any) -> Applied | None:
        found = client(ctx).get(request.state["id"])
        return None if found is None else Applied(found)

    def import_state(self, id_: str, ctx: Any) -> Applied:
        return Applied(client(ctx).get(id_), {"imported": True})

    def identity_of(self, state: Any) -> Any:
        return {"name": state["name"], "lines": state["lines"]}

    def import_identity(self, identity: Any, ctx: Any) -> Applied:
        return Applied(client(ctx).get(f"kept-{identity['name']}"), {"imported": True})

    def move(self, request: Any, ctx: Any) -> Applied:
        return Applied(request.state, {"moved": True})

    def upgrade(self, version: int, state: Any, ctx: Any) -> Any:
        if isinstance(state, dict) and "body" in state:
            state["name"] = state.pop("body")
        return state


IDENTITY = IdentitySchema(
    {"name": IdentityAttribute(STRING, required=True), "lines": IdentityAttribute(List(STRING))}
)
IDENTITIES = {"kept_thing": IDENTITY}


class KeptList(ListResource):
    """All of them."""

    schema = Schema({"prefix": Attribute(STRING, optional=True)})

    def list(self, request: Any, ctx: Any) -> Any:
        for state in list(client(ctx).values()):
            if str(state["name"]).startswith(request.config["prefix"] or ""):
                yield Listed({"name": state["name"], "lines": state["lines"]}, str(state["name"]))


class KeptThings(DataSource):
    """Counts them."""

    schema = Schema(
        {"prefix": Attribute(STRING, optional=True, default="p"), "found": Attribute(NUMBER, computed=True)}
    )

    def read(self, config: dict[str, Any], ctx: Any) -> dict[str, Any]:
        return {**config, "found": len(client(ctx))}


class Join(Function):
    """A number, and a list of words."""

    parameters = (Parameter("times", NUMBER, description="How often."), Parameter("words", List(STRING)))
    returns = STRING
    summary = "Join words."

    def call(self, arguments: list[Any]) -> str:
        times, words = arguments
        if None in words:
            raise FunctionError("a word is null.", 1)
        if times is None or times is UNKNOWN or not 0 <= times <= 9:
            raise FunctionError(f"{times} is not from 0 to 9", 0)
        if UNKNOWN in words:
            raise FunctionError("a word is unknown", 1)
        return "-".join(words) * int(times)


class KeptProvider(Provider):
    """Its client is a dict."""

    name = "kept"
    version = "0.0.1"
    source = "terraform.local/test/kept"
    schema = Schema(
        {
            "token": Attribute(STRING, optional=True, sensitive=True),
            "retries": Attribute(NUMBER, optional=True, default=3),
        }
    )
    resources: ClassVar = {"kept_thing": "tests.unit.plugin.memory_provider:Kept"}
    data_sources: ClassVar = {"kept_things": "tests.unit.plugin.memory_provider:KeptThings"}
    identities: ClassVar = "tests.unit.plugin.memory_provider:IDENTITIES"
    list_resources: ClassVar = {"kept_thing": "tests.unit.plugin.memory_provider:KeptList"}
    functions: ClassVar = {"join": "tests.unit.plugin.memory_provider:Join"}

    def configure(self, config: dict[str, Any], terraform_version: str, ctx: Any) -> Any:
        return {}


def client(ctx: Any) -> dict[Any, Any]:
    """The things; an error where Terraform forgot to configure the provider."""
    if ctx.client is None:
        raise DiagnosticError("The provider is not configured")
    things: dict[Any, Any] = ctx.client
    return things


def known(value: Any) -> Any:
    """``value`` with a word in place of what was unknown."""
    if value is UNKNOWN:
        return None
    if isinstance(value, dict):
        return {key: known(item) for key, item in value.items()}
    if isinstance(value, list):
        return [known(item) for item in value]
    return value
