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
from oktaprofile.okta.org import Org
from oktaprofile.plugin.diagnostics import DiagnosticError, Diagnostics
from oktaprofile.plugin.engine.checking import check_config
from oktaprofile.plugin.engine.planning import propose
from oktaprofile.plugin.resource import (
    ApplyFailed,
    ApplyRequest,
    Context,
    DataSource,
    Plan,
    PlanRequest,
    ReadRequest,
    Resource,
)
from oktaprofile.provider.run.session import Session

RINGCENTRAL, DIRECTORY, WORKDAY, IDLE = "0oaRing", "0oaAd", "0oaWork", "0oaIdle"
DEFAULT_TYPE, CONTRACTOR = "otyDefault", "otyContractor"
FULL = ["IMPORT_NEW_USERS", "IMPORT_PROFILE_UPDATES", "PROFILE_MASTERING", "PUSH_PROFILE_UPDATES"]


class ImpatientClock(Clock):
    """Time stands still, and no wait waits."""

    def now(self) -> float:
        return 0.0

    def monotonic(self) -> float:
        return 0.0

    def chance(self) -> float:
        return 0.0

    def pause(self, seconds: float) -> bool:
        return self.stopping

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
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


class InconsistentPlan(Exception):  # noqa: N818 - Terraform's own words
    """ "Provider produced inconsistent final plan": what Terraform makes of a plan that changed before the apply."""


class Run:
    """One provider process: a session on the org, and Terraform's calls in Terraform's order."""

    def __init__(self, okta: SmallOkta) -> None:
        self.okta = okta
        self.stop = threading.Event()
        self.session = Session(lambda: Org(okta, ImpatientClock(self.stop)))  # type: ignore[arg-type]
        self.session.pending.grace_seconds = 0.0
        self.diagnostics = Diagnostics()

    def context(self) -> Context:
        """A call's context; its messages are in `diagnostics` and, after the call, also in `told`."""
        self.diagnostics = Diagnostics()
        return Context(self.diagnostics, self.stop, self.session)

    @property
    def told(self) -> list[str]:
        """Severity, summary and detail of what the last call said."""
        return [f"{item.severity}: {item.summary}: {item.detail}" for item in self.diagnostics.items]


def validate(checked: Resource | DataSource, config: dict[str, Any], context: Context) -> None:
    """As the engine does: what the schema says of each argument, then the rules between them."""
    check_config(checked.schema, config, context.diagnostics)
    checked.validate(config, context)


class Terraform:
    """One resource with its state, planned and applied as Terraform would, each time in new processes."""

    def __init__(self, resource: Resource, okta: SmallOkta) -> None:
        self.resource = resource
        self.okta = okta
        self.state: dict[str, Any] | None = None
        self.private: dict[str, Any] = {}
        self.run = Run(okta)
        self.sends_first_private = False
        """As Terraform 1.16 does with the plan that it makes again."""

    def config(self, **arguments: Any) -> dict[str, Any]:
        """A configuration with every attribute as a key, at every depth."""
        return filled(self.resource.schema.attributes, arguments)

    def plan(
        self, *, run: Run | None = None, refresh: bool = True, first: Plan | None = None, **arguments: Any
    ) -> Any:
        """Refreshes, then plans; raises AssertionError with the messages where the plan has an error."""
        self.run = run or Run(self.okta)
        if refresh:
            self.refresh(self.run)
        config = self.config(**arguments)
        proposed = propose(self.resource.schema.attributes, config, self.state)
        request = PlanRequest(
            config,
            self.state,
            proposed,
            dict(self.private),
            first_private=first.private if first is not None and self.sends_first_private else None,
            keeps_private=self.sends_first_private,
        )
        try:
            plan = self.resource.plan(request, self.run.context())
        except DiagnosticError as error:
            self.run.diagnostics.error(error.summary, error.detail, error.path)
        assert not self.run.diagnostics.has_errors, "\n".join(self.run.told)
        return plan

    def refused(self, **arguments: Any) -> str:
        """The messages of a plan that must fail."""
        try:
            self.plan(**arguments)
        except AssertionError as error:
            return str(error)
        raise AssertionError("the plan was not refused")

    def refresh(self, run: Run | None = None) -> None:
        """Reads the state anew; a resource that is gone leaves it."""
        self.run = run or Run(self.okta)
        if self.state is not None:
            found = self.resource.read(ReadRequest(self.state, self.private), self.run.context())
            self.state = None if found is None else found.state
            if found is not None and found.private is not None:
                self.private = found.private

    def apply(self, *, between: Any = None, before_write: Any = None, **arguments: Any) -> None:
        """Plans in one process, then plans again and applies in a second one, as Terraform does.

        `between` is called between the two; `before_write` after the second plan. A second plan that is not
        the first one raises InconsistentPlan, as Terraform does.
        """
        reviewed = self.plan(**arguments)
        if between is not None:
            between()
        plan = self.plan(refresh=False, first=reviewed, **arguments)
        if plan.planned != reviewed.planned:
            raise InconsistentPlan(self.run.told)
        if before_write is not None:
            before_write()
        config, context = self.config(**arguments), self.run.context()
        private = plan.private or {}
        try:
            request = ApplyRequest(self.state, plan.planned, config, private)
            applied = (self.resource.create if self.state is None else self.resource.update)(request, context)
        except ApplyFailed as failure:
            self.state, self.private = failure.state, failure.private or {}
            raise
        assert applied.state == plan.planned, "applied is not as planned"
        self.state, self.private = applied.state, applied.private or {}

    def destroy(self, *, between: Any = None) -> None:
        """Refreshes, plans the destroy and applies it."""
        self.refresh()
        assert self.state is not None
        self.resource.plan(PlanRequest(None, self.state, None, self.private), self.run.context())
        if between is not None:
            between()
        run = Run(self.okta)
        self.resource.delete(ApplyRequest(self.state, None, None, self.private), run.context())
        self.state, self.private = None, {}

    def import_(self, id_: str) -> None:
        """`terraform import`: the first state, then a refresh."""
        self.run = Run(self.okta)
        applied = self.resource.import_state(id_, self.run.context())
        self.state, self.private = applied.state, applied.private or {}
        self.refresh(self.run)


def filled(attributes: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Configured values with null for whatever is left out."""
    result = {}
    for name, attribute in attributes.items():
        value = values.get(name)
        if attribute.nested is not None and isinstance(value, dict):
            inner = attribute.nested.attributes
            if attribute.nested.mode == "map":
                value = {
                    key: filled(inner, item) if isinstance(item, dict) else item
                    for key, item in value.items()
                }
            else:
                value = filled(inner, value)
        result[name] = value
    return result
