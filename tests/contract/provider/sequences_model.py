"""What Terraform must do with a configuration: the model's prediction of each command, made of plain rules.

It knows what each resource owns and what was there before (`Existing`), says which commands are refused and in which
words, and carries the others out on its own `World`. It calls no product code.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from tests.contract.provider.sequences_blocks import Block
from tests.contract.provider.sequences_documents import (
    Existing,
    Predicted,
    clashes,
    differs,
    document_of,
    is_property,
    json_of,
    lines_of,
    override,
)
from tests.contract.provider.sequences_planning import Planning
from tests.contract.provider.sequences_world import OktaRefuses, World


class Model:
    """One configuration's state beside the world. Commands raise Predicted where Terraform must refuse."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.existing: dict[str, Existing] = {}
        self.found: dict[tuple[str, str], Any] = {}

    # What a command finds.

    def refreshed(self) -> dict[str, Existing]:
        """The state after a refresh: without what is gone."""
        found = {}
        for address, one in self.existing.items():
            fresh = self._refreshed(one)
            if fresh is not None:
                found[address] = fresh
        return found

    def _refreshed(self, one: Existing) -> Existing | None:
        world, previous = self.world, one.previous
        if one.block.kind == "mapping":
            if one.document not in world.rows:
                return None
            lines = world.rows[one.document]
            # A line that somebody removed is put back by the next apply; what it was before counts on.
            kept = {key: was for key, was in previous.items() if key in lines or was is not None}
            return Existing(one.block, one.document, kept)
        key = one.document if is_property(one.block) else f"user:{one.document[1]}"
        if key not in world.schemas:
            return None
        there = world.schemas[key]["custom"] if is_property(one.block) else world.attributes(key)
        kept = {name: was for name, was in previous.items() if name in there}
        return Existing(one.block, one.document, kept, one.touched) if kept else None

    # Commands.

    def apply(self, blocks: dict[str, Block]) -> None:
        """`terraform apply`."""
        planning = Planning(self.world, blocks, self.refreshed())
        planning.run()
        self.existing = planning.fresh
        self.found = planning.found
        self._destroy(planning.leaving)
        for rank in (True, False):
            self._carry_out(
                [(address, self._put) for address in planning.coming if is_property(blocks[address]) is rank],
                blocks,
            )

    def destroy(self, blocks: dict[str, Block]) -> None:
        """`terraform destroy`, which plans the configuration first."""
        planning = Planning(self.world, blocks, self.refreshed())
        planning.run()
        if clashes(planning.fresh, {}):
            raise Predicted({"Two resources own"}, planning=True)
        if planning.stopped_by_uses(list(planning.fresh)):
            raise Predicted({"A mapping still uses the property"}, planning=True)
        self.existing = planning.fresh
        self._destroy(list(self.existing))

    def import_(self, address: str, block: Block) -> None:
        """`terraform import`: owns it from now on, and puts back what it finds now."""
        world, names = self.world, list(block.definitions)
        document = document_of(world, block)
        if isinstance(document, str) and document.startswith("There is no"):
            raise Predicted({document}, planning=True)
        if block.kind == "mapping":
            if any(key not in world.rows[document] for key in block.keys):
                raise Predicted({"Okta does not map"}, planning=True)
            previous: dict[str, Any] = {key: deepcopy(world.rows[document][key]) for key in block.keys}
        elif block.kind == "master_override":
            found = world.attributes(f"user:{document[1]}").get(block.attribute)
            if found is None:
                raise Predicted({"There is no user attribute"}, planning=True)
            if found["master"]["type"] != "OVERRIDE":
                raise Predicted({"is not overridden"}, planning=True)
            previous = {block.attribute: deepcopy(found["master"])}
        else:
            if any(name not in world.schemas[document]["custom"] for name in names):
                raise Predicted({"There is no such property"}, planning=True)
            previous = {name: deepcopy(world.schemas[document]["custom"][name]) for name in names}
        self.existing[address] = Existing(block, document, previous, {name: set() for name in names})

    def _destroy(self, addresses: list[str]) -> None:
        properties = [one for one in addresses if is_property(self.existing[one].block)]
        others = [one for one in addresses if one not in properties]
        for chosen in (others, properties):
            self._carry_out([(one, self._release) for one in chosen], {})

    def _carry_out(self, steps: list[Any], blocks: dict[str, Block]) -> None:
        """All steps of one rank; the failure of one keeps none of the others back."""
        words = set()
        for address, step in steps:
            before = {key: dict(schema["custom"]) for key, schema in self.world.schemas.items()}
            try:
                step(address, blocks)
            except OktaRefuses as refusal:  # a write is stored whole or not at all
                for key, custom in before.items():
                    self.world.schemas[key]["custom"] = custom
                words.add(_words(refusal, self.existing.get(address), blocks.get(address)))
        if words:
            raise Predicted(words, planning=False)

    # What they do to Okta.

    def _release(self, address: str, blocks: dict[str, Block]) -> None:
        one = self.existing[address]
        self._give_up(one, one.previous)
        del self.existing[address]

    def _give_up(self, one: Existing, previous: dict[str, Any]) -> None:
        """Puts back what was there before."""
        world = self.world
        if one.block.kind == "mapping":
            lines = world.rows[one.document]
            other = {key: was for key, was in previous.items() if lines.get(key) != was}
            world.put_lines(one.document, other)
        elif one.block.kind == "master_override":
            key = f"user:{one.document[1]}"
            for name, was in previous.items():
                if name in world.attributes(key) and world.attributes(key)[name]["master"] != was:
                    world.put_master(key, name, was)
        else:
            custom = world.schemas[one.document]["custom"]
            for name, was in previous.items():
                if was is None:
                    world.delete_property(one.document, name)
                elif name in custom:
                    back = {key: was.get(key) for key in one.touched[name]}
                    if any(custom[name].get(key) != value for key, value in back.items()):
                        world.put_property(one.document, name, back)

    def _put(self, address: str, blocks: dict[str, Block]) -> None:
        world, block, existing = self.world, blocks[address], self.existing.get(address)
        document = document_of(world, block)
        owned = dict(existing.previous) if existing is not None else {}
        if block.kind == "mapping":
            lines = world.rows[document]
            wanted = dict(lines_of(world, block))
            released = {key: was for key, was in owned.items() if key not in wanted}
            previous = {key: owned[key] if key in owned else lines.get(key) for key in wanted}
            changes = {**wanted, **released}
            world.put_lines(document, {key: line for key, line in changes.items() if lines.get(key) != line})
        elif block.kind == "master_override":
            key, name = f"user:{document[1]}", block.attribute
            now, wanted_master = world.attributes(key)[name]["master"], override(world, block.sources)
            self._as_planned(address, name, now)
            previous = {name: owned.get(name, now)}
            if now != wanted_master:
                world.put_master(key, name, wanted_master)
        else:
            for name in block.definitions:
                self._as_planned(address, name, world.schemas[document]["custom"].get(name))
            self.existing[address] = self._put_properties(block, document, existing)
            return
        self.existing[address] = Existing(block, document, deepcopy(previous))

    def _as_planned(self, address: str, name: str, now: Any) -> None:
        """What is taken over is shown in the plan; where the same apply changes it before, Terraform refuses its own
        plan, and the next one is right. (An override lets go of an attribute that a property resource adopts, or the
        other way round.)
        """
        if (address, name) in self.found and self.found[address, name] != now:
            raise OktaRefuses("inconsistent final plan")

    def _put_properties(self, block: Block, document: str, existing: Existing | None) -> Existing:
        custom = self.world.schemas[document]["custom"]
        owned = {} if existing is None else existing.previous
        previous = {name: owned[name] if name in owned else custom.get(name) for name in block.definitions}
        previous = deepcopy(previous)
        touched = {name: set(json_of(self.world, one)) for name, one in block.definitions.items()}
        if existing is not None:
            self._give_up(
                existing, {name: was for name, was in owned.items() if name not in block.definitions}
            )
            for name in owned.keys() & touched.keys():
                touched[name] |= existing.touched.get(name, set())
        for name, definition in block.definitions.items():
            if name not in custom or differs(self.world, definition, custom[name]):
                self.world.put_property(document, name, json_of(self.world, definition))
        return Existing(block, document, previous, touched)


def _words(refusal: OktaRefuses, existing: Existing | None, block: Block | None) -> str:
    """The words of a refusal at apply. `block` is None for a destroy."""
    if str(refusal) == "inconsistent final plan":
        return str(refusal)
    if str(refusal).endswith("is used"):
        return "A mapping still uses the property"
    owner = block or (existing.block if existing is not None else None)
    if owner is not None and owner.kind == "master_override":
        return "Okta does not restore the source" if block is None else "Okta did not store the source"
    return "Okta refused it"
