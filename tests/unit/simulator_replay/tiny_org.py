"""Hand-made exchanges in the shapes that real recordings have, and a tiny stand-in for the simulator.

Shapes restated from Okta's API reference (Schemas, User Types, Profile Mappings, Application Features) and
recordings of real orgs; the values are made up.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from tests.replay.operations import operation_of
from tests.replay.recording import Exchange, Recording
from tests.replay.simulator_state import Answer

HOST = "https://org.example"
APP, TYPE, SCHEMA, MAPPING = (
    "0oaTinyApp0000000001",
    "otyTinyType000000001",
    "oscTinyType000000001",
    "prmTinyMap0000000001",
)
APP_SCHEMA_PATH = f"/api/v1/meta/schemas/apps/{APP}/default"
TYPES_PATH = "/api/v1/meta/types/user"
T0, T1 = "2024-01-01T00:00:00.000Z", "2024-01-01T00:00:01.000Z"


def app_schema(
    custom: dict[str, Any], base: dict[str, Any] | None = None, updated: str = T0
) -> dict[str, Any]:
    """An app user schema as Okta answers it."""
    base = {"userName": {"title": "Username", "type": "string", "required": True}} if base is None else base
    block: dict[str, Any] = {"id": "#custom", "type": "object", "properties": custom}
    if custom:
        block["required"] = []
    required = [name for name, definition in base.items() if definition.get("required")]
    return {
        "id": f"{HOST}/meta/schemas/apps/{APP}/default",
        "name": "oidc_client",
        "title": "Tiny User",
        "lastUpdated": updated,
        "definitions": {
            "custom": block,
            "base": {"id": "#base", "type": "object", "properties": base, "required": required},
        },
    }


def custom_body(properties: dict[str, Any], section: str = "custom") -> dict[str, Any]:
    """The body of a schema POST that names these properties."""
    return {"definitions": {section: {"id": f"#{section}", "type": "object", "properties": properties}}}


def user_type(name: str, identifier: str = TYPE) -> dict[str, Any]:
    """A user type as Okta answers it."""
    suffix = identifier[3:]
    return {
        "id": identifier,
        "displayName": name,
        "name": name,
        "description": name,
        "createdBy": "00uTinyAdmin00000001",
        "created": T0,
        "default": False,
        "_links": {"schema": {"href": f"{HOST}/api/v1/meta/schemas/user/osc{suffix}"}},
    }


def mapping(properties: dict[str, Any] | None) -> dict[str, Any]:
    """A mapping from the app to the type; None leaves `properties` out, as the list does."""
    found: dict[str, Any] = {
        "id": MAPPING,
        "source": {"id": APP, "name": "oidc_client", "type": "appuser"},
        "target": {"id": TYPE, "name": "user", "type": "user"},
    }
    if properties is not None:
        found["properties"] = properties
    return found


def not_found(text: str) -> dict[str, Any]:
    """E0000007."""
    summary = f"Not found: Resource not found: {text}"
    return {
        "errorCode": "E0000007",
        "errorSummary": summary,
        "errorLink": "E0000007",
        "errorId": "oaeTiny0000000000000000001",
        "errorCauses": [],
    }


def recording(*exchanges: tuple[Any, ...]) -> Recording:
    """A recording of (method, path, request, status, answer[, headers])."""
    rows = [
        Exchange(number, row[0], row[1], row[2], row[3], row[5] if len(row) > 5 else {}, row[4])
        for number, row in enumerate(exchanges, start=1)
    ]
    return Recording("tiny.jsonl", {"about": "made up", "attribute_level_mastering": "off"}, rows)


class Scripted:
    """A stand-in that gives prepared answers in order and keeps what was loaded and asked."""

    def __init__(self, answers: Iterable[tuple[int, Any]]) -> None:
        self._answers = [*answers]
        self.loads: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str, Any]] = []

    def load(self, state: dict[str, Any]) -> None:
        """Keeps the state."""
        self.loads.append(copy.deepcopy(state))

    def send(self, method: str, path: str, body: object) -> Answer:
        """The next prepared answer."""
        self.requests.append((method, path, body))
        status, answer = self._answers[len(self.requests) - 1]
        return Answer(status, copy.deepcopy(answer), [])

    @property
    def loaded(self) -> list[dict[str, Any]]:
        """What was loaded after the first, emptying load."""
        return self.loads[1:]


class Lazy:
    """A stand-in that stores what is loaded, shows it on every request, and does nothing that is asked of it."""

    def __init__(self) -> None:
        self._documents: dict[tuple[str, ...], Any] = {}

    def load(self, state: dict[str, Any]) -> None:
        """Stores documents by kind and id."""
        for kind in ("user_types", "mappings"):
            for document in state.get(kind, ()):
                self._documents[kind, document["id"]] = document
        for document in state.get("schemas", ()):
            self._documents["schemas", document["id"].split("/")[-2]] = document
        for app_id, features in state.get("app_features", {}).items():
            for feature in features:
                self._documents["app_features", app_id, feature["name"]] = feature

    def send(self, method: str, path: str, body: object) -> Answer:
        """200 with the document as it was loaded, 404 without one."""
        ids = operation_of(method, path).ids
        keys: list[tuple[str, ...]] = [
            ("user_types", ids.get("type", "")),
            ("mappings", ids.get("mapping", "")),
            ("app_features", ids.get("app", ""), ids.get("feature", "")),
            ("schemas", ids.get("app", "")),
        ]
        found = next((self._documents[key] for key in keys if key in self._documents), None)
        return Answer(404 if found is None else 200, copy.deepcopy(found), [])
