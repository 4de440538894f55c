"""The RPCs behind the seam: plans, and private state from plan to read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.resource import Applied, Plan
from oktaprofile.plugin.values import UNKNOWN
from tests.unit.plugin.scripted_provider import EXISTING, Terraform, encoded, steps, thing

# -- plan


def test_plan_is_called_on_create_update_and_destroy(terraform: Terraform, thing_class: Any) -> None:
    """The author sees each, with prior and proposed None where there is nothing."""
    seen = []

    def plan(self: Any, request: Any, ctx: Any) -> Plan:
        seen.append((request.prior is None, request.config is None, request.proposed is None))
        return Plan(request.proposed)

    thing_class.plan = plan
    created = terraform.plan(None, thing(name="n"))
    assert terraform.value(created["planned_state"]) == thing(name="n", id=UNKNOWN, kind="plain")
    terraform.plan(EXISTING, thing(name="n"))
    destroyed = terraform.plan(EXISTING, None)
    assert terraform.value(destroyed["planned_state"]) is None
    assert seen == [(True, False, False), (False, False, False), (False, True, True)]


def test_nothing_changed_plans_the_prior_state(terraform: Terraform) -> None:
    """An unchanged configuration is planned as the very state, by the default plan too."""
    rows = {"k": {"text": "a", "mark": "m", "locked": None}}
    prior = thing(id="1", name="n", kind="plain", tags=["y", "x"], rows=rows)
    config = thing(name="n", tags=["x", "y"], rows={"k": {"text": "a", "mark": None, "locked": None}})
    response = terraform.plan(prior, config)
    assert terraform.value(response["planned_state"]) == {**prior, "tags": ["x", "y"]}
    assert "requires_replace" not in response


def test_replacement_paths_from_schema_and_author(terraform: Terraform, thing_class: Any) -> None:
    """Both reach Terraform as steps; a path that is named twice is sent once."""
    thing_class.plan = lambda self, request, ctx: Plan(request.proposed, [("kind",), ("rows", "k", "locked")])
    prior = thing(id="1", name="n", kind="plain", rows={"k": {"text": "a", "mark": "m", "locked": "x"}})
    config = thing(name="other", rows={"k": {"text": "a", "mark": None, "locked": "y"}})
    paths = terraform.plan(prior, config)["requires_replace"]
    assert paths == [
        {"steps": [{"attribute_name": "kind"}]},
        {"steps": [{"attribute_name": "name"}]},
        {"steps": [{"attribute_name": "rows"}, {"element_key_string": "k"}, {"attribute_name": "locked"}]},
    ]


def test_nothing_replaces_on_create(terraform: Terraform) -> None:
    """There is nothing to replace."""
    assert "requires_replace" not in terraform.plan(None, thing(name="n"))


def test_a_plan_s_error_keeps_its_place(terraform: Terraform, thing_class: Any) -> None:
    """An exception with a path becomes an error at the element that Terraform can show, with the rest in words; no
    plan is sent with it.
    """

    def plan(self: Any, request: Any, ctx: Any) -> Plan:
        raise DiagnosticError("No such row", "Add it.", ("rows", "k", "text"))

    thing_class.plan = plan
    response = terraform.plan(None, thing(name="n"))
    assert steps(response["diagnostics"][0]) == ["rows", "k"]
    assert response["diagnostics"][0]["detail"] == "Add it.\n\nAt rows.k.text."
    assert "planned_state" not in response


@pytest.mark.parametrize(("planned", "config"), [(None, thing(name="n")), (EXISTING, None)])
def test_a_plan_of_the_wrong_kind_is_refused(
    terraform: Terraform, thing_class: Any, planned: Any, config: Any
) -> None:
    """None plans destruction and nothing else does."""
    thing_class.plan = lambda self, request, ctx: Plan(planned)
    response = terraform.plan(EXISTING, config)
    assert response["diagnostics"][0]["severity"] == 1
    assert "planned_state" not in response


# -- private state


def test_private_state_goes_from_plan_to_apply_to_read(terraform: Terraform, thing_class: Any) -> None:
    """What plan puts in, create finds; what create puts in, read finds; None carries it on."""
    found = []

    def create(self: Any, request: Any, ctx: Any) -> Applied:
        found.append(dict(request.private))
        return Applied({**request.planned, "id": "1"}, {"etag": "e"})

    def read(self: Any, request: Any, ctx: Any) -> Applied:
        found.append(dict(request.private))
        return Applied(request.state)

    thing_class.plan = lambda self, request, ctx: Plan(request.proposed, private={"seen": 1})
    thing_class.create = create
    thing_class.read = read
    planned = terraform.plan(None, thing(name="n"))
    applied = terraform.apply(None, terraform.value(planned["planned_state"]), planned["planned_private"])
    refreshed = terraform.read(terraform.value(applied["new_state"]), applied["private"])
    assert found == [{"seen": 1}, {"etag": "e"}]
    assert json.loads(refreshed["private"]) == {"etag": "e"}


def test_private_state_that_is_not_json_loses_nothing(terraform: Terraform, thing_class: Any) -> None:
    """A create that returns a set as private state still has its state stored."""
    thing_class.create = lambda self, request, ctx: Applied({**request.planned, "id": "1"}, {"a": {1}})
    response = terraform.apply(None, {**EXISTING, "id": UNKNOWN}, b'{"k":1}')
    assert terraform.value(response["new_state"])["id"] == "1"
    assert response["private"] == b'{"k":1}'
    assert "private state that JSON cannot hold" in response["diagnostics"][0]["summary"]


def test_foreign_private_state_is_refused(terraform: Terraform) -> None:
    """Bytes of another provider are no private state of this one; the state stays."""
    response = terraform.read(EXISTING, b"\x00binary")
    assert "cannot be read" in response["diagnostics"][0]["summary"]
    assert terraform.value(response["new_state"]) == EXISTING


def test_the_first_plan_s_private_state_comes_with_the_second(terraform: Terraform, thing_class: Any) -> None:
    """Terraform 1.16 announces it and sends it just before an apply; older versions do neither."""
    seen = []

    def plan(self: Any, request: Any, ctx: Any) -> Plan:
        seen.append((request.keeps_private, request.first_private))
        return Plan(request.proposed, private={"plan": len(seen)})

    thing_class.plan = plan
    request = {"type_name": "sample_thing", "config": encoded(thing(name="n"))}
    request["proposed_new_state"] = request["config"]
    announced = {"client_capabilities": {"store_planned_private": True}}
    first = terraform.call("PlanResourceChange", **request, **announced)["planned_private"]
    again = terraform.call("PlanResourceChange", **request, **announced, planned_private=first)
    assert again["planned_private"] == b'{"plan":2}'
    terraform.call("PlanResourceChange", **request)
    assert seen == [(True, None), (True, {"plan": 1}), (False, None)]
