"""Random orgs that somebody set up by hand, adopted: the code imports everything, changes nothing, and gives it back.

One seed is one org: attributes, mappings and overrides of two apps and every user type, with what no configuration can
hold among them. The org and the provider run in this process. `make stress ARGS=adopt` runs many.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from oktaprofile.okta.org import Org
from oktaprofile.okta.transport import Answer
from oktaprofile.tenant import hcl
from oktaprofile.tenant.choose import choose
from oktaprofile.tenant.found import Found
from oktaprofile.tenant.model import from_json
from oktaprofile.tenant.read import read
from tests.contract.provider.sequences_admin import URL, Administrator, EmbeddedOrg
from tests.contract.provider.sequences_terraform import Configuration, Refused, Stack
from tests.contract.provider.sequences_world import World
from tests.unit.provider.small_okta import ImpatientClock

__all__ = ["Configuration", "Found", "Refused", "configured", "prove"]

SOURCE, DOWNSTREAM = "RingCentral", "Active Directory"
TARGETS = ("primaryPhone", "mobilePhone", "nickName", "title", "division")
TO_OKTA = (
    "appuser.directNumber",
    'appuser.directNumber + "#" + appuser.extensionNumber',
    "appuser.email",
    'appuser.directNumber != null ? appuser.directNumber : "${none} %{if}"',
    '"\u03a9 \\"quoted\\" \\\\"',
)
TO_APP = ("user.primaryPhone", "user.title", '"+" + user.primaryPhone', "user.primaryPhone == null")
BROKEN = ("appuser.directNumber +", "user.primaryPhone + appuser.email")
DEFINITIONS: tuple[dict[str, Any], ...] = (
    {"type": "string"},
    {"type": "string", "maxLength": 20, "externalName": "ext", "scope": "SELF"},
    {"type": "string", "enum": ["a", "b"], "description": "two\nlines, ${x}"},
    {"type": "array", "items": {"type": "string"}},
    {"type": "array", "items": {"type": "object"}},
    {"type": "integer", "required": True},
)


class Watched:
    """The org as a client's transport that counts what is written."""

    def __init__(self, org: EmbeddedOrg) -> None:
        self.org = org
        self.writes = 0

    def send(self, method: str, url: str, **how: Any) -> Answer:
        """One request."""
        self.writes += method not in ("GET", "HEAD")
        return self.org.send(method, url, **how)


def prove(seed: int, counts: Counter[str]) -> None:
    """The whole promise for one org. Raises AssertionError, or what the provider refused."""
    chance, admin = random.Random(seed), Administrator()
    try:
        _set_up(chance, admin)
        _prove(chance, admin, counts)
    finally:
        admin.close()


def _prove(chance: random.Random, admin: Administrator, counts: Counter[str]) -> None:
    watched = Watched(admin.org)
    client = EmbeddedOrg.client(watched)  # type: ignore[arg-type] # it has what is used
    org = Org(client, ImpatientClock())
    types = chance.choice([None, ["all"], ["contractor"]])
    tenant = from_json(read(org, URL, [SOURCE, DOWNSTREAM], types, lambda _: None).as_json())
    ids = [app.id for app in tenant.apps[:2]]
    found = choose(tenant, ids[:1], ids[1:], target="primaryPhone", all_keys=chance.random() < 0.7)
    assert hcl.files(found)["imports.tf"].count("\nimport {") == len(found.resources)
    before, stack, configuration = admin.look(), Stack(client), configured(found)
    for one in found.resources:
        address = hcl.address(one)
        stack.import_(address, configuration[address][0], one.import_id)
    assert stack.plan(configuration) == {}
    assert stack.apply(configuration) == []
    stack.destroy(configuration)
    assert watched.writes == 0
    assert before.unlike(admin.look()) == []
    counts["orgs"] += 1
    counts["resources"] += len(found.resources)
    counts["overrides"] += len(found.overrides)
    counts["overrides by several"] += sum(len(one.sources) > 1 for one in found.overrides)
    counts["left out"] += len(found.left)
    counts["not valid"] += sum("not valid" in one.why for one in found.left)


def configured(found: Found) -> Configuration:
    """What was written as code, with its references resolved as Terraform would."""
    ids = {f"data.oktaprofile_app.{app.name}.id": app.id for app in found.apps}
    for one in found.resources:
        if not hasattr(one, "sources"):
            ids[f"{hcl.address(one)}.app_id"] = one.app.id

    def resolved(value: Any) -> Any:
        if isinstance(value, hcl.Reference):
            return ids[value.text]
        if isinstance(value, dict):
            return {key: resolved(item) for key, item in value.items()}
        return [resolved(item) for item in value] if isinstance(value, list) else value

    return {
        hcl.address(one): (
            hcl.address(one).partition(".")[0].removeprefix("oktaprofile_"),
            resolved(hcl.arguments(one)),
        )
        for one in found.resources
    }


def _set_up(chance: random.Random, admin: Administrator) -> None:
    world = admin.look()
    source, downstream = (world.app_ids[label] for label in (SOURCE, DOWNSTREAM))
    for name in ("directNumber", "extensionNumber", "xOne", "xTwo"):
        if chance.random() < 0.7:
            shape = DEFINITIONS[0] if "Number" in name else chance.choice(DEFINITIONS)
            title = chance.choice(["T", 'a "b" ${c}', "\u03a9"])
            admin.put_property(f"app:{source}", name, {"title": title, "scope": "NONE", **shape})
    for type_id in world.types:
        for target in TARGETS:
            _line(chance, admin, world, (source, type_id, "to_okta"), target, TO_OKTA)
        for target in ("telephoneNumber", "title", "department"):
            _line(chance, admin, world, (downstream, type_id, "to_app"), target, TO_APP)
        _overrides(chance, admin, world, type_id)


def _line(
    chance: random.Random, admin: Administrator, world: World, row: Any, target: str, texts: tuple[str, ...]
) -> None:
    if chance.random() < 0.1:  # what Okta took once, and no configuration may hold
        rows = admin.org.service.org.mappings
        mapping = rows.find(*row)
        assert mapping is not None
        mapping.properties[target] = {"expression": chance.choice(BROKEN), "pushStatus": "PUSH"}
        rows.put(mapping)
    elif chance.random() < 0.5:
        for status in chance.sample(["PUSH", "DONT_PUSH"], 2):
            if admin.put_line(row, target, {"expression": chance.choice(texts), "pushStatus": status}):
                break


def _overrides(chance: random.Random, admin: Administrator, world: World, type_id: str) -> None:
    apps = [world.app_ids[label] for label in (SOURCE, "Workday")]
    for name in (*TARGETS, "department"):
        if chance.random() < 0.5:
            sources = chance.sample(apps, chance.choice([1, 1, 2]))
            master = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": one} for one in sources]}
            admin.put_master(f"user:{type_id}", "base", name, master)
