"""What a caller may do: admin roles, and the scopes of OAuth callers."""

from __future__ import annotations

from oktaprofile.simulator.errors import access_denied
from oktaprofile.simulator.http.operations import Caller, Operation

READ_ONLY = "READ_ONLY_ADMIN"


def require_permission(caller: Caller, operation: Operation) -> None:
    """Raises 403 E0000006 when scope or role is missing."""
    if not operation.anonymous:
        require_scope(caller, operation.scope)
        require_role(caller, operation.method)


def require_role(caller: Caller, method: str) -> None:
    """Raises 403 E0000006 for a caller without an admin role, or who may only read."""
    if not caller.roles or (caller.roles == {READ_ONLY} and method != "GET"):
        raise access_denied()


def require_scope(caller: Caller, scope: str | None) -> None:
    """Raises 403 E0000006 when an OAuth caller lacks the scope; `.manage` includes `.read`."""
    if caller.scopes is None or scope is None:
        return
    if scope in caller.scopes or scope.replace(".read", ".manage") in caller.scopes:
        return
    raise access_denied("The access token provided does not contain the required scopes.")
