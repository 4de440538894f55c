"""What Terraform's state says of a resource, beside what is true, in the same words."""

from __future__ import annotations

import json
from typing import Any

from tests.contract.provider.sequences_documents import JSON_NAMES, Existing
from tests.contract.provider.sequences_world import World


def told(state: dict[str, Any], existing: Existing, world: World) -> tuple[Any, Any]:
    """What a state says of what its resource owns and puts back, and what is true, in the same words."""
    block = existing.block
    if block.kind == "mapping":
        lines = {
            key: {"expression": item["expression"], "pushStatus": item["effective_push_status"]}
            for key, item in state["properties"].items()
        }
        back = {
            key: {"expression": item["expression"], "pushStatus": item["push_status"]}
            for key, item in state["restores"].items()
        }
        there = world.rows.get(existing.document, {})
        true_lines = {key: there[key] for key in existing.previous if key in there}
        return (lines, back), (
            true_lines,
            {key: was for key, was in existing.previous.items() if was is not None},
        )
    if block.kind == "master_override":
        attributes = world.attributes(f"user:{existing.document[1]}")
        [(name, was)] = existing.previous.items()
        priority = attributes[name]["master"].get("priority", [])
        said = (state["property"], state["sources"], state["restores"])
        return said, (
            name,
            [one["value"] for one in priority],
            {"type": was["type"], "priority": was.get("priority", [])},
        )
    custom = world.schemas[existing.document]["custom"]
    definitions = {state["name"]: state} if block.single else state["properties"]
    restores = {state["name"]: state["restores"]} if block.single else state["restores"]
    said_all = {name: _shown(definitions[name], block.definitions.get(name, {})) for name in definitions}
    true_all = {
        name: {key: _flat(custom[name]).get(key, _ABSENT.get(key)) for key in said_all.get(name, ())}
        for name in existing.previous
    }
    back = {name: json.loads(text) for name, text in restores.items() if text is not None}
    return (said_all, back), (
        true_all,
        {name: was for name, was in existing.previous.items() if was is not None},
    )


_FLAT = {**JSON_NAMES, "required": "required", "master": "master", "master_priority": "master_priority"}
_ABSENT = {"required": False}


def _shown(definition: dict[str, Any], configured: dict[str, Any]) -> dict[str, Any]:
    """The arguments that a definition in the state shows, of those that the sequences use. A source that is not
    configured is shown after an import, as the refresh found it: an override of the same apply may have changed it.
    """
    return {
        _FLAT[key]: value
        for key, value in definition.items()
        if key in _FLAT and value is not None and ("master" in configured or not key.startswith("master"))
    }


def _flat(found: dict[str, Any]) -> dict[str, Any]:
    """Okta's JSON of a property in the words of `_shown`."""
    master = found["master"]
    priority = [one["value"] for one in master["priority"]] if "priority" in master else None
    return {**found, "master": master["type"], "master_priority": priority}
