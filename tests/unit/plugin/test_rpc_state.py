"""The RPCs behind the seam: whatever happens, what Terraform stores is what exists."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from oktaprofile.plugin.resource import Applied, ApplyFailed
from oktaprofile.plugin.values import UNKNOWN
from tests.unit.plugin.scripted_provider import EXISTING, Terraform, steps, thing

# -- apply

PLANNED = {**EXISTING, "id": UNKNOWN}


def test_an_exception_in_create_is_a_diagnostic(
    terraform: Terraform, thing_class: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """The user reads what failed; the traceback goes to the log only; nothing was made."""

    def create(self: Any, request: Any, ctx: Any) -> Applied:
        raise ZeroDivisionError("oops")

    thing_class.create = create
    response = terraform.apply(None, PLANNED)
    (diagnostic,) = response["diagnostics"]
    assert "ApplyResourceChange of sample_thing raised ZeroDivisionError: oops" in diagnostic["detail"]
    assert ".py" not in diagnostic["detail"]
    assert "test_rpc_state.py" in capsys.readouterr().err
    assert terraform.value(response["new_state"]) is None


def test_a_create_that_failed_half_way_keeps_what_exists(terraform: Terraform, thing_class: Any) -> None:
    """ApplyFailed's state is stored, unknown as null, with its private part, and the error points at its path."""

    def create(self: Any, request: Any, ctx: Any) -> Applied:
        raise ApplyFailed(
            "Half",
            "Detail.",
            ("name",),
            state={**request.planned, "count": 5, "id": UNKNOWN},
            private={"p": 1},
        )

    thing_class.create = create
    response = terraform.apply(None, PLANNED)
    assert terraform.value(response["new_state"]) == {**EXISTING, "id": None, "count": 5}
    assert response["private"] == b'{"p":1}'
    assert [(item["summary"], steps(item)) for item in response["diagnostics"]] == [("Half", ["name"])]


def test_a_state_returned_with_errors_is_stored(terraform: Terraform, thing_class: Any) -> None:
    """Errors in the context beside a state are the same as ApplyFailed."""

    def create(self: Any, request: Any, ctx: Any) -> Applied:
        ctx.diagnostics.error("Bad")
        return Applied({**request.planned, "id": "1", "kind": "fancy"})

    thing_class.create = create
    response = terraform.apply(None, PLANNED)
    assert terraform.value(response["new_state"])["kind"] == "fancy"
    assert len(response["diagnostics"]) == 1


@pytest.mark.parametrize("planned", [{**EXISTING, "kind": "fancy"}, None])
def test_a_failed_update_or_delete_keeps_the_prior_state(
    terraform: Terraform, thing_class: Any, planned: Any
) -> None:
    """Whatever is raised, Terraform goes on knowing the resource, and its private part."""

    def fail(self: Any, *arguments: Any) -> Any:
        raise OSError("gone")

    thing_class.update = thing_class.delete = fail
    response = terraform.apply(EXISTING, planned, b'{"k":1}')
    assert terraform.value(response["new_state"]) == EXISTING
    assert response["private"] == b'{"k":1}'


def test_a_delete_leaves_nothing(terraform: Terraform, thing_class: Any) -> None:
    """Neither state nor private part."""
    thing_class.delete = lambda self, request, ctx: None
    response = terraform.apply(EXISTING, None, b'{"k":1}')
    assert terraform.value(response["new_state"]) is None
    assert response["private"] == b""


def test_a_delete_that_reports_an_error_did_not_happen(terraform: Terraform, thing_class: Any) -> None:
    """An error in the context counts as much as one that is raised."""
    thing_class.delete = lambda self, request, ctx: ctx.diagnostics.error("Still used")
    assert terraform.value(terraform.apply(EXISTING, None)["new_state"]) == EXISTING


@pytest.mark.parametrize(
    ("applied", "path", "stored_kind"),
    [
        ({**EXISTING, "kind": "fancy"}, ["kind"], "fancy"),
        ({**EXISTING, "id": UNKNOWN}, ["id"], "plain"),
        ({**EXISTING, "count": "three"}, ["count"], "plain"),
        ({**EXISTING, "extra": 1}, [], "plain"),
        ({**EXISTING, "name": "\ud800"}, ["name"], "plain"),
    ],
)
def test_what_was_applied_must_be_what_was_planned(
    terraform: Terraform, thing_class: Any, applied: Any, path: list[str], stored_kind: str
) -> None:
    """A contradiction, a value left unknown or a misfit is an error at its path; a state remains."""
    thing_class.create = lambda self, request, ctx: Applied(applied)
    response = terraform.apply(None, {**EXISTING, "id": UNKNOWN if path == ["id"] else "1"})
    assert steps(response["diagnostics"][0]) == path
    assert response["diagnostics"][0]["severity"] == 1
    assert terraform.value(response["new_state"])["kind"] == stored_kind


def test_what_fits_of_a_misfit_is_stored(terraform: Terraform, thing_class: Any) -> None:
    """One wrong attribute does not lose the id of what was made; it is stored as planned, unknown as null."""
    wrong = {**EXISTING, "id": "made", "kind": 3, "tags": ["x"], "extra": 1}
    thing_class.create = lambda self, request, ctx: Applied(wrong)
    response = terraform.apply(None, {**PLANNED, "kind": UNKNOWN, "tags": ["x"]})
    assert terraform.value(response["new_state"]) == {**EXISTING, "id": "made", "kind": None, "tags": ["x"]}


def test_an_apply_without_a_state_is_refused(terraform: Terraform, thing_class: Any) -> None:
    """An update that returns no state keeps the prior one."""
    thing_class.update = lambda self, request, ctx: Applied(None)
    response = terraform.apply(EXISTING, {**EXISTING, "kind": "fancy"})
    assert terraform.value(response["new_state"]) == EXISTING
    assert "returned no state" in response["diagnostics"][0]["summary"]


def test_a_broken_module_does_not_lose_the_state(terraform: Terraform) -> None:
    """If the resource's class cannot even be loaded, an update or delete keeps the prior state."""
    del sys.modules["sample_module"].Thing
    response = terraform.apply(EXISTING, None)
    assert terraform.value(response["new_state"]) == EXISTING
    assert "AttributeError" in response["diagnostics"][0]["detail"]


def test_gone_is_null(terraform: Terraform, thing_class: Any) -> None:
    """A read that finds nothing empties the state; its warning is shown."""

    def read(self: Any, request: Any, ctx: Any) -> None:
        ctx.diagnostics.warning("It is gone")

    thing_class.read = read
    response = terraform.read(EXISTING)
    assert terraform.value(response["new_state"]) is None
    assert response["diagnostics"][0]["severity"] == 2


@pytest.mark.parametrize("fault", ["raise", "report", "misfit", "unknown"])
def test_a_failed_read_keeps_the_state(terraform: Terraform, thing_class: Any, fault: str) -> None:
    """State and private part stay as they were, and there is an error."""

    def read(self: Any, request: Any, ctx: Any) -> Applied:
        if fault == "raise":
            raise TimeoutError("no answer")
        if fault == "report":
            ctx.diagnostics.error("No answer")
        return Applied({**request.state, "id": UNKNOWN} if fault == "unknown" else {"id": 3}, {"new": 1})

    thing_class.read = read
    response = terraform.read(EXISTING, b'{"k":1}')
    assert terraform.value(response["new_state"]) == EXISTING
    assert response["private"] == b'{"k":1}'
    assert response["diagnostics"][0]["severity"] == 1


def test_a_required_argument_that_is_null(terraform: Terraform) -> None:
    """Terraform lets one pass: it may come from a variable. It is the author's mistake, and no defect to report."""
    [diagnostic] = terraform.plan(None, thing())["diagnostics"]
    assert diagnostic["summary"] == "name is null"
    assert diagnostic["detail"].startswith("name is required. Give it a value")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda terraform: terraform.read({**EXISTING, "kind": UNKNOWN}),
            "kind is unknown in the current state",
        ),
        (
            lambda terraform: terraform.plan({**EXISTING, "id": UNKNOWN}, EXISTING),
            "id is unknown in the prior state",
        ),
        (lambda terraform: terraform.apply(None, {**PLANNED, "name": None}), "name is required, but null"),
        (
            lambda terraform: terraform.apply(None, {**PLANNED, "count": UNKNOWN}),
            "count is unknown in the planned state",
        ),
        (
            lambda terraform: terraform.apply(
                None, {**PLANNED, "rows": {"r": {"text": UNKNOWN, "mark": UNKNOWN, "locked": None}}}
            ),
            "rows.r.text is unknown in the planned state",
        ),
    ],
)
def test_a_request_that_breaks_the_rules(
    terraform: Terraform, thing_class: Any, call: Callable[[Terraform], dict[str, Any]], said: str
) -> None:
    """It is refused before the author's code, which relies on these rules, meets it."""
    for method in ("plan", "create", "read"):
        setattr(thing_class, method, lambda *_: pytest.fail("the author's code was called"))
    [diagnostic] = call(terraform)["diagnostics"]
    assert diagnostic["summary"] == "The request breaks Terraform's rules"
    assert diagnostic["detail"].startswith(said)
