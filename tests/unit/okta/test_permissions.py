"""What a 403 lacks: the scope where the token has not got it, the admin role where it has."""

from __future__ import annotations

import pytest

from oktaprofile.okta import operations as table
from oktaprofile.okta.operations import Operation
from oktaprofile.okta.permissions import advice, has_scope

READ, WRITE = table.GET_APPLICATION, table.UPDATE_USER_PROFILE


def operations() -> list[Operation]:
    """Every operation of the table, but for the token's and those that are internal: OAuth is refused there."""
    found = [one for one in vars(table).values() if isinstance(one, Operation)]
    return [one for one in found if one is not table.TOKEN and not one.path.startswith(table.INTERNAL)]


@pytest.mark.parametrize("operation", operations(), ids=lambda one: one.id)
def test_every_operation_has_a_scope_and_a_role(operation: Operation) -> None:
    """So that no refusal comes without what is missing; the scope is Okta's word for reading or managing."""
    assert operation.scope.startswith("okta.")
    assert operation.scope.endswith(".read" if operation.method == "GET" else ".manage")
    assert operation.scope in advice(operation, [])
    assert operation.role in advice(operation, [operation.scope])


def test_scope_and_role_are_told_apart() -> None:
    """An OAuth app may lack either; an API token has no scopes."""
    assert "lacks the scope okta.schemas.manage" in advice(WRITE, ["okta.schemas.read"])
    missing_role = advice(WRITE, ["okta.schemas.manage"])
    assert "has the scope" in missing_role
    assert "Organization Administrator" in missing_role
    assert "The administrator who made the API token" in advice(WRITE, None)
    assert has_scope("okta.apps.read", ["okta.apps.manage"])
    assert not has_scope("okta.apps.manage", ["okta.apps.read"])
    assert "has the scope okta.apps.read" in advice(READ, ["okta.apps.manage"])


def test_an_internal_operation_has_a_role_and_no_scope() -> None:
    """OAuth is refused there: no word of a scope that would help."""
    assert "Super Administrator" in advice(table.REAPPLY_MAPPING, None)
    assert "scope" not in advice(table.REAPPLY_MAPPING, None)
