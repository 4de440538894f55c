"""The writes of the fault matrix: what Terraform owns before, what it shall own after, and what of it Okta shows.

Each write comes alone and in the batched form: several resources of one document, whose changes the provider
gathers into one POST.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.acceptance.harness import SimulatedOrg

APP_WRITE = "updateApplicationUserProfile"
USER_WRITE = "updateUserProfile"
MAPPING_WRITE = "updateProfileMapping"
READ_OF = {
    APP_WRITE: "getApplicationUserSchema",
    USER_WRITE: "getUserSchema",
    MAPPING_WRITE: "getProfileMapping",
}

Shown = dict[str, Any]
"""Name of a property, mapping key or attribute -> what Okta (or the state) says of it; absent: nothing."""


class Setup:
    """The org's ids that configurations and observations need."""

    def __init__(self, org: SimulatedOrg) -> None:
        self.org = org
        self.previous: Shown = {}
        self.furnished = b""
        self.app_id = org.app_id("RingCentral")
        types = org.call("GET", "/api/v1/meta/types/user")
        type_id = next(one["id"] for one in types if one["default"])
        rows = org.call("GET", f"/api/v1/mappings?sourceId={self.app_id}&targetId={type_id}")
        self.mapping_id = rows[0]["id"]

    def furnish(self) -> None:
        """Foreign things that the writes take over, restore or leave alone."""
        self.org.set_app_properties(
            self.app_id,
            {"foreignText": {"title": "Foreign | \u2018text\u2019", "type": "string", "maxLength": 7}},
        )
        self.org.set_user_properties({"foreignText": {"title": "Foreign", "type": "string"}})
        foreign = {"expression": "appuser.givenName + ';\"mine\"'", "pushStatus": "PUSH"}
        body = {"properties": {"nickName": foreign, "displayName": foreign}}
        self.org.call("POST", f"/api/v1/mappings/{self.mapping_id}", body)
        schema = self.org.call("GET", "/api/v1/meta/schemas/user/default")
        workday = {"type": "APP", "value": self.org.app_id("Workday")}
        schema["definitions"]["base"]["properties"]["mobilePhone"]["master"] = {
            "type": "OVERRIDE",
            "priority": [workday],
        }
        self.org.load({"schemas": [schema]})


@dataclass(frozen=True)
class Write:
    """One row of the matrix. `before` and `after` make configurations; "" owns nothing."""

    name: str
    operation: str
    names: tuple[str, ...]
    before: Callable[[Setup], str]
    after: Callable[[Setup], str]
    adds_names: bool = False
    """Whether a name in quarantine can stand in its way."""
    sets: bool = True
    """False where the write takes away or puts back."""

    def in_okta(self, setup: Setup) -> Shown:
        """What Okta shows of the names, in the words in which `in_state` says it."""
        if self.operation == APP_WRITE:
            found = setup.org.app_properties(setup.app_id)
            return {name: found[name]["title"] for name in self.names if name in found}
        if self.operation == MAPPING_WRITE:
            found = setup.org.call("GET", f"/api/v1/mappings/{setup.mapping_id}")["properties"]
            return {name: found[name]["expression"] for name in self.names if name in found}
        definitions = setup.org.call("GET", "/api/v1/meta/schemas/user/default")["definitions"]
        found = {**definitions["base"]["properties"], **definitions["custom"]["properties"]}
        if self.name.startswith("master"):
            return {name: found[name]["master"] for name in self.names}
        return {name: found[name]["title"] for name in self.names if name in found}


def in_state(resources: Mapping[str, list[dict[str, Any]]]) -> Shown:
    """What the state says exists; `resources`: type#number -> attributes of each."""
    shown: Shown = {}
    for numbered, instances in resources.items():
        kind = numbered.partition("#")[0]
        for attributes in instances:
            if kind == "oktaprofile_app_user_properties":
                shown.update({name: item["title"] for name, item in attributes["properties"].items()})
            elif kind == "oktaprofile_mapping":
                shown.update({name: item["expression"] for name, item in attributes["properties"].items()})
            elif kind == "oktaprofile_master_override":
                priority = [{"type": "APP", "value": source} for source in attributes["sources"]]
                shown[attributes["property"]] = {"type": "OVERRIDE", "priority": priority}
            else:
                shown[attributes["name"]] = attributes["title"]
    return shown


def _block(kind: str, label: str, lines: str) -> str:
    return f'resource "oktaprofile_{kind}" "{label}" {{\n{lines}}}\n'


def _app(setup: Setup, name: str, title: str) -> str:
    wait = "  name_release_timeout_seconds = 3\n"
    lines = f'  app_id = "{setup.app_id}"\n  name = "{name}"\n  title = "{title}"\n{wait}'
    return _block("app_user_property", name, lines)


def _several(setup: Setup, title: str) -> str:
    inside = "".join(f'    {name} = {{ title = "{title}" }}\n' for name in ("matrixTwo", "matrixThree"))
    lines = (
        f'  app_id = "{setup.app_id}"\n  name_release_timeout_seconds = 3\n  properties = {{\n{inside}  }}\n'
    )
    return _block("app_user_properties", "several", lines)


def _user(name: str, title: str) -> str:
    lines = f'  name = "{name}"\n  title = "{title}"\n  name_release_timeout_seconds = 3\n'
    return _block("user_property", name, lines)


def _mapping(setup: Setup, label: str, expressions: Mapping[str, str]) -> str:
    inside = "".join(
        f"    {key} = {{ expression = {json.dumps(value)} }}\n" for key, value in expressions.items()
    )
    return _block("mapping", label, f'  app_id = "{setup.app_id}"\n  properties = {{\n{inside}  }}\n')


def _master(setup: Setup, name: str) -> str:
    return _block("master_override", name, f'  property = "{name}"\n  sources = ["{setup.app_id}"]\n')


def _nothing(setup: Setup) -> str:
    return ""


def _rows() -> list[Write]:
    one, three = ("matrixOne",), ("matrixOne", "matrixTwo", "matrixThree")
    two = ("matrixOne", "matrixTwo")

    def app(title: str) -> Callable[[Setup], str]:
        return lambda setup: _app(setup, "matrixOne", title)

    def apps(title: str) -> Callable[[Setup], str]:
        return lambda setup: _app(setup, "matrixOne", title) + _several(setup, title)

    def user(title: str) -> Callable[[Setup], str]:
        return lambda setup: _user("matrixOne", title)

    def users(title: str) -> Callable[[Setup], str]:
        return lambda setup: _user("matrixOne", title) + _user("matrixTwo", title)

    def mapped(setup: Setup) -> str:
        return _mapping(setup, "a", {"nickName": "appuser.email", "title": "appuser.userName"})

    def mapped_twice(setup: Setup) -> str:
        return mapped(setup) + _mapping(setup, "b", {"division": '"x"', "costCenter": '"y"'})

    def three_keys(setup: Setup) -> str:
        return _mapping(setup, "a", {"nickName": "appuser.email", "title": '"t"', "division": '"x"'})

    def one_key(setup: Setup) -> str:
        return _mapping(setup, "a", {"division": '"x"'})

    def second_alone(setup: Setup) -> str:
        return _mapping(setup, "b", {"division": '"x"'})

    def master(setup: Setup) -> str:
        return _master(setup, "primaryPhone")

    def masters(setup: Setup) -> str:
        return _master(setup, "primaryPhone") + _master(setup, "mobilePhone")

    keys, more_keys = ("nickName", "title"), ("nickName", "title", "division", "costCenter")
    phones = ("primaryPhone", "mobilePhone")
    return [
        Write("app property add", APP_WRITE, one, _nothing, app("New"), adds_names=True),
        Write("app property add, batched", APP_WRITE, three, _nothing, apps("New"), adds_names=True),
        Write("app property change", APP_WRITE, one, app("Old"), app("New")),
        Write("app property change, batched", APP_WRITE, three, apps("Old"), apps("New")),
        Write("app property remove", APP_WRITE, one, app("Old"), _nothing, sets=False),
        Write("app property remove, batched", APP_WRITE, three, apps("Old"), _nothing, sets=False),
        Write("user property add", USER_WRITE, one, _nothing, user("New"), adds_names=True),
        Write("user property add, batched", USER_WRITE, two, _nothing, users("New"), adds_names=True),
        Write("user property change", USER_WRITE, one, user("Old"), user("New")),
        Write("user property change, batched", USER_WRITE, two, users("Old"), users("New")),
        Write("user property remove", USER_WRITE, one, user("Old"), _nothing, sets=False),
        Write("user property remove, batched", USER_WRITE, two, users("Old"), _nothing, sets=False),
        Write("mapping set", MAPPING_WRITE, keys, _nothing, mapped),
        Write("mapping set, batched", MAPPING_WRITE, more_keys, _nothing, mapped_twice),
        Write("mapping remove", MAPPING_WRITE, (*keys, "division"), three_keys, one_key, sets=False),
        Write("mapping remove, batched", MAPPING_WRITE, more_keys, mapped_twice, second_alone, sets=False),
        Write("master set", USER_WRITE, ("primaryPhone",), _nothing, master),
        Write("master set, batched", USER_WRITE, phones, _nothing, masters),
        Write("master restore", USER_WRITE, ("primaryPhone",), master, _nothing, sets=False),
        Write("master restore, batched", USER_WRITE, phones, masters, _nothing, sets=False),
    ]


WRITES = {write.name: write for write in _rows()}
