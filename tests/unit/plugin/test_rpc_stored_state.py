"""ImportResourceState, UpgradeResourceState and MoveResourceState."""

from __future__ import annotations

import json
from typing import Any

import pytest

from oktaprofile.plugin.resource import Applied
from oktaprofile.plugin.values import UNKNOWN
from tests.unit.plugin.scripted_provider import Terraform, thing

# -- apply


MOVE = {
    "source_provider_address": "registry.terraform.io/other/other",
    "source_type_name": "other_thing",
    "source_schema_version": 3,
    "source_private": b"null",
    "target_type_name": "sample_thing",
}


def test_an_import_may_leave_attributes_out(terraform: Terraform, thing_class: Any) -> None:
    """What the author does not know is null until the read; the private part is kept."""
    thing_class.import_state = lambda self, id_, ctx: Applied(
        {"id": id_, "name": UNKNOWN}, {"imported": True}
    )
    (imported,) = terraform.call("ImportResourceState", type_name="sample_thing", id="7")[
        "imported_resources"
    ]
    assert imported["type_name"] == "sample_thing"
    assert terraform.value(imported["state"]) == thing(id="7")
    assert imported["private"] == b'{"imported":true}'


@pytest.mark.parametrize(
    ("request_", "text"),
    [({"id": "7"}, "cannot be imported"), ({}, "is imported by id")],
)
def test_an_import_that_cannot_be(terraform: Terraform, request_: dict[str, str], text: str) -> None:
    """A type without import says so, and an import by identity is told to use an id."""
    response = terraform.call("ImportResourceState", type_name="sample_thing", **request_)
    assert text in response["diagnostics"][0]["summary"]


def upgrade(terraform: Terraform, version: int, state: Any) -> dict[str, Any]:
    """UpgradeResourceState with a stored JSON state."""
    raw = {"json": state if isinstance(state, bytes) else json.dumps(state).encode()}
    return terraform.call("UpgradeResourceState", type_name="sample_thing", version=version, raw_state=raw)


def test_a_state_of_today_s_version_is_read_again(terraform: Terraform) -> None:
    """Attributes that the schema lost since are dropped, new ones are null, the author is not asked."""
    response = upgrade(terraform, 2, {"id": "1", "name": "n", "lost": [1], "count": 12345678901234567890123})
    assert terraform.value(response["upgraded_state"]) == thing(
        id="1", name="n", count=12345678901234567890123
    )


def test_an_old_state_is_upgraded_by_its_version(terraform: Terraform, thing_class: Any) -> None:
    """The author gets the old version and its JSON."""

    def upgrade_(self: Any, version: int, state: dict[str, Any], ctx: Any) -> dict[str, Any]:
        return {"id": state["key"], "name": f"from version {version}"}

    thing_class.upgrade = upgrade_
    response = upgrade(terraform, 1, {"key": "k"})
    assert terraform.value(response["upgraded_state"]) == thing(id="k", name="from version 1")


@pytest.mark.parametrize(
    ("version", "state", "text"),
    [(3, {}, "newer version"), (2, b"{", "cannot be read"), (2, {"name": 5}, "does not fit")],
)
def test_a_state_that_cannot_be_upgraded(terraform: Terraform, version: int, state: Any, text: str) -> None:
    """A newer version, broken JSON and a value of another type each say what is wrong."""
    assert text in upgrade(terraform, version, state)["diagnostics"][0]["summary"]


def test_a_state_of_terraform_0_11(terraform: Terraform) -> None:
    """Its flat format is refused with the way out."""
    raw = {"flatmap": {"id": "1"}}
    response = terraform.call("UpgradeResourceState", type_name="sample_thing", version=0, raw_state=raw)
    assert "0.12" in response["diagnostics"][0]["detail"]


def test_moving_from_another_type_is_refused(terraform: Terraform) -> None:
    """A clear diagnostic says what to do instead."""
    response = terraform.call(
        "MoveResourceState", source_type_name="other_thing", target_type_name="sample_thing"
    )
    assert "other_thing cannot be moved to sample_thing" in response["diagnostics"][0]["summary"]
    assert "import" in response["diagnostics"][0]["detail"]


def test_a_state_is_moved_from_another_type(terraform: Terraform, thing_class: Any) -> None:
    """The author gets what was stored and where it is from; what the schema has not is dropped, the rest is null."""

    def move(self: Any, request: Any, ctx: Any) -> Applied:
        assert (request.provider, request.type_name) == ("registry.terraform.io/other/other", "other_thing")
        assert (request.version, request.target, ctx.client) == (3, "sample_thing", None)
        return Applied({"id": request.state["key"], "lost": 1}, {"moved": True})

    thing_class.move = move
    response = terraform.call("MoveResourceState", **MOVE, source_state={"json": b'{"key": "k"}'})
    assert terraform.value(response["target_state"]) == thing(id="k")
    assert response["target_private"] == b'{"moved":true}'


@pytest.mark.parametrize("stored", [b"", b"null", b"[1]", b"{"])
def test_a_stored_state_that_is_no_object_is_not_moved(
    terraform: Terraform, thing_class: Any, stored: bytes
) -> None:
    """An error, and no state: Terraform then keeps the old one."""
    thing_class.move = lambda self, request, ctx: Applied({"id": "1"})
    response = terraform.call("MoveResourceState", **MOVE, source_state={"json": stored})
    assert response["diagnostics"][0]["severity"] == 1
    assert "target_state" not in response
