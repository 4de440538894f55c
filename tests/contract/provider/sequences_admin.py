"""The embedded org of the random sequences, without a socket in between, and the administrator who edits it by hand.

The product's own client talks to it: the transport below is all that is replaced. Requests and answers pass as bytes
of JSON, so that neither side sees the other's objects.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from oktaprofile.okta.auth import authentication_for
from oktaprofile.okta.client import OktaClient
from oktaprofile.okta.config import OktaConfig
from oktaprofile.okta.sender import Sender
from oktaprofile.okta.transport import Answer
from oktaprofile.simulator.control.load import load
from oktaprofile.simulator.control.snapshot import snapshot
from oktaprofile.simulator.errors import ApiError
from oktaprofile.simulator.http.operations import ApiRequest, Caller
from oktaprofile.simulator.oauth.authentication import API_TOKEN
from oktaprofile.simulator.running import make_service
from oktaprofile.simulator.switches import Switches
from tests.contract.provider.sequences_world import Row, World
from tests.unit.provider.small_okta import ImpatientClock
from tests.unit.simulator.calling import find

if TYPE_CHECKING:
    from requests.auth import AuthBase

URL = "https://sequences.example.com"


class EmbeddedOrg:
    """One org in this process; one request at a time. Also the transport of the product's client."""

    def __init__(self) -> None:
        self.service = make_service(users=0, switches=Switches(quarantine_seconds=0))
        self._lock = Lock()
        self.rival: Callable[[], object] | None = None
        """Somebody else's write, of a whole document that was read before the next write of the client and is written
        after it: what the client wrote is lost. Used up by that write."""
        self.races_lost = 0

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None,
        auth: AuthBase,
        seconds: float = 0.0,
    ) -> Answer:
        """One request to one operation, as the server would carry it out."""
        address, org = urlsplit(url), self.service.org
        with self._lock:
            operation, parameters = find(method, address.path)
            request = ApiRequest(
                org=org,
                method=method,
                path=address.path,
                parameters=parameters,
                query=dict(parse_qsl(address.query)),
                headers={"Content-Type": "application/json"},
                body=body or b"",
                base_url=URL,
                caller=Caller("sequences"),
                pause=_no_pause,
            )
            before = self._document(parameters) if auth is not None and method == "POST" else None
            try:
                answer = operation.handler(request)
                if inspect.isawaitable(answer):
                    answer = _at_once(answer)
                status, content, more = answer.status, answer.body, dict(answer.headers)
            except ApiError as error:
                status, content, more = error.status, error.document("oae0"), {}
            text = b"" if content is None else json.dumps(content).encode()
        if before is not None and status == 200:
            self._lose_a_race(before)
        return Answer(status, {"content-type": "application/json", **more}, text)

    def _document(self, parameters: Mapping[str, str]) -> Any:
        """The schema or mapping that a write is about."""
        org = self.service.org
        if "appId" in parameters:
            return org.schemas.app(parameters["appId"])
        if "mappingId" in parameters:
            return org.mappings.get(parameters["mappingId"])
        user_type = org.user_types.by_schema_id(parameters.get("schemaId", ""))
        return None if user_type is None else org.schemas.user(user_type.id)

    def _lose_a_race(self, before: Any) -> None:
        """Writes back the document as it was before the client's write, with the rival's change in it."""
        with self._lock:
            rival, self.rival = self.rival, None
            if rival is not None:
                org = self.service.org
                (org.schemas if hasattr(before, "custom") else org.mappings).put(before)
                self.races_lost += 1
        if rival is not None:
            rival()

    def client(self) -> OktaClient:
        """The product's client on this org."""
        config, clock = OktaConfig(URL, api_token=API_TOKEN), ImpatientClock()
        return OktaClient(Sender(config, self, authentication_for(config, clock), clock))


async def _no_pause() -> None:
    """The org has no latency."""


def _at_once(handler: Any) -> Any:
    """Runs a coroutine that waits for nothing."""
    try:
        handler.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("an operation waits")


class Administrator:
    """The hands that change an org, through Okta's API."""

    def __init__(self) -> None:
        self.org = EmbeddedOrg()
        self._rows = self._listed_rows()

    def close(self) -> None:
        """Ends the org."""
        self.org.service.org.close()

    def look(self) -> World:
        """Everything that the org holds."""
        return World(self._snapshot())

    def put_property(self, key: str, name: str, given: dict[str, Any] | None) -> bool:
        """Adds, changes (None in it: clears an attribute) or removes (None) a custom property. False: refused."""
        custom = {"id": "#custom", "type": "object", "properties": {name: given}}
        return self._post(self._schema(key), {"definitions": {"custom": custom}})

    def put_master(self, key: str, section: str, name: str, master: dict[str, Any]) -> bool:
        """Sets the master of a base or custom attribute. False: refused."""
        half = {"id": f"#{section}", "type": "object", "properties": {name: {"master": master}}}
        return self._post(self._schema(key), {"definitions": {section: half}})

    def put_line(self, row: Row, target: str, line: dict[str, str] | None) -> bool:
        """Sets or removes one line of a mapping. False: refused."""
        return self._post(f"/api/v1/mappings/{self._rows[row]}", {"properties": {target: line}})

    def delete_app(self, app_id: str) -> None:
        """Deactivates and deletes an app."""
        self._call("POST", f"/api/v1/apps/{app_id}/lifecycle/deactivate")
        self._call("DELETE", f"/api/v1/apps/{app_id}")
        self._rows = self._listed_rows()

    def make_app(self, label: str) -> None:
        """Makes an app of this label anew: a profile source that takes updates, with an empty profile."""
        made = self._call("POST", "/api/v1/apps", {"label": label, "signOnMode": "SAML_2_0"})
        switches = {"profile_mastering": True, "push_profile_updates": True}
        load(self.org.service.org, {"apps": [{"id": made["id"], "switches": switches}]})
        self._rows = self._listed_rows()

    def make_type(self, name: str) -> None:
        """Makes a user type."""
        self._call("POST", "/api/v1/meta/types/user", {"name": name, "displayName": name})
        self._rows = self._listed_rows()

    def delete_type(self, type_id: str) -> None:
        """Deletes a user type."""
        self._call("DELETE", f"/api/v1/meta/types/user/{type_id}")
        self._rows = self._listed_rows()

    def _schema(self, key: str) -> str:
        kind, _, owner = key.partition(":")
        if kind == "app":
            return f"/api/v1/meta/schemas/apps/{owner}/default"
        type_ = self._call("GET", f"/api/v1/meta/types/user/{owner}")
        path = str(type_["_links"]["schema"]["href"]).partition("/api/v1")[2]
        return f"/api/v1{path}"

    def _snapshot(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(json.dumps(snapshot(self.org.service.org, people=False)))
        return found

    def _listed_rows(self) -> dict[Row, str]:
        found = self._snapshot()["mappings"]
        return {(row["app_id"], row["type_id"], row["direction"]): id_ for id_, row in found.items()}

    def _post(self, path: str, body: dict[str, Any]) -> bool:
        answer = self._answer("POST", path, body)
        assert answer.status in (200, 400), answer.body
        return answer.status == 200

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._answer(method, path, body)
        assert answer.status in (200, 204), answer.body
        return json.loads(answer.body) if answer.body else None

    def _answer(self, method: str, path: str, body: Any) -> Answer:
        content = None if body is None else json.dumps(body).encode()
        return self.org.send(method, URL + path, headers={}, body=content, auth=None)  # type: ignore[arg-type]
