"""Makes the probe's own things: a user type, an app, a user who is never activated. Each is noted before it is made.

Nobody else's thing is used: the type brings its own schema, the app its own, and both together their own mappings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.okta.errors import OktaError, copy_of
from oktaprofile.probe import operations
from oktaprofile.probe.note import APPLICATION, USER, USER_TYPE
from oktaprofile.probe.undo import find

if TYPE_CHECKING:
    from typing import Any

    from oktaprofile.okta.client import OktaClient
    from oktaprofile.okta.operations import Operation
    from oktaprofile.probe.note import Note

FIRST_NAME = "Probe"
_HIDDEN = {"iOS": True, "web": True}


class Own:
    """What one probe has made so far."""

    def __init__(self, client: OktaClient, note: Note) -> None:
        self._client = client
        self._note = note
        self._ids: dict[str, str] = {}
        self._failed: dict[str, OktaError] = {}
        self._answer: dict[str, Any] = {}
        self.schema_id = ""

    def user_type(self) -> str:
        """The id of the own type; `schema_id` is its schema's from then on."""
        if USER_TYPE not in self._ids:
            name = self._note.name_of(USER_TYPE)
            body = {
                "name": name,
                "displayName": name,
                "description": "Made by oktaprofile probe; removed again",
            }
            made = self._made(USER_TYPE, operations.CREATE_USER_TYPE, body)
            listed = [] if self._answer else self._client.list_user_types()  # the answer was lost
            one = next((one for one in listed if one["id"] == made), self._answer)
            link = (one.get("_links") or {}).get("schema") or {}
            self.schema_id = str(link.get("href") or "").rstrip("/").rpartition("/")[2]
        return self._ids[USER_TYPE]

    def application(self) -> str:
        """The id of the own app: one that nobody can sign in to, and that provisions nothing."""
        body = {
            "name": "oidc_client",
            "label": self._note.name_of(APPLICATION),
            "signOnMode": "OPENID_CONNECT",
            "visibility": {"autoSubmitToolbar": False, "hide": _HIDDEN},
            "credentials": {"oauthClient": {"token_endpoint_auth_method": "none"}},
            "settings": {
                "oauthClient": {
                    "application_type": "browser",
                    "grant_types": ["authorization_code"],
                    "response_types": ["code"],
                    "redirect_uris": ["https://example.com/oktaprofile-probe"],
                }
            },
        }
        return self._made(APPLICATION, operations.CREATE_APPLICATION, body)

    def user(self) -> str:
        """The id of the own user: of the own type, never activated, so that Okta sends no mail."""
        login = self._note.name_of(USER)
        profile = {"firstName": FIRST_NAME, "lastName": "Oktaprofile", "email": login, "login": login}
        body = {"profile": profile, "type": {"id": self.user_type()}}
        return self._made(USER, operations.CREATE_USER, body, {"activate": "false"})

    def _made(
        self, kind: str, operation: Operation, body: dict[str, Any], query: dict[str, str] | None = None
    ) -> str:
        if kind in self._failed:
            raise copy_of(self._failed[kind])
        if kind not in self._ids:
            self._note.make(kind)
            try:
                self._answer = {}
                self._answer = self._client.call(operation, body=body, query=query)
                self._ids[kind] = str(self._answer["id"])
            except OktaError as error:
                self._failed[kind] = error
                if not error.sent:
                    self._note.refused(kind)
                    raise
                found = find(self._client, self._note, kind)  # the answer was lost
                if found is None:
                    raise
                self._ids[kind] = found
                del self._failed[kind]
            self._note.made(kind, self._ids[kind])
        return self._ids[kind]
