"""RingCentral's own API, as far as a look at its directory needs it (`RC_SERVER_URL` is the org's address and
/simulator/ringcentral). What it tells is what the directory of the app "RingCentral" holds.

Source: RingCentral's API reference (List company directory entries, JWT flow), read 2026-11-30.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from oktaprofile.simulator.http.operations import Answer, ApiRequest, operation
from oktaprofile.simulator.state.directory import Entry

TOKEN = "simulator-token"  # noqa: S105 - of an org that has no secrets
_JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_EMAIL = "emails.^[primary==true].value"
_MOST = 2000


@operation("ringcentralToken", "POST /simulator/ringcentral/restapi/oauth/token")
def token(request: ApiRequest) -> Answer:
    """An access token for any JWT; 400 for another grant, 401 without an app's id and secret."""
    given = parse_qs(request.body.decode("utf-8", "replace"))
    if not request.headers.get("Authorization", "").startswith("Basic "):
        return Answer(
            401, {"error": "invalid_client", "error_description": "Unauthorized for this grant type"}
        )
    if given.get("grant_type") != [_JWT_GRANT] or not given.get("assertion"):
        return Answer(400, {"error": "unsupported_grant_type"})
    return Answer(body={"access_token": TOKEN, "token_type": "bearer", "expires_in": 7200})


@operation("ringcentralEntries", "GET /simulator/ringcentral/restapi/v1.0/account/~/directory/entries")
def entries(request: ApiRequest) -> Answer:
    """People, page by page, in the order of their ids; several direct numbers stay in the order of the directory."""
    if request.headers.get("Authorization") != f"Bearer {TOKEN}":
        return Answer(401, {"errorCode": "OAU-123", "message": "Token not found"})
    page, size = int(request.query.get("page", "1")), int(request.query.get("perPage", "1000"))
    if page < 1 or not 1 <= size <= _MOST:
        return Answer(400, {"errorCode": "CMN-101", "message": "Parameter [perPage] value is invalid"})
    app = request.org.apps.by_label("RingCentral")
    found = list(request.org.directory.where("app_id = ?", app.id)) if app else []
    pages = max(-(-len(found) // size), 1)
    shown = [_record(one) for one in found[(page - 1) * size : page * size]]
    paging = {"page": page, "perPage": size, "totalPages": pages, "totalElements": len(found)}
    return Answer(body={"records": shown, "paging": paging})


def _record(entry: Entry) -> dict[str, Any]:
    known = entry.attributes
    numbers = known.get("directNumbers") or [known.get("directNumber")]
    return {
        "id": entry.external_id,
        "type": "User",
        "status": "Enabled",
        "email": known.get(_EMAIL) or known.get("email"),
        "firstName": known.get("givenName"),
        "lastName": known.get("familyName"),
        "extensionNumber": known.get("extensionNumber"),
        "phoneNumbers": [
            {"phoneNumber": one, "usageType": "DirectNumber", "type": "VoiceFax", "primary": index == 0}
            for index, one in enumerate(numbers)
            if one
        ],
    }
