"""A resource with every kind of attribute, and faults on request."""

from __future__ import annotations

import sys
import time

from oktaprofile.plugin import log
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.resource import Applied, ApplyFailed, Plan, Resource
from oktaprofile.plugin.schema import Attribute, Nested, Schema
from oktaprofile.plugin.types import BOOL, NUMBER, STRING, List, Map, Set
from oktaprofile.plugin.values import UNKNOWN, is_wholly_known


def nested(mode):
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


class Note(Resource):
    schema = Schema(
        {
            "id": Attribute(STRING, computed=True),
            "name": Attribute(STRING, required=True, requires_replace=True),
            "text": Attribute(STRING, optional=True),
            "length": Attribute(NUMBER, computed=True),
            "kind": Attribute(STRING, optional=True, default="plain", one_of=("plain", "fancy")),
            "secret": Attribute(STRING, optional=True, sensitive=True),
            "flag": Attribute(BOOL, optional=True),
            "number": Attribute(NUMBER, optional=True),
            "tags": Attribute(Set(STRING), optional=True),
            "weights": Attribute(Map(NUMBER), optional=True),
            "lines": Attribute(List(STRING), optional=True),
            "single": Attribute(nested=nested("single"), optional=True),
            "list": Attribute(nested=nested("list"), optional=True),
            "set": Attribute(nested=nested("set"), optional=True),
            "map": Attribute(nested=nested("map"), optional=True),
            "behave": Attribute(STRING, optional=True),
        },
        version=2,
    )

    def validate(self, config, ctx):
        if config["text"] is not UNKNOWN and config["text"] == "forbidden":
            ctx.diagnostics.error("The text is forbidden", "Write something else.", ("text",))
        if config["map"] is not UNKNOWN and config["map"]:
            for key, item in config["map"].items():
                if item is not UNKNOWN and item["text"] is not UNKNOWN and item["text"] == "forbidden":
                    ctx.diagnostics.error("A row's text is forbidden", f"Row {key!r}.", ("map", key, "text"))
        if config["behave"] == "warn":
            ctx.diagnostics.warning("A word of warning", "Nothing to fear.", ("behave",))
        if config["behave"] == "print":
            print("this would break the handshake, had standard output not been taken away")

    def plan(self, request, ctx):
        if request.proposed is None:
            if request.prior["behave"] == "keep":
                ctx.diagnostics.error(
                    "This note must stay", "Set behave to something else first.", ("behave",)
                )
            ctx.client.trace("plan destroy")
            return Plan(None)
        ctx.client.trace("plan create" if request.prior is None else "plan update")
        planned = request.proposed
        if request.prior is not None and planned["text"] != request.prior["text"]:
            planned["length"] = UNKNOWN
        if planned["behave"] == "raise in plan":
            raise KeyError("a mistake in the plan")
        return Plan(planned, private={**request.private, "planned": True})

    def create(self, request, ctx):
        planned = request.planned
        if not request.private.get("planned"):
            raise DiagnosticError("Private state was lost between plan and apply")
        state = completed(planned)
        behave = planned["behave"] or ""
        if behave == "raise in create":
            raise ZeroDivisionError("a mistake in create")
        if behave == "exit in create":
            sys.exit(3)
        ctx.client.write(state["id"], state)
        if behave.startswith("wait for notes: "):  # until so many are written
            ends = time.monotonic() + 60
            while len(ctx.client.names()) < int(behave.split()[-1]):
                assert time.monotonic() < ends, "they are not made at once"
                time.sleep(0.02)
        if behave == "wait for stop":
            ctx.client.trace("waiting")
            stopped = ctx.stop.wait(60)
            ctx.client.trace(f"stopped {stopped}")
        if behave == "fail half way":
            raise ApplyFailed(
                "Only half was made",
                "The length is missing.",
                ("text",),
                state={**state, "length": UNKNOWN},
                private={"created": True},
            )
        if behave == "error with state":
            ctx.diagnostics.error("Made, but not well", "Look at it.", ("name",))
        if behave == "contradict":
            state["text"] = "something else"
        if behave == "leave unknown":
            state["length"] = UNKNOWN
        if behave == "wrong type":
            state["length"] = "three"
            return Applied(state, {"created": True})
        log.info("created", resource_type="toy_note", name=state["name"])
        return Applied(state, {"created": True})

    def update(self, request, ctx):
        if not request.private.get("planned"):
            raise DiagnosticError("Private state was lost between plan and apply")
        state = completed(request.planned)
        if request.planned["behave"] == "raise in update":
            raise ZeroDivisionError("a mistake in update")
        ctx.client.write(state["id"], state)
        ctx.client.trace("update")
        return Applied(state, {"created": True})

    def delete(self, request, ctx):
        if request.prior["behave"] == "raise in delete":
            raise ZeroDivisionError("a mistake in delete")
        ctx.client.delete(request.prior["id"])

    def read(self, request, ctx):
        private = request.private
        if not (private.get("created") or private.get("imported")):
            raise DiagnosticError(
                "Private state was lost between apply and read", f"It is {sorted(private)}."
            )
        found = ctx.client.read(request.state["id"])
        if found is None:
            ctx.diagnostics.warning("The note is gone", "It will be made again.")
            return None
        return Applied(found)

    def import_state(self, id_, ctx):
        if ctx.client.read(id_) is None:
            raise DiagnosticError(
                f"There is no note {id_!r} to import", "Known: " + ", ".join(ctx.client.names())
            )
        return Applied({"id": id_}, {"imported": True})

    def upgrade(self, version, state, ctx):
        if version == 1:
            state["text"] = state.pop("body")
        return state


def completed(planned):
    """The state that is made from a plan: what was unknown is made up, at every depth."""
    state = filled(planned, "mark")
    state["id"] = f"note-{state['name']}"
    state["length"] = len(state["text"] or "")
    assert is_wholly_known(state), state
    return state


def filled(value, mark):
    if value is UNKNOWN:
        return mark
    if isinstance(value, dict):
        return {key: filled(item, f"{mark}.{key}") for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, f"{mark}[]") for item in value]
    return value
