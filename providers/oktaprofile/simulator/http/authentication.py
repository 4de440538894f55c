"""Who calls: an API token (SSWS) or an OAuth access token (Bearer, or DPoP with a proof)."""

from __future__ import annotations

from collections.abc import Mapping

from oktaprofile.simulator.errors import access_denied, invalid_session, invalid_token
from oktaprofile.simulator.http.operations import Caller
from oktaprofile.simulator.org import Org

READ_ONLY = "READ_ONLY_ADMIN"
API_TOKEN = "simulator-token"  # noqa: S105 - the documented token of an org that holds nothing real


def caller_of(org: Org, headers: Mapping[str, str], method: str, url: str) -> Caller:
    """The caller of a request. Raises 403 E0000005 without any Authorization, 401 E0000011 for a wrong token."""
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    if not scheme:
        # Assumed: what an anonymous call gets; documented is only that such a call has no valid session.
        raise invalid_session()
    kind = scheme.casefold()
    if kind == "ssws" and token == API_TOKEN:
        return Caller("api-token")
    if kind in ("bearer", "dpop"):
        from oktaprofile.simulator.oauth.tokens import access_token_caller

        return access_token_caller(org, kind, token, headers, method, url)
    raise invalid_token()


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
