"""Random embedded orgs, random changes to them, and the same as the prediction sees it: through Okta's JSON."""

from __future__ import annotations

import random
from typing import Any

from oktaprofile.impact.change import Attributed, Change, Mapped, Mastered
from oktaprofile.people.organization import Line, Organization
from oktaprofile.people.person import Person
from oktaprofile.simulator.app_users.by_group import settle
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.state.app_users import AppUser
from oktaprofile.simulator.state.apps import App as AppRecord
from oktaprofile.simulator.state.directory import Entry
from oktaprofile.simulator.state.groups import AppGroup, Group, Member
from oktaprofile.simulator.state.mappings import Mapping
from oktaprofile.simulator.state.schemas import Schema
from oktaprofile.simulator.state.user_types import UserType
from oktaprofile.simulator.state.users import User
from oktaprofile.simulator.switches import Switches
from tests.unit.impact.seen import organization_of, people_of

SOURCES = ("0oaSourceA0000000001", "0oaSourceB0000000001", "0oaSourceC0000000001")
DOWNSTREAM = "0oaActiveDirectory01"
APPS = (*SOURCES, DOWNSTREAM)
TYPES = ("otyEmployee000000001", "otyContractor0000001")
USER_ATTRIBUTES = tuple(f"u{number}" for number in range(6))
APP_ATTRIBUTES = tuple(f"a{number}" for number in range(5))
READ_ATTRIBUTES, PUSHED_ATTRIBUTES = APP_ATTRIBUTES[:3], APP_ATTRIBUTES[3:]  # no circle through a source
NEW_ATTRIBUTE = "fresh"
TEXTS = ("", "null", "a", "Ana", "+14155550100", "101", "annulled", "Zoë", "😀", "x" * 12, " ", "a,b")


class RandomOrg:
    """An org of one seed, settled: what its directories hold has been imported and pushed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        chance = self.random
        self.marks = (
            random.Random(f"required {seed}") if seed % 4 == 1 else None
        )  # apart: other orgs stay as they were
        self.extras = random.Random(f"groups {seed}") if seed % 4 == 2 else None
        keep = {"skipped_people": "keep"} if self.marks is not None and self.marks.random() < 0.7 else {}
        switches = Switches(attribute_level_mastering=chance.random() < 0.85, **keep)
        self.org = Org(seed=seed, switches=switches, clock=lambda: 1_700_000_000.0)
        self.pushed_source = SOURCES[0] if chance.random() < 0.5 else None
        with self.org.database.transaction():
            self._apps()
            self._schemas()
            self._mappings()
            for number in range(chance.randrange(4, 14)):
                self._person(number)
            if self.extras is not None:
                self._ranges_and_groups(self.extras)

    # making it

    def _apps(self) -> None:
        chance, org = self.random, self.org
        for app_id in SOURCES:
            features = {"PROFILE_MASTERING"} if chance.random() < 0.9 else set()
            features |= {"IMPORT_PROFILE_UPDATES"} if chance.random() < 0.95 else set()
            features |= {"PUSH_PROFILE_UPDATES"} if app_id == self.pushed_source else set()
            status = "ACTIVE" if chance.random() < 0.95 else "INACTIVE"
            org.apps.put(
                AppRecord(app_id, app_id[3:10].lower(), app_id[3:10], status, features=frozenset(features))
            )
        features = {"PUSH_PROFILE_UPDATES"} if chance.random() < 0.95 else set()
        features |= {"IMPORT_PROFILE_UPDATES"} if chance.random() < 0.5 else set()
        org.apps.put(AppRecord(DOWNSTREAM, "active_directory", "AD", features=frozenset(features)))

    def _schemas(self) -> None:
        org = self.org
        for type_id in TYPES:
            org.user_types.put(UserType(type_id, type_id[3:8], type_id[3:8], default=type_id == TYPES[0]))
            base = {"login": {"type": "string", "required": True, "master": {"type": "PROFILE_MASTER"}}}
            custom = {name: {**self.definition(), "master": self.master()} for name in USER_ATTRIBUTES}
            org.schemas.put(Schema("user", type_id, type_id[3:8], "User", base=base, custom=custom))
        for app_id in APPS:
            custom = {
                name: {**self.definition(plain=app_id != DOWNSTREAM), "master": {"type": "PROFILE_MASTER"}}
                for name in APP_ATTRIBUTES
            }
            if self.marks is not None and app_id != DOWNSTREAM and self.marks.random() < 0.6:
                custom[self.marks.choice(APP_ATTRIBUTES)]["required"] = True
            org.schemas.put(
                Schema(
                    "app", app_id, app_id[3:10], "App", base={"userName": {"type": "string"}}, custom=custom
                )
            )

    def _ranges_and_groups(self, chance: random.Random) -> None:
        """Numbers with limits, and groups whose assignments to the app downstream give values."""
        org = self.org
        for schema in (*(org.schemas.user(one) for one in TYPES), org.schemas.app(DOWNSTREAM)):
            assert schema is not None
            for definition in schema.custom.values():
                if definition["type"] == "integer":
                    definition |= chance.choice(
                        ({"minimum": 1}, {"maximum": 100}, {"minimum": 1, "maximum": 7})
                    )
            org.schemas.put(schema)
        app = org.apps.app(DOWNSTREAM)
        assert app is not None
        for number in range(chance.randrange(1, 3)):
            group = Group(f"00g{number:017}", {"name": f"group {number}"})
            org.groups.put(group)
            names = chance.sample(APP_ATTRIBUTES, 3)
            values = {name: chance.choice(("Ana", "101", "a")) for name in names}
            org.app_groups.put(AppGroup(DOWNSTREAM, group.id, number, values))
        for users in org.users.batches():
            for user in users:
                for number in range(2):
                    if chance.random() < 0.6:
                        org.members.put(Member(f"00g{number:017}", user.id))
                assigned = org.app_users.get(DOWNSTREAM, user.id)
                if assigned is not None and chance.random() < 0.7:
                    assigned.scope = "GROUP"
                    org.app_users.put(assigned)
            settle(org, app, users)

    @property
    def group_values(self) -> frozenset[tuple[str, str]]:
        """What assignments of groups give, as the surroundings say it."""
        rows = self.org.app_groups.where("app_id = ?", DOWNSTREAM)
        return frozenset((DOWNSTREAM, name) for one in rows for name in one.profile)

    def definition(self, *, plain: bool = False) -> dict[str, Any]:
        chance = self.random
        roll = chance.random()
        if roll < 0.05:
            return {"type": "integer"}
        if roll < 0.08:
            return {"type": "array", "items": {"type": "string"}}
        definition: dict[str, Any] = {"type": "string"}
        if not plain:
            if chance.random() < 0.3:
                definition["maxLength"] = chance.choice((3, 8, 14, 0))
            if chance.random() < 0.1:
                definition["minLength"] = 2
            if chance.random() < 0.07:
                definition["enum"] = ["Ana", "101", "a"]
            if chance.random() < 0.05:
                definition["required"] = True
        return definition

    def master(self) -> dict[str, Any]:
        chance = self.random
        roll = chance.random()
        if roll < 0.5:
            return {"type": "PROFILE_MASTER"}
        if roll < 0.6:
            return {"type": "OKTA"}
        apps = chance.sample(SOURCES, chance.randrange(1, 4))
        return {"type": "OVERRIDE", "priority": [{"type": "APP", "value": app_id} for app_id in apps]}

    def _mappings(self) -> None:
        number = 0
        for app_id in APPS:
            for type_id in TYPES:
                for direction in ("to_okta", "to_app"):
                    number += 1
                    lines = (
                        {}
                        if app_id == DOWNSTREAM and direction == "to_okta"
                        else self._lines(app_id, direction)
                    )
                    self.org.mappings.put(Mapping(f"prm{number:03}", app_id, type_id, direction, lines))  # type: ignore[arg-type]

    def _lines(self, app_id: str, direction: str) -> dict[str, dict[str, str]]:
        targets = USER_ATTRIBUTES if direction == "to_okta" else APP_ATTRIBUTES
        chosen = [name for name in targets if self.random.random() < 0.6]
        if app_id != DOWNSTREAM and direction == "to_app":
            chosen = [name for name in chosen if name in PUSHED_ATTRIBUTES]
        return {name: self.line(direction) for name in chosen}

    def line(self, direction: str, attributes: tuple[str, ...] | None = None) -> dict[str, str]:
        status = "PUSH" if self.random.random() < 0.92 else "DONT_PUSH"
        return {"expression": self.expression(direction, attributes), "pushStatus": status}

    def expression(self, direction: str, attributes: tuple[str, ...] | None = None) -> str:
        """An expression over the source's attributes, most of them joins and guards as people write them."""
        chance = self.random
        names = attributes or (READ_ATTRIBUTES if direction == "to_okta" else USER_ATTRIBUTES)
        root = "appuser" if direction == "to_okta" else "user"

        def one() -> str:
            prefix = f"{root}." if chance.random() < 0.85 else "source."
            return prefix + chance.choice(names)

        def part() -> str:
            roll = chance.random()
            name = one()
            if roll < 0.4:
                return name
            if roll < 0.6:
                return f'({name} != null ? {name} : "")'
            if roll < 0.7:
                return f'({name} ?: "none")'
            if roll < 0.8:
                return chance.choice(('"#"', '"+1"', '"null"', '"x"'))
            if roll < 0.87:
                return f"String.toUpperCase({name})"
            if roll < 0.93:
                return f'String.substringAfter({name}, "1")'
            return chance.choice(("7", "null", f"String.len({name})", f"{name} - 1", "Arrays.size({1})"))

        if chance.random() < 0.45:
            return part()
        return " + ".join(part() for _ in range(chance.randrange(2, 4)))

    def _person(self, number: int) -> None:
        chance, org = self.random, self.org
        user_id, login = f"00u{number:017}", f"p{number}@example.com"
        profile: dict[str, Any] = {"login": login}
        type_id = chance.choice(TYPES)
        schema = org.schemas.user(type_id)
        assert schema is not None
        for name in USER_ATTRIBUTES:
            if chance.random() < 0.5:
                value = self.value(schema.custom[name])
                if value is not None:
                    profile[name] = value
        status = chance.choice(
            ("ACTIVE", "ACTIVE", "ACTIVE", "ACTIVE", "STAGED", "SUSPENDED", "DEPROVISIONED")
        )
        org.users.put(User(user_id, type_id, profile, status=status))
        for app_id in APPS:
            if chance.random() < 0.25:
                continue
            linked = chance.random() < 0.92
            external = f"{app_id[3:10]}-{number}" if linked else None
            state = "ACTIVE" if chance.random() < 0.95 else "SUSPENDED"
            org.app_users.put(AppUser(app_id, user_id, user_name=login, external_id=external, status=state))
            if external is not None:
                app_schema = org.schemas.app(app_id)
                assert app_schema is not None
                found = {name: self.value(app_schema.custom[name]) for name in APP_ATTRIBUTES}
                found[NEW_ATTRIBUTE] = chance.choice(TEXTS) or None
                attributes = {name: value for name, value in found.items() if value is not None}
                org.directory.put(Entry(app_id, external, user_id, attributes))

    def value(self, definition: dict[str, Any]) -> Any:
        """A value of the attribute's type, or none."""
        chance = self.random
        if chance.random() < 0.25:
            return None
        if definition["type"] == "integer":
            return chance.choice((0, 7, 101))
        if definition["type"] == "array":
            return chance.choice(([], ["a"], ["a", "b"]))
        text = chance.choice(TEXTS)
        return text[: definition["maxLength"]] if definition.get("maxLength") else text

    # changing it

    def change(self) -> Change:
        """A random change, as a plan would ask for it."""
        chance, change = self.random, Change()
        fresh = chance.random() < 0.4
        source = chance.choice(SOURCES)
        if fresh:
            change.attributed.append(Attributed(source, None, NEW_ATTRIBUTE, {"type": "string"}))
        for _ in range(chance.randrange(0 if fresh else 1, 4)):
            app_id, type_id, direction = self._row()
            targets = USER_ATTRIBUTES
            if direction == "to_app":
                targets = APP_ATTRIBUTES if app_id == DOWNSTREAM else PUSHED_ATTRIBUTES
            line = None
            if chance.random() < 0.85:
                given = self.line(direction)
                line = Line(given["expression"], given["pushStatus"])
            change.mapped.append(Mapped(app_id, type_id, direction, chance.choice(targets), line))
        if fresh:
            names = (*APP_ATTRIBUTES[:2], NEW_ATTRIBUTE)
            given = self.line("to_okta", names)
            target = chance.choice(USER_ATTRIBUTES)
            change.mapped.append(
                Mapped(source, TYPES[0], "to_okta", target, Line(given["expression"], "PUSH"))
            )
        for _ in range(chance.choice((0, 0, 1, 2)) if self.org.switches.attribute_level_mastering else 0):
            change.mastered.append(
                Mastered(chance.choice(TYPES), chance.choice(USER_ATTRIBUTES), self.master())
            )
        if chance.random() < 0.15:
            limit = {"maxLength": chance.choice((2, 6, 30))}
            change.attributed.append(
                Attributed(None, chance.choice(TYPES), chance.choice(USER_ATTRIBUTES), limit)
            )
        if self.marks is not None and self.marks.random() < 0.3:
            app_id, name = self.marks.choice(SOURCES), self.marks.choice(APP_ATTRIBUTES)
            change.attributed.append(Attributed(app_id, None, name, {"required": self.marks.random() < 0.3}))
        if self.extras is not None and self.extras.random() < 0.5:
            taken = {"maxLength": self.extras.choice((2, 6, 30))}
            change.attributed.append(Attributed(DOWNSTREAM, None, self.extras.choice(APP_ATTRIBUTES), taken))
        return change

    def _row(self) -> tuple[str, str, str]:
        chance = self.random
        if chance.random() < 0.35:
            return DOWNSTREAM, chance.choice(TYPES), "to_app"
        direction = "to_app" if self.pushed_source and chance.random() < 0.2 else "to_okta"
        app_id = (
            self.pushed_source if direction == "to_app" and self.pushed_source else chance.choice(SOURCES)
        )
        return app_id, chance.choice(TYPES), direction

    def make(self, change: Change) -> None:
        """Does what apply would do, in the embedded org's own records."""
        org = self.org
        for one in change.attributed:
            schema = org.schemas.app(one.app_id) if one.app_id else org.schemas.user(str(one.user_type))
            assert schema is not None
            assert one.definition is not None
            schema.custom[one.name] = {**schema.custom.get(one.name, {}), **one.definition}
            org.schemas.put(schema)
        for mapped in change.mapped:
            row = org.mappings.find(mapped.app_id, str(mapped.user_type), mapped.direction)  # type: ignore[arg-type]
            assert row is not None
            row.properties.pop(mapped.target, None)
            if mapped.line is not None:
                line = {"expression": str(mapped.line.expression), "pushStatus": mapped.line.push_status}
                row.properties[mapped.target] = line
            org.mappings.put(row)
        for mastered in change.mastered:
            schema = org.schemas.user(str(mastered.user_type))
            assert schema is not None
            schema.custom[mastered.attribute]["master"] = dict(mastered.master)
            org.schemas.put(schema)

    # how the prediction sees it: Okta's JSON, as the API would send it

    def organization(self) -> Organization:
        return organization_of(self.org)

    def people(self) -> list[Person]:
        return people_of(self.org)

    def state(self) -> dict[tuple[str, str | None, str], Any]:
        """(user id, app id or None for Okta, attribute) -> value, of everybody."""
        found: dict[tuple[str, str | None, str], Any] = {}
        for users in self.org.users.batches():
            for user in users:
                found.update({(user.id, None, name): value for name, value in user.profile.items()})
        for app_id in APPS:
            for batch in self.org.app_users.batches("app_id = ?", app_id):
                for one in batch:
                    found.update({(one.user_id, app_id, name): value for name, value in one.profile.items()})
        return found
