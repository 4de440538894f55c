"""What a plan of a configuration must say: which resources come and leave, or why it must be refused.

Part of the model of sequences_model.py: plain rules, no product code.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from tests.contract.provider.sequences_blocks import EXPRESSIONS, Block, Definition
from tests.contract.provider.sequences_documents import (
    Existing,
    Predicted,
    claims,
    clashes,
    differs,
    document_of,
    is_property,
    override,
)
from tests.contract.provider.sequences_world import World, reads


class Planning:
    """One plan: which resources come and leave, or the words in which it must be refused."""

    def __init__(self, world: World, blocks: dict[str, Block], fresh: dict[str, Existing]) -> None:
        self.world = world
        self.blocks = blocks
        self.fresh = fresh
        self.words: set[str] = set()
        self.perhaps: set[str] = set()
        self.leaving = [address for address in fresh if address not in blocks]
        self.coming: list[str] = []
        self.adds: dict[str, set[str]] = {}
        self.removes: dict[str, set[str]] = {}
        """Of these and of those that leave with their resource, none is added again."""
        self.found: dict[tuple[str, str], Any] = {}
        """(address, name) -> what stands there before it is taken over, for what the state does not own yet."""
        self.replaced: set[tuple[str, str]] = set()
        self.in_place: set[tuple[str, str]] = set()
        self.given_up: list[Existing] = []
        """Mappings whose lines go before any property does."""

    def run(self) -> None:
        """Fills `leaving` (also first halves of replacements) and `coming`; raises Predicted."""
        if self.stopped_by_uses(self.leaving):
            self.words.add("A mapping still uses the property")
        for address in self.leaving:
            one = self.fresh[address]
            if is_property(one.block):
                self._remove(one.document, one.previous)
        clash = clashes(self.fresh, {a: claims(self.world, b) for a, b in self.blocks.items()})
        self._clash([both for both in clash if all(map(self._early, both))])
        for address, block in self.blocks.items():
            if is_property(block):
                self._plan_properties(address, block)
        self._stop()
        self._clash(clash)
        for address, block in self.blocks.items():
            if block.kind == "mapping":
                self._plan_mapping(address, block)
            elif block.kind == "master_override":
                self._plan_override(address, block)
        self._stop()

    def _early(self, address: str) -> bool:
        """Whether it is planned in the first round: properties, and all that leave."""
        return address not in self.blocks or is_property(self.blocks[address])

    def _clash(self, clash: list[tuple[str, str]]) -> None:
        """Two owners of one thing. Of one that is nowhere to be found it is not said for sure."""
        for both in clash:
            placed = [one for one in both if not self._nowhere(one)]
            (self.words if len(placed) == 2 else self.perhaps).add("Two resources own")

    def _nowhere(self, address: str) -> bool:
        document = document_of(self.world, self.blocks[address]) if address in self.blocks else ""
        return isinstance(document, str) and document.startswith("There is no")

    def _stop(self) -> None:
        both = {"Two resources own"}
        if both <= self.words:
            # What else is said of the things that both own depends on who is planned first.
            self.words, self.perhaps = both, self.perhaps | self.words
        if self.words:
            raise Predicted(self.words, planning=True, perhaps=self.perhaps)

    def _remove(self, key: str, previous: dict[str, Any]) -> None:
        self.removes.setdefault(key, set()).update(name for name, was in previous.items() if was is None)

    def _replace(self, address: str) -> None:
        self.leaving.append(address)

    def _used(self, key: str, names: Any) -> None:
        """Okta deletes no property that is mapped."""
        if any(self.world.used(key, name) for name in names):
            self.words.add("A mapping still uses the property")

    def stopped_by_uses(self, addresses: list[str]) -> bool:
        """Whether one of these destroys deletes a property that a mapping uses which none of them takes away."""
        self.given_up += [self.fresh[one] for one in addresses if self.fresh[one].block.kind == "mapping"]
        going = [
            (one.document, name)
            for one in map(self.fresh.__getitem__, addresses)
            if is_property(one.block)
            for name, was in one.previous.items()
            if was is None
        ]
        return any(self._uses_left(key, name) for key, name in going)

    def _uses_left(self, key: str, name: str) -> bool:
        for row, target in self.world.uses(key, name):
            left = [one for one in self.given_up if one.document == row and target in one.previous]
            if not any(
                one.previous[target] is None or not self._still(key, one, target, name) for one in left
            ):
                return True
        return False

    def _still(self, key: str, one: Existing, target: str, name: str) -> bool:
        """Whether the line that is put back uses the property."""
        filled = (one.document[2] == "to_app") == key.startswith("app:")
        return filled or reads(one.previous[target]["expression"]) == name

    def _plan_properties(self, address: str, block: Block) -> None:
        document = document_of(self.world, block)
        if document.startswith("There is no"):
            self.words.add(document)
            return
        existing = self.fresh.get(address)
        moved = existing is not None and (
            existing.document != document or (block.single and list(existing.previous) != [block.name])
        )
        if existing is not None and moved:
            going = [name for name, was in existing.previous.items() if was is None]
            if existing.document == document:
                self._used(document, going)
            self._remove(existing.document, existing.previous)
            self.in_place.update((existing.document, name) for name in going)
            self._replace(address)
        self.coming.append(address)
        custom = self.world.schemas[document]["custom"]
        owned = {} if existing is None or moved else existing.previous
        for name, definition in block.definitions.items():
            wrong_type = name in custom and custom[name]["type"] != definition.get("type", "string")
            if name in owned:
                if wrong_type and (not block.single or owned[name] is not None):
                    self.words.add("Okta cannot change that")
                elif wrong_type:
                    self._used(document, [name])
                    self._replace(address)
                    self.replaced.add((document, name))
                continue
            self.found[address, name] = deepcopy(custom.get(name))
            if wrong_type:
                self.words.add("Okta cannot change it into this")
            elif name in custom and differs(self.world, definition, custom[name]) and not block.adopt:
                self.words.add("exists with another definition")
        for name, definition in block.definitions.items():
            self._check_sources(definition, custom.get(name))
        going = [name for name, was in owned.items() if name not in block.definitions and was is None]
        self._used(document, going)
        self._remove(document, dict.fromkeys(going))
        self.in_place.update((document, name) for name in going)
        self.adds.setdefault(document, set()).update(block.definitions)

    def _check_sources(self, definition: Definition, found: dict[str, Any] | None) -> None:
        if "master_priority" in definition:
            wanted = override(self.world, definition["master_priority"])
            there = (found or {}).get("master", {})
            if there.get("priority") != wanted["priority"]:
                self._check_apps(definition["master_priority"])

    def _check_apps(self, labels: Any) -> None:
        for label in labels:
            app = self.world.apps.get(self.world.app_ids[label])
            if app is None:
                self.words.add("There is no such app")
            elif "PROFILE_MASTERING" not in app["features"]:
                self.words.add("A source is not a profile source")

    def _attributes(self, key: str) -> set[str]:
        """The names that a schema will have when mappings and overrides are written."""
        added = self.adds.get(key, set())
        return (set(self.world.attributes(key)) - self.removes.get(key, set())) | added

    def _plan_mapping(self, address: str, block: Block) -> None:
        document = document_of(self.world, block)
        if isinstance(document, str):
            self.words.add(document)
            return
        existing = self.fresh.get(address)
        if existing is not None and existing.document != document:
            self._replace(address)
            self.given_up.append(existing)
            old = f"app:{existing.document[0]}"
            going = {name for key, name in self.in_place if key == old} - self.adds.get(old, set())
            if existing.document[0] != document[0] and any(self._uses_left(old, name) for name in going):
                self.words.add("A mapping still uses the property")
        elif existing is not None:
            self._check_removed(existing)
        self.coming.append(address)
        app_id, type_id, direction = document
        app, user = self._attributes(f"app:{app_id}"), self._attributes(f"user:{type_id}")
        source, target = (app, user) if direction == "to_okta" else (user, app)
        natural = self.world.natural_push(app_id, direction)
        for key, (expression, push) in block.keys.items():
            if direction == "to_okta" and push not in ("auto", natural):
                self.words.add(f"Okta does not take {push}")
            if key not in target:
                self.words.add(f"There is no attribute {key}")
            elif (read := EXPRESSIONS[direction][expression]) is not None and read not in source:
                self.words.add(f"The expression for {key} is not valid")

    def _check_removed(self, existing: Existing) -> None:
        """User properties that go before the mapping is written, while it uses them."""
        _, type_id, direction = existing.document
        for key, line in self.world.rows[existing.document].items():
            if key in existing.previous:
                used = key if direction == "to_okta" else EXPRESSIONS[direction].get(line["expression"])
                schema = f"user:{type_id}"
                if (schema, used) in self.in_place and used not in self.adds.get(schema, ()):
                    self.words.add(f"This mapping still uses {used}")

    def _plan_override(self, address: str, block: Block) -> None:
        document = document_of(self.world, block)
        if isinstance(document, str):
            self.words.add(document)
            return
        existing, key = self.fresh.get(address), f"user:{document[1]}"
        if block.attribute not in self._attributes(key):
            self.words.add("There is no user attribute")
            return
        other = existing is not None and (
            existing.document != document or list(existing.previous) != [block.attribute]
        )
        if other or (existing is not None and (key, block.attribute) in self.replaced):
            self._replace(
                address
            )  # an override goes with the attribute, and is to be made again on the new one
        self.coming.append(address)
        found = self.world.attributes(key).get(block.attribute)
        if found is not None and (existing is None or other) and (key, block.attribute) not in self.replaced:
            self.found[address, block.attribute] = deepcopy(found["master"])
        if found is None or found["master"] != override(self.world, block.sources):
            self._check_apps(block.sources)
