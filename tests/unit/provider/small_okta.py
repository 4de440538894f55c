"""An Okta org in a few dicts, behind the real `Org`, and a Terraform of a few lines to drive one resource with.

The client's methods are those that the provider calls, and each is counted. What Okta refuses is kept to
what these tests are about; the embedded org of the acceptance tests knows the rest.
"""

from __future__ import annotations

import copy
import threading
from collections import Counter
from typing import Any

from oktaprofile.okta.clock import Clock
from oktaprofile.okta.errors import ApiError, FeatureNotAvailable, NotFound, ValidationFailed

RINGCENTRAL, DIRECTORY, WORKDAY, IDLE = "0oaRing", "0oaAd", "0oaWork", "0oaIdle"
DEFAULT_TYPE, CONTRACTOR = "otyDefault", "otyContractor"
FULL = ["IMPORT_NEW_USERS", "IMPORT_PROFILE_UPDATES", "PROFILE_MASTERING", "PUSH_PROFILE_UPDATES"]


class ImpatientClock(Clock):
    """No wait waits. Time passes in waits on a condition alone, which have to end."""

    _passed = 0.0

    def now(self) -> float:
        return 0.0

    def monotonic(self) -> float:
        return self._passed

    def chance(self) -> float:
        return 0.0

    def pause(self, seconds: float) -> bool:
        return self.stopping

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        self._passed += seconds or 0.0
        condition.wait(0)


class OnePage:
    """A list that Okta answers on one page."""

    def __init__(self, items: list[dict[str, Any]], *, complete: bool = True) -> None:
        self._items = items
        self.has_next_page = not complete

    def next_page(self) -> list[dict[str, Any]]:
        items, self._items = self._items, []
        return items

    def __iter__(self) -> Any:
        return iter(self.next_page())


class SmallOkta:
    """Takes the place of the client. Change its dicts to be an administrator."""

    def __init__(self) -> None:
        self.reapplied: list[tuple[str, str]] = []
        self.calls: Counter[str] = Counter()
        self.alm = True
        self.mappings_on = True
        self.base_master = "accept"
        self.fail_next: dict[str, Exception] = {}
        self.apps = {
            RINGCENTRAL: app(RINGCENTRAL, "RingCentral", "ringcentral", FULL),
            DIRECTORY: app(DIRECTORY, "Active Directory", "active_directory", ["PUSH_PROFILE_UPDATES"]),
            WORKDAY: app(WORKDAY, "Workday", "workday", ["PROFILE_MASTERING"]),
            IDLE: app(IDLE, "Idle", "workday", ["PROFILE_MASTERING"], status="INACTIVE"),
        }
        self.contractor = (CONTRACTOR, "oscContractor")
        self.app_users: dict[str, list[dict[str, Any]]] = {}
        self.identity_providers: list[dict[str, Any]] = []
        self.app_schemas = {id_: schema({"userName": {"type": "string"}}) for id_ in self.apps}
        self.app_schemas[RINGCENTRAL]["definitions"]["custom"]["properties"] = {
            "directNumber": {"title": "Direct Number", "type": "string", "scope": "NONE"},
            "extensionNumber": {"title": "Extension Number", "type": "string", "scope": "NONE"},
        }
        self.user_schemas = {"default": user_schema(DEFAULT_TYPE), "oscContractor": user_schema(CONTRACTOR)}
        self.mappings = {
            f"prm-{id_}-{type_}-{way}": row(f"prm-{id_}-{type_}-{way}", id_, type_, way)
            for id_ in self.apps
            for type_ in (DEFAULT_TYPE, CONTRACTOR)
            for way in ("to_okta", "to_app")
        }

    def make_contractor_anew(self) -> None:
        """Deletes the user type `contractor` with all that hangs on it, and makes one of the same name."""
        self.contractor = ("otyAnew", "oscAnew")
        del self.user_schemas["oscContractor"]
        self.user_schemas["oscAnew"] = user_schema("otyAnew")
        self.mappings = {
            id_: one
            for id_, one in self.mappings.items()
            if CONTRACTOR not in (one["source"]["id"], one["target"]["id"])
        }
        for app_id in self.apps:
            for way in ("to_okta", "to_app"):
                id_ = f"prm-{app_id}-otyAnew-{way}"
                self.mappings[id_] = row(id_, app_id, "otyAnew", way)

    def keys(
        self, app_id: str = RINGCENTRAL, way: str = "to_okta", type_: str = DEFAULT_TYPE
    ) -> dict[str, Any]:
        """The properties of one mapping row, to look at and to change."""
        properties: dict[str, Any] = self.mappings[f"prm-{app_id}-{type_}-{way}"]["properties"]
        return properties

    def master(self, name: str, value: dict[str, Any] | None = None) -> dict[str, Any]:
        """The master of a default user attribute; sets it first where a value is given."""
        definitions = self.user_schemas["default"]["definitions"]
        section = "base" if name in definitions["base"]["properties"] else "custom"
        attribute = definitions[section]["properties"][name]
        if value is not None:
            attribute["master"] = value
        master: dict[str, Any] = attribute["master"]
        return master

    # What the provider calls.

    def list_applications(self, q: str | None = None, *, limit: int = 200) -> OnePage:
        self._count("list_applications")
        return OnePage(copy.deepcopy(list(self.apps.values())))

    def get_application(self, app_id: str) -> Any:
        self._count("get_application")
        return copy.deepcopy(self._found(self.apps, app_id, "AppInstance"))

    def list_application_users(self, app_id: str, *, limit: int = 50) -> OnePage:
        self._count("list_application_users")
        return OnePage(copy.deepcopy(self.app_users.get(app_id, [])[:limit]))

    def list_identity_providers(self) -> OnePage:
        self._count("list_identity_providers")
        return OnePage(copy.deepcopy(self.identity_providers))

    def list_application_group_assignments(self, app_id: str) -> OnePage:
        self._count("list_application_group_assignments")
        return OnePage([])

    def list_group_rules(self) -> OnePage:
        self._count("list_group_rules")
        return OnePage([])

    def list_authorization_servers(self) -> OnePage:
        self._count("list_authorization_servers")
        return OnePage([])

    def list_user_types(self) -> list[dict[str, Any]]:
        self._count("list_user_types")
        return [
            user_type(DEFAULT_TYPE, "user", "default"),
            user_type(self.contractor[0], "contractor", self.contractor[1]),
        ]

    def get_application_user_schema(self, app_id: str) -> Any:
        self._count("get_application_user_schema")
        return copy.deepcopy(self._found(self.app_schemas, app_id, "AppInstance"))

    def get_user_schema(self, schema_id: str) -> Any:
        self._count("get_user_schema")
        document = copy.deepcopy(self._found(self.user_schemas, schema_id, "UserSchema"))
        if not self.alm:
            for half in document["definitions"].values():
                for attribute in half["properties"].values():
                    attribute.pop("master", None)
        return document

    def update_user_profile(self, schema_id: str, body: dict[str, Any]) -> Any:
        self._count("update_user_profile")
        for section, half in body["definitions"].items():
            there = self.user_schemas[schema_id]["definitions"][section]["properties"]
            for name, attributes in half["properties"].items():
                sent = dict(attributes)
                if section == "base" and self.base_master == "reject" and "master" in sent:
                    raise refused("updateUserProfile", "Base properties cannot be changed.")
                if section == "base" and self.base_master == "ignore":
                    sent.pop("master", None)
                if (
                    section == "base"
                    and self.base_master == "half"
                    and sent.get("master", {}).get("priority")
                ):
                    sent["master"] = {"type": "OVERRIDE", "priority": []}
                there[name].update(copy.deepcopy(sent))
        return self.get_user_schema(schema_id)

    def update_application_user_profile(self, app_id: str, body: dict[str, Any]) -> Any:
        self._count("update_application_user_profile")
        there = self.app_schemas[app_id]["definitions"]["custom"]["properties"]
        for name, attributes in body["definitions"]["custom"]["properties"].items():
            if attributes is None:
                there.pop(name, None)
            else:
                there[name] = {**there.get(name, {}), **copy.deepcopy(attributes)}
        return self.get_application_user_schema(app_id)

    def list_profile_mappings(
        self, source_id: str | None = None, target_id: str | None = None, *, limit: int = 200
    ) -> list[dict[str, Any]]:
        self._count("list_profile_mappings")
        self._mappings_api()
        return [
            {key: value for key, value in row.items() if key != "properties"}
            for row in self.mappings.values()
            if source_id in (None, row["source"]["id"]) and target_id in (None, row["target"]["id"])
        ]

    def get_profile_mapping(self, mapping_id: str) -> Any:
        self._count("get_profile_mapping")
        self._mappings_api()
        return copy.deepcopy(self._found(self.mappings, mapping_id, "ProfileMapping"))

    def update_profile_mapping(self, mapping_id: str, body: dict[str, Any]) -> Any:
        self._count("update_profile_mapping")
        there = self._found(self.mappings, mapping_id, "ProfileMapping")["properties"]
        for name, entry in body["properties"].items():
            if entry is None:
                there.pop(name, None)
            else:
                there[name] = copy.deepcopy(entry)
        return self.get_profile_mapping(mapping_id)

    has_api_token = True

    def list_application_user_types(self, app_id: str) -> list[dict[str, Any]]:
        self._count("list_application_user_types")
        return [{"id": f"oty-{self._found(self.apps, app_id, 'AppInstance')['id']}"}]

    def reapply_mapping(self, source_id: str, target_id: str) -> None:
        self._count("reapply_mapping")
        self.reapplied.append((source_id, target_id))

    def _count(self, operation: str) -> None:
        self.calls[operation] += 1
        problem = self.fail_next.pop(operation, None)
        if problem is not None:
            raise problem

    def _mappings_api(self) -> None:
        if not self.mappings_on:
            raise answered(
                FeatureNotAvailable, 401, "E0000015", "No access to the feature.", "/api/v1/mappings"
            )

    @staticmethod
    def _found(objects: dict[str, Any], id_: str, type_: str) -> Any:
        if id_ not in objects:
            raise answered(NotFound, 404, "E0000007", f"Not found: Resource not found: {id_} ({type_})")
        return objects[id_]


def answered(
    kind: type[ApiError],
    status: int,
    code: str,
    summary: str,
    path: str = "/api/v1",
    causes: tuple[str, ...] = (),
) -> ApiError:
    """An error answer of Okta."""
    return kind(
        operation="operation",
        method="GET",
        path=path,
        status=status,
        error_code=code,
        error_summary=summary,
        causes=causes,
    )


def refused(operation: str, cause: str) -> ApiError:
    """Okta's 400 with one cause."""
    return answered(ValidationFailed, 400, "E0000001", f"Api validation failed: {operation}", causes=(cause,))


def app(id_: str, label: str, name: str, features: list[str], status: str = "ACTIVE") -> dict[str, Any]:
    """An app as `GET /apps` has it."""
    return {
        "id": id_,
        "label": label,
        "name": name,
        "status": status,
        "features": features,
        "signOnMode": "SAML_2_0",
    }


def schema(base: dict[str, Any]) -> dict[str, Any]:
    """A schema without custom properties."""
    return {
        "title": "User",
        "definitions": {
            "custom": {"id": "#custom", "type": "object", "properties": {}},
            "base": {"id": "#base", "type": "object", "properties": base},
        },
    }


def user_schema(type_id: str) -> dict[str, Any]:
    """A user schema of a few attributes, in an org with attribute-level mastering."""
    base = {
        name: {"title": name, "type": "string", "maxLength": 100, "master": {"type": "PROFILE_MASTER"}}
        for name in ("login", "email", "firstName", "primaryPhone")
    }
    document = schema(base)
    document["definitions"]["custom"]["properties"]["badge"] = {
        "title": "Badge",
        "type": "string",
        "master": {"type": "OKTA"},
    }
    document["_links"] = {"type": {"href": f"https://org.example/api/v1/meta/types/user/{type_id}"}}
    return document


def user_type(id_: str, name: str, schema_id: str) -> dict[str, Any]:
    """A user type as Okta lists it."""
    return {
        "id": id_,
        "name": name,
        "displayName": name.title(),
        "default": schema_id == "default",
        "_links": {"schema": {"href": f"https://org.example/api/v1/meta/schemas/user/{schema_id}"}},
    }


def row(id_: str, app_id: str, type_id: str, way: str) -> dict[str, Any]:
    """A mapping row with a login, as Okta makes it."""
    ends = ({"id": app_id, "type": "appuser"}, {"id": type_id, "type": "user"})
    source, target = ends if way == "to_okta" else ends[::-1]
    keys = {"login": {"expression": "appuser.userName", "pushStatus": "PUSH"}} if way == "to_okta" else {}
    return {"id": id_, "source": source, "target": target, "properties": keys}
