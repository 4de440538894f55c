"""A small org for the import engine's tests: RingCentral and Workday as profile sources, AD as push target."""

from __future__ import annotations

from typing import Any

from oktaprofile.simulator.org import Org
from oktaprofile.simulator.state.app_users import AppUser
from oktaprofile.simulator.state.apps import App
from oktaprofile.simulator.state.directory import Entry
from oktaprofile.simulator.state.mappings import Direction, Mapping
from oktaprofile.simulator.state.schemas import Schema
from oktaprofile.simulator.state.user_types import UserType
from oktaprofile.simulator.state.users import User
from oktaprofile.simulator.switches import Switches

NOW = 1_700_000_000.0
RINGCENTRAL, WORKDAY, AD = "0oaRingCentral000001", "0oaWorkday0000000001", "0oaActiveDirectory01"
EMPLOYEE, CONTRACTOR = "otyEmployee000000001", "otyContractor0000001"
SEED = '(appuser.directNumber != null ? appuser.directNumber : "") + "#" + appuser.extensionNumber'
TEXT = {"type": "string", "master": {"type": "PROFILE_MASTER"}}


def text(**more: Any) -> dict[str, Any]:
    """The definition of a text attribute."""
    return {**TEXT, **more}


class SmallOrg:
    """An org with the schemas and mappings of the job and nobody in it; tests add people and change what they
    are about."""

    def __init__(self, **switches: Any) -> None:
        self.org = Org(switches=Switches(**switches), clock=lambda: NOW)
        org = self.org
        imports = {"IMPORT_PROFILE_UPDATES", "IMPORT_NEW_USERS"}
        push = {"PUSH_PROFILE_UPDATES"}
        org.apps.put(App(WORKDAY, "workday", "Workday", features=frozenset(imports | {"PROFILE_MASTERING"})))
        both = frozenset(imports | push | {"PROFILE_MASTERING"})
        org.apps.put(App(RINGCENTRAL, "ringcentral", "RingCentral", features=both))
        org.apps.put(App(AD, "active_directory", "Active Directory", features=frozenset(push)))
        for type_id, name in ((EMPLOYEE, "user"), (CONTRACTOR, "contractor")):
            org.user_types.put(UserType(type_id, name, name, default=name == "user"))
            names = {"login": text(required=True), "firstName": text(), "lastName": text(), "title": text()}
            base = {**names, "primaryPhone": text(maxLength=100)}
            org.schemas.put(Schema("user", type_id, name, name, base=base))
        numbers = {"directNumber": text(), "extensionNumber": text()}
        org.schemas.put(
            Schema(
                "app",
                RINGCENTRAL,
                "ringcentral",
                "RingCentral User",
                base={"userName": text()},
                custom=numbers,
            )
        )
        org.schemas.put(
            Schema("app", WORKDAY, "workday", "Workday User", base={"jobTitle": text(), "phone": text()})
        )
        org.schemas.put(
            Schema("app", AD, "active_directory", "AD User", base={"telephoneNumber": text(maxLength=64)})
        )
        self.map(RINGCENTRAL, {"primaryPhone": SEED})
        self.map(WORKDAY, {"title": "appuser.jobTitle", "primaryPhone": "appuser.phone"})
        self.map(AD, {"telephoneNumber": "user.primaryPhone"}, direction="to_app")

    def map(
        self,
        app_id: str,
        lines: dict[str, str],
        *,
        status: str = "PUSH",
        direction: Direction = "to_okta",
        type_id: str = EMPLOYEE,
    ) -> None:
        """Replaces a mapping by these expressions."""
        found = self.org.mappings.find(app_id, type_id, direction)
        mapping_id = (
            found.id
            if found
            else f"prm{len(list(self.org.mappings.of_type(type_id))):03}{app_id[3:10]}{type_id[3:10]}"
        )
        properties = {target: {"expression": line, "pushStatus": status} for target, line in lines.items()}
        self.org.mappings.put(Mapping(mapping_id, app_id, type_id, direction, properties))

    def master(self, attribute: str, master: dict[str, Any], type_id: str = EMPLOYEE) -> None:
        """Sets the source of an attribute of the Okta profile."""
        schema = self.org.schemas.user(type_id)
        assert schema is not None
        schema.base[attribute]["master"] = master
        self.org.schemas.put(schema)

    def define(self, owner: str, attribute: str, definition: dict[str, Any] | None) -> None:
        """Sets (None: removes) a property of an app's or user type's schema."""
        schema = self.org.schemas.app(owner) or self.org.schemas.user(owner)
        assert schema is not None
        section = schema.base if attribute in schema.base else schema.custom
        if definition is None:
            section.pop(attribute)
        else:
            section[attribute] = definition
        self.org.schemas.put(schema)

    def person(
        self,
        name: str,
        entries: dict[str, dict[str, Any]],
        *,
        assigned: tuple[str, ...] | None = None,
        type_id: str = EMPLOYEE,
        status: str = "ACTIVE",
        profile: dict[str, Any] | None = None,
    ) -> str:
        """Adds an Okta user with an entry in each given app's directory, assigned to those apps (or to `assigned`)."""
        user_id = f"00u{name:0<17}"
        login = f"{name}@example.com"
        full = {"login": login, "firstName": name.title(), "lastName": "Doe", **(profile or {})}
        self.org.users.put(User(user_id, type_id, full, status=status, created=NOW))
        for app_id, attributes in entries.items():
            self.org.directory.put(Entry(app_id, f"{app_id}:{name}", user_id, attributes))
        for app_id in entries if assigned is None else assigned:
            external = f"{app_id}:{name}" if app_id in entries else None
            self.org.app_users.put(AppUser(app_id, user_id, user_name=login, external_id=external))
        return user_id

    def profile(self, user_id: str) -> dict[str, Any]:
        """The Okta profile."""
        user = self.org.users.get(user_id)
        assert user is not None
        return user.profile

    def app_profile(self, app_id: str, user_id: str) -> dict[str, Any]:
        """The app user's profile."""
        app_user = self.org.app_users.get(app_id, user_id)
        assert app_user is not None
        return app_user.profile

    def events(self) -> list[dict[str, Any]]:
        """Every log event about somebody, or a mapping, in the order written."""
        found = [row.document for row in self.org.logs.all()]
        return [one for one in found if not one["eventType"].startswith("system.import.")]
