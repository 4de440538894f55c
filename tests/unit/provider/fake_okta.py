"""Okta's schemas in memory, behind the real `Org`. They merge as the schema API does (recorded): named properties only,
null removes."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable
from typing import Any

from oktaprofile.okta.clock import Clock
from oktaprofile.okta.errors import NotFound, OktaError
from tests.unit.provider.small_okta import OnePage, answered, schema, user_type

APP_ID = "0oa1"
INHERITED = {"type": "PROFILE_MASTER"}


class InstantClock(Clock):
    """Time that passes only where somebody waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self.time = 1000.0

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time

    def chance(self) -> float:
        return 0.5

    def pause(self, seconds: float) -> bool:
        self.time += max(0.0, seconds)
        return self.stopping

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        self.time += seconds or 0.0
        condition.wait(0.0 if seconds is not None else 0.01)


class FakeOkta:
    """Apps, user types and schemas in memory.

    `calls` lists the operations; `after_write` may change what was stored.
    """

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.sent: list[dict[str, Any]] = []
        self.apps: dict[str, dict[str, Any]] = {}
        self.schemas: dict[str, dict[str, Any]] = {}
        self.user_types = [
            user_type("oty1", "user", "default"),
            user_type("oty2", "contractor", "osc2"),
        ]
        self.refuse: Callable[[dict[str, Any]], OktaError | None] = lambda body: None
        self.after_write: Callable[[dict[str, Any]], None] = lambda schema: None
        self.unreadable: OktaError | None = None
        self.mappings: list[dict[str, Any]] = []
        self.people: dict[str, list[dict[str, Any]]] = {}
        self.add_app(APP_ID, "RingCentral")
        self.schemas["default"] = user_schema("oty1")
        self.schemas["osc2"] = user_schema("oty2")

    def add_app(self, app_id: str, label: str, status: str = "ACTIVE") -> None:
        self.apps[app_id] = {
            "id": app_id,
            "label": label,
            "name": label.lower(),
            "status": status,
            "features": [],
        }
        self.schemas[app_id] = schema(
            {"userName": {"title": "Username", "type": "string", "master": INHERITED}}
        )

    def custom(self, key: str = APP_ID) -> dict[str, Any]:
        properties: dict[str, Any] = self.schemas[key]["definitions"]["custom"]["properties"]
        return properties

    # The client's operations.

    def list_applications(self, q: str | None = None, limit: int = 200) -> OnePage:
        self.calls.append("listApplications")
        return OnePage(list(self.apps.values()))

    def get_application(self, app_id: str) -> dict[str, Any]:
        self.calls.append("getApplication")
        raise not_found("getApplication", f"/api/v1/apps/{app_id}")

    def list_user_types(self) -> list[dict[str, Any]]:
        self.calls.append("listUserTypes")
        return self.user_types

    def list_profile_mappings(
        self, source_id: str | None = None, target_id: str | None = None, limit: int = 200
    ) -> list[dict[str, Any]]:
        self.calls.append("listProfileMappings")
        return [
            row
            for row in self.mappings
            if source_id in (None, row["source"]["id"]) and target_id in (None, row["target"]["id"])
        ]

    def list_application_users(self, app_id: str, limit: int = 50) -> OnePage:
        self.calls.append("listApplicationUsers")
        return OnePage([{"profile": profile} for profile in self.people.get(app_id, [])])

    def list_users(self, search: str, limit: int = 200) -> OnePage:
        self.calls.append("listUsers")
        name = search.removeprefix("profile.").split()[0]
        return OnePage([profile for profile in self.people.get("users", []) if name in profile])

    def get_profile_mapping(self, mapping_id: str) -> dict[str, Any]:
        self.calls.append("getProfileMapping")
        return next(row for row in self.mappings if row["id"] == mapping_id)

    def get_application_user_schema(self, app_id: str) -> dict[str, Any]:
        return self._read("getApplicationUserSchema", app_id)

    def update_application_user_profile(self, app_id: str, body: dict[str, Any]) -> dict[str, Any]:
        return self._write("updateApplicationUserProfile", app_id, body)

    def get_user_schema(self, schema_id: str) -> dict[str, Any]:
        return self._read("getUserSchema", schema_id)

    def update_user_profile(self, schema_id: str, body: dict[str, Any]) -> dict[str, Any]:
        return self._write("updateUserProfile", schema_id, body)

    def _read(self, operation: str, key: str) -> dict[str, Any]:
        self.calls.append(operation)
        if self.unreadable is not None and len(self.sent) > 0:
            raise self.unreadable
        if key not in self.schemas:
            raise not_found(operation, f"/api/v1/meta/schemas/{key}")
        return copy.deepcopy(self.schemas[key])

    def _write(self, operation: str, key: str, body: dict[str, Any]) -> dict[str, Any]:
        self.calls.append(operation)
        if key not in self.schemas:
            raise not_found(operation, f"/api/v1/meta/schemas/{key}")
        refusal = self.refuse(body)
        if refusal is not None and not refusal.sent:
            raise refusal
        self.sent.append(body)
        properties = self.custom(key)
        for name, definition in body["definitions"]["custom"]["properties"].items():
            if definition is None:
                properties.pop(name, None)
                continue
            merged = {**properties.get(name, {}), **definition}
            properties[name] = {
                key: value for key, value in merged.items() if value is not None and value is not False
            }
        self.after_write(self.schemas[key])
        if refusal is not None:
            raise refusal
        return copy.deepcopy(self.schemas[key])


def user_schema(type_id: str) -> dict[str, Any]:
    """A user schema of two attributes, with the link that names its type."""
    base = {"login": "Username", "primaryPhone": "Phone"}
    made = schema(
        {name: {"title": title, "type": "string", "master": INHERITED} for name, title in base.items()}
    )
    made["_links"] = {"type": {"href": f"https://acme.okta.com/api/v1/meta/types/user/{type_id}"}}
    return made


def not_found(operation: str, path: str) -> NotFound:
    """Okta's 404."""
    found = answered(NotFound, 404, "E0000007", "Not found: Resource not found", path)
    found.operation = operation
    assert isinstance(found, NotFound)
    return found
