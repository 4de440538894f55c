"""Who calls: an API token (SSWS) or an OAuth access token (Bearer, or DPoP with a proof)."""

from __future__ import annotations

from collections.abc import Mapping

from oktaprofile.simulator.errors import invalid_session, invalid_token
from oktaprofile.simulator.http.operations import Caller
from oktaprofile.simulator.org import Org

API_TOKEN = "simulator-token"  # noqa: S105 - the documented token of an org that holds nothing real


def caller_of(org: Org, headers: Mapping[str, str], method: str, url: str) -> Caller:
    """The caller of a request. Raises 403 E0000005 without any Authorization, 401 E0000011 for a wrong token."""
    header = headers.get("Authorization", "")
    scheme, _, token = header.partition(" ")
    if header[:4].casefold() == "ssws":  # real orgs take it without a blank as well (okta 3.x for Python)
        scheme, token = header[:4], header[4:].strip()
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
