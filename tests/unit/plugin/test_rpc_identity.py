"""Identities: what each call answers, so that Terraform never erases one and never fails on one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from oktaprofile.plugin.resource import Applied, ApplyFailed
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.plugin.wire import dynamic
from tests.unit.plugin.scripted_provider import EXISTING, IDENTITY, Terraform, encoded, thing

STORED = {"identity_data": dynamic.encode({"id": "1", "words": None}, IDENTITY.type)}
PLANNED = thing(id=UNKNOWN, name="n", kind="plain")


def data(identity: dict[str, Any] | None) -> Any:
    """The values of an identity in an answer; None: it has none."""
    return None if identity is None else dynamic.decode(identity["identity_data"], IDENTITY.type)


def test_the_schema_says_what_an_import_needs(terraform: Terraform) -> None:
    """Each part is required or optional for an import: Terraform refuses a provider with neither."""
    schemas = terraform.call("GetResourceIdentitySchemas")["identity_schemas"]
    assert schemas["sample_thing"]["version"] == 3
    assert schemas["sample_thing"]["identity_attributes"] == [
        {"name": "id", "type": b'"string"', "required_for_import": True, "description": "Its id."},
        {
            "name": "words",
            "type": b'["list","string"]',
            "optional_for_import": True,
            "description": "Some words.",
        },
    ]


def test_a_read_answers_the_identity_of_what_it_found(terraform: Terraform, thing_class: Any) -> None:
    """Also where none is stored yet, as by an older Terraform."""
    thing_class.read = lambda self, request, ctx: Applied({**EXISTING, "id": "2"})
    assert data(terraform.read(EXISTING)["new_identity"]) == {"id": "2", "words": None}


def test_a_failed_read_keeps_the_identity(terraform: Terraform, thing_class: Any) -> None:
    """Terraform would erase it otherwise."""
    response = terraform.call(
        "ReadResource", type_name="sample_thing", current_state=encoded(EXISTING), current_identity=STORED
    )
    assert response["diagnostics"]
    assert data(response["new_identity"]) == {"id": "1", "words": None}


def test_what_is_gone_has_no_identity(terraform: Terraform, thing_class: Any) -> None:
    """No state, no identity."""
    thing_class.read = lambda self, request, ctx: None
    assert "new_identity" not in terraform.read(EXISTING)


@pytest.mark.parametrize("config", [EXISTING, None], ids=["update", "destroy"])
def test_a_plan_carries_the_stored_identity(terraform: Terraform, config: Any) -> None:
    """Of what exists; a create has none, since it must be known."""
    request = {
        "type_name": "sample_thing",
        "config": encoded(config),
        "proposed_new_state": encoded(config),
        "prior_state": encoded(EXISTING),
    }
    assert data(terraform.call("PlanResourceChange", **request, prior_identity=STORED)["planned_identity"])
    assert "planned_identity" not in terraform.plan(None, thing(name="n"))


def test_an_apply_answers_the_identity_of_what_exists(terraform: Terraform, thing_class: Any) -> None:
    """After a create, after one that failed half way, and never after a delete."""
    thing_class.create = lambda self, request, ctx: Applied({**request.planned, "id": "7"})
    assert data(terraform.apply(None, PLANNED)["new_identity"]) == {"id": "7", "words": None}

    def half(self: Any, request: Any, ctx: Any) -> Applied:
        raise ApplyFailed("half", state={**request.planned, "id": "8"})

    thing_class.create = half
    assert data(terraform.apply(None, PLANNED)["new_identity"]) == {"id": "8", "words": None}
    thing_class.delete = lambda self, request, ctx: None
    assert "new_identity" not in terraform.apply(EXISTING, None)


def test_a_wrong_identity_loses_no_state(terraform: Terraform, thing_class: Any) -> None:
    """An author's mistake in it is an error; what was created is stored all the same."""
    thing_class.create = lambda self, request, ctx: Applied({**request.planned, "id": "7"})
    thing_class.identity_of = lambda self, state: {"id": 5}
    response = terraform.apply(None, PLANNED)
    assert response["diagnostics"][0]["severity"] == 1
    assert terraform.value(response["new_state"])["id"] == "7"


def test_import_by_identity(terraform: Terraform, thing_class: Any) -> None:
    """Parts that the import leaves out are null; the answer has the whole identity, also after an import by id."""

    def import_identity(self: Any, identity: Any, ctx: Any) -> Applied:
        assert identity == {"id": "1", "words": None}
        return Applied({"id": identity["id"], "name": "n"})

    thing_class.import_identity = import_identity
    thing_class.import_state = lambda self, id_, ctx: Applied({"id": id_, "name": "n"})
    thing_class.identity_of = lambda self, state: {"id": state["id"], "words": [state["name"]]}
    for request in ({"identity": STORED}, {"id": "1"}):
        response = terraform.call("ImportResourceState", type_name="sample_thing", **request)
        (imported,) = response["imported_resources"]
        assert terraform.value(imported["state"]) == thing(id="1", name="n")
        assert data(imported["identity"]) == {"id": "1", "words": ["n"]}


@pytest.mark.parametrize(
    ("identity", "said"),
    [
        ({"id": None, "words": []}, "is incomplete"),
        ({"id": "1", "words": UNKNOWN}, "is not known"),
        (None, "is not known"),
    ],
)
def test_an_identity_that_imports_nothing(terraform: Terraform, identity: Any, said: str) -> None:
    """Core checks it, too; other clients may not."""
    request = {"identity_data": dynamic.encode(identity, IDENTITY.type)}
    response = terraform.call("ImportResourceState", type_name="sample_thing", identity=request)
    assert said in response["diagnostics"][0]["summary"]


def test_a_type_without_import_by_identity(terraform: Terraform) -> None:
    """It says what to do."""
    response = terraform.call("ImportResourceState", type_name="sample_thing", identity=STORED)
    assert "cannot be imported by identity" in response["diagnostics"][0]["summary"]


@pytest.mark.parametrize(
    ("stored", "upgraded"),
    [
        ({"id": "1", "lost": True}, {"id": "1", "words": None}),
        ({"id": 5, "words": "w"}, {"id": None, "words": None}),
        ({"some": "other provider's"}, {"id": None, "words": None}),
        (None, {"id": None, "words": None}),
    ],
)
def test_any_stored_identity_is_upgraded(terraform: Terraform, stored: Any, upgraded: Any) -> None:
    """OpenTofu hands over another provider's after a move, and fails without an answer. The read fills it."""
    response = terraform.call(
        "UpgradeResourceIdentity",
        type_name="sample_thing",
        version=1,
        raw_identity={"json": json.dumps(stored).encode()},
    )
    assert data(response["upgraded_identity"]) == upgraded
    assert "diagnostics" not in response


def test_a_type_without_identity_answers_none(terraform: Terraform, thing_class: Any) -> None:
    """Terraform crashes on one at read."""
    terraform.servicer.registry.provider.identities = ""  # type: ignore[misc]
    thing_class.read = lambda self, request, ctx: Applied(EXISTING)
    thing_class.create = lambda self, request, ctx: Applied({**request.planned, "id": "7"})
    thing_class.import_state = lambda self, id_, ctx: Applied({"id": id_})
    assert "new_identity" not in terraform.read(EXISTING)
    assert "new_identity" not in terraform.apply(None, PLANNED)
    (imported,) = terraform.call("ImportResourceState", type_name="sample_thing", id="1")[
        "imported_resources"
    ]
    assert "identity" not in imported
    for rpc, request in (("UpgradeResourceIdentity", {}), ("ImportResourceState", {"identity": STORED})):
        response = terraform.call(rpc, type_name="sample_thing", **request)
        assert "has no identity" in response["diagnostics"][0]["summary"]
