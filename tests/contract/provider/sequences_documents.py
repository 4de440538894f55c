"""What a configuration owns, and where: the words in which the model of the random sequences speaks.

Plain rules, no product code.
"""

from __future__ import annotations

from typing import Any

from tests.contract.provider.sequences_blocks import Block, Definition
from tests.contract.provider.sequences_world import World

JSON_NAMES = {"title": "title", "type": "type", "description": "description", "max_length": "maxLength"}


class Existing:
    """One resource in the state.

    `previous`: each name it owns -> what was there (None: nothing). `touched`: property -> the attributes that it
    ever wrote; the others are somebody else's, also when it lets go.
    """

    def __init__(
        self,
        block: Block,
        document: Any,
        previous: dict[str, Any],
        touched: dict[str, set[str]] | None = None,
    ) -> None:
        self.block = block
        self.document = document
        self.previous = previous
        self.touched = touched or {}


class Predicted(Exception):  # noqa: N818 - what it is
    """The command must be refused, in all of these words. `perhaps`: words that may be said besides."""

    def __init__(self, words: set[str], *, planning: bool, perhaps: set[str] | None = None) -> None:
        super().__init__(f"{'plan' if planning else 'apply'}: {sorted(words)}")
        self.words = words
        self.planning = planning
        self.perhaps = perhaps or set()


def is_property(block: Block) -> bool:
    """Whether it owns properties of a schema."""
    return block.kind not in ("mapping", "master_override")


def document_of(world: World, block: Block) -> Any:
    """Where a block's things live: a schema's key, a row, or ("master", type id); else the words of the refusal."""
    app_id = world.app_ids[block.app]
    if block.kind in ("app_user_properties", "app_user_property", "mapping") and app_id not in world.apps:
        return "There is no such app"
    type_id = world.type_id(block.user_type)
    if block.kind in ("user_property", "mapping", "master_override") and type_id is None:
        return "There is no such user type"
    if block.kind == "mapping":
        return (app_id, type_id, block.direction)
    if block.kind == "master_override":
        return ("master", type_id)
    return f"user:{type_id}" if block.kind == "user_property" else f"app:{app_id}"


def claims(world: World, block: Block) -> set[Any]:
    """What a block says it owns."""
    document = document_of(world, block)
    if isinstance(document, str) and document.startswith("There is no"):
        return set()
    owned = {(document, name) for name in (*block.definitions, *block.keys)}
    if block.kind == "master_override":
        owned.add((document, block.attribute))
    if block.kind == "user_property" and "master" in block.definitions[block.name]:
        owned.add((("master", world.type_id(block.user_type)), block.name))
    return owned


def clashes(existing: dict[str, Existing], wanted: dict[str, set[Any]]) -> list[tuple[str, str]]:
    """Pairs of addresses that own the same thing, by the state or by the configuration."""
    owners: dict[Any, list[str]] = {}
    for address in {**existing, **wanted}:
        mine = set(wanted.get(address, ()))
        if address in existing:
            mine |= {(existing[address].document, name) for name in existing[address].previous}
        for one in mine:
            owners.setdefault(one, []).append(address)
    return [(one, other) for both in owners.values() for one in both for other in both if one < other]


def lines_of(world: World, block: Block) -> dict[str, dict[str, str]]:
    """The lines of a mapping block as Okta holds them."""
    natural = world.natural_push(world.app_ids[block.app], block.direction)
    return {
        key: {"expression": expression, "pushStatus": natural if push == "auto" else push}
        for key, (expression, push) in block.keys.items()
    }


def override(world: World, labels: Any) -> dict[str, Any]:
    """An override by the apps with these labels."""
    return {
        "type": "OVERRIDE",
        "priority": [{"type": "APP", "value": world.app_ids[label]} for label in labels],
    }


def json_of(world: World, definition: Definition) -> dict[str, Any]:
    """Okta's JSON of what a definition sets; `type` is always set."""
    made = {JSON_NAMES[one]: value for one, value in definition.items() if one in JSON_NAMES}
    made.setdefault("type", "string")
    if "required" in definition:
        made["required"] = definition["required"]
    if "master_priority" in definition:
        made["master"] = override(world, definition["master_priority"])
    elif "master" in definition:
        made["master"] = {"type": definition["master"]}
    return made


def differs(world: World, definition: Definition, found: dict[str, Any]) -> bool:
    """Whether Okta's JSON is not as a definition wants it; `required: false` is shown as nothing."""
    for name, value in json_of(world, definition).items():
        if name == "required":
            if found.get(name, False) != value:
                return True
        elif found.get(name) != value:
            return True
    return False
