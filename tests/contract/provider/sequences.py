"""Random sequences of configurations, applies, destroys, imports and edits by hand, on an embedded org, beside a model.

One configuration of up to ten resources of all five kinds, one administrator. After every step the whole org must be
what the model says; after every command the state must say the truth of what it owns and what it puts back, and the
next plan be empty. A command may only be refused where the model says so, in the words that it names.

    sequences_blocks     the configurations
    sequences_terraform  a Terraform of a few lines, in process
    sequences_admin      the embedded org, and edits by hand
    sequences_world      the model: what Okta holds and does
    sequences_documents     the model: what a configuration owns, and where
    sequences_planning   the model: what a plan must say
    sequences_model      the model: what each command must do
    sequences_state      what a state says, beside what is true
    sequences_mutations  defects that the sequences have to find
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Collection
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.contract.provider.sequences_admin import Administrator
from tests.contract.provider.sequences_blocks import (
    APP_NAMES,
    APPS,
    ATTRIBUTES,
    BLOCKS,
    EXPRESSIONS,
    FIRST,
    FOREIGN_NAME,
    KEYS,
    TYPES,
    UNMAPPED,
    USER_NAMES,
    Block,
    sources,
)
from tests.contract.provider.sequences_documents import Predicted, override
from tests.contract.provider.sequences_model import Model
from tests.contract.provider.sequences_state import told
from tests.contract.provider.sequences_terraform import Refused, Stack
from tests.contract.provider.sequences_world import OktaRefuses

FOREIGN_KEY = "displayName"


def _edits(*addresses: str) -> Any:
    """An address with its block from now on, None: no longer in the configuration."""
    written = [st.tuples(st.just(address), BLOCKS[address]) for address in addresses]
    return st.one_of(*written, st.tuples(st.sampled_from(addresses), st.none()))


SCHEMAS = st.sampled_from([*(("app", label) for label in APPS), *(("user", name) for name in TYPES)])


class Sequences(RuleBasedStateMachine):
    """One org, one configuration, one administrator."""

    counted: ClassVar[Counter[str]] = Counter()
    """What all sequences of this process did, for the figures."""

    @initialize()
    def start(self) -> None:
        self.admin = Administrator()
        self.model = Model(self.admin.look())
        self.stack = Stack(self.admin.org.client())
        self.blocks: dict[str, Block] = {}

        # Something to take over, to put back and to leave alone, from the first step on.
        for name in (APP_NAMES[0], FOREIGN_NAME):
            self.edit_a_property(("app", APPS[0]), name, {"title": "Before", "description": "by hand"})
        self.edit_a_property(("user", None), USER_NAMES[0], {"title": "Before"})
        for target in (KEYS["to_okta"][0], FOREIGN_KEY):
            self.edit_a_line(APPS[0], None, "to_okta", target, "appuser.userName", "PUSH")
        self.begin_anew()

    def teardown(self) -> None:
        if hasattr(self, "admin"):
            self.admin.close()

    # Edits of the configuration, and commands.

    @rule(edit=_edits("attributes", "attribute", "attribute2"))
    def change_app_properties(self, edit: tuple[str, Block | None]) -> None:
        """A resource for properties of an app comes, changes or goes."""
        self.edit_and_apply([edit])

    @rule(edit=_edits("badge", "team"))
    def change_user_properties(self, edit: tuple[str, Block | None]) -> None:
        """The same for a user property."""
        self.edit_and_apply([edit])

    @rule(edit=_edits("inbound", "inbound2", "outbound"))
    def change_a_mapping(self, edit: tuple[str, Block | None]) -> None:
        """The same for a mapping."""
        self.edit_and_apply([edit])

    @rule(edit=_edits("phone", "phone2"))
    def change_an_override(self, edit: tuple[str, Block | None]) -> None:
        """The same for an override."""
        self.edit_and_apply([edit])

    @rule(
        edits=st.lists(_edits(*BLOCKS), min_size=2, max_size=4),
        stubborn=st.sampled_from([False, False, True]),
    )
    def edit_and_apply(self, edits: list[tuple[str, Block | None]], stubborn: bool = False) -> None:
        """The configuration changes, and is applied; what is refused is mostly taken back."""
        before = dict(self.blocks)
        for address, block in edits:
            if block is not None:
                self.blocks[address] = block
            else:
                self.blocks.pop(address, None)
            self._count("edits of the configuration")
        if not self._apply() and not stubborn:
            self.blocks = before

    @rule()
    def begin_anew(self) -> None:
        """Back to the configuration of the beginning."""
        self.blocks = dict(FIRST)
        self._apply()

    @rule(edit=_edits("attributes", "attribute2", "inbound", "outbound", "phone"))
    def apply_beside_a_rival(self, edit: tuple[str, Block | None]) -> None:
        """The first write of an apply is lost to somebody who read before it and writes after it."""
        key, org = f"user:{self.model.world.type_id(None)}", self.admin.org
        wanted, lost_before = {"title": f"rival {org.races_lost}", "type": "string"}, org.races_lost
        org.rival = lambda: self.admin.put_property(key, FOREIGN_NAME, wanted)
        self.edit_and_apply([edit])
        org.rival = None
        if org.races_lost > lost_before:
            self.model.world.put_property(key, FOREIGN_NAME, wanted)
            self._count("races lost, and written again")

    @rule()
    def apply(self) -> None:
        """`terraform apply`, with nothing changed but by hand."""
        self._apply()

    def _apply(self) -> bool:
        """`terraform apply`; what it leaves is true, and the next plan empty. Returns whether it was not refused."""
        configuration = self._configuration()
        done = self._both(
            "applies", lambda: self.stack.apply(configuration), lambda: self.model.apply(self.blocks)
        )
        if done:
            changes = self.stack.plan(self._configuration())
            assert changes == {}, f"the plan after an apply is not empty: {changes}"
        return done

    @rule(sure=st.sampled_from([True, False, False, False]))
    def destroy(self, sure: bool) -> None:
        """`terraform destroy`, now and then."""
        if sure:
            configuration = self._configuration()
            self._both(
                "destroys", lambda: self.stack.destroy(configuration), lambda: self.model.destroy(self.blocks)
            )

    @precondition(lambda self: not self.blocks.keys() <= self.stack.instances.keys())
    @rule(data=st.data())
    def import_a_resource(self, data: Any) -> None:
        """`terraform import` of something that the configuration names and the state does not have."""
        address = data.draw(st.sampled_from(sorted(set(self.blocks) - set(self.stack.instances))))
        block = self.blocks[address]
        identifier = block.import_id(self.model.world.app_ids)
        self._both(
            "imports",
            lambda: self.stack.import_(address, block.kind, identifier),
            lambda: self.model.import_(address, block),
            refreshed=[address],
        )

    @precondition(lambda self: self.stack.instances)
    @rule(data=st.data(), sure=st.booleans())
    def forget_a_resource(self, data: Any, sure: bool) -> None:
        """`terraform state rm`: what it owned is somebody else's from now on."""
        if sure:
            address = data.draw(st.sampled_from(sorted(self.stack.instances)))
            del self.stack.instances[address], self.model.existing[address]
            self._count("state rm")

    def _both(
        self, what: str, command: Any, predicted: Any, *, refreshed: Collection[str] | None = None
    ) -> bool:
        """Runs a command beside the model, and compares all that there is to compare. Returns whether it succeeded.

        `refreshed`: the addresses whose state the command brings up to date, None: all.
        """
        refusal: Refused | None = None
        expected: Predicted | None = None
        try:
            for change in command() or ():
                self._count(change)
        except Refused as refused:
            refusal = refused
        try:
            predicted()
        except Predicted as prediction:
            expected = prediction
        self._count(what)
        if refusal is None or expected is None:
            assert expected is None, f"not refused, but the model says {expected}"
            assert refusal is None, f"refused, which the model does not know:\n{refusal}"
        else:
            told = "\n\n".join(refusal.errors)
            assert refusal.planning is expected.planning, f"{expected}, but:\n{told}"
            assert all(words in told for words in expected.words), f"{expected}, but:\n{told}"
            for one in refusal.errors:
                known = expected.words | expected.perhaps
                assert any(words in one for words in known), f"{expected}, but also:\n{one}"
            for words in expected.words:
                self._count(f"refused: {words}")
        if refusal is not None and refusal.planning:
            refreshed = ()  # what was found is not stored
        self._check_state(self.model.existing if refreshed is None else refreshed)
        return refusal is None

    def _configuration(self) -> Any:
        return {
            address: (block.kind, block.arguments(self.model.world.app_ids))
            for address, block in self.blocks.items()
        }

    def _count(self, what: str) -> None:
        type(self).counted[what] += 1

    # What an administrator does meanwhile.

    def _key(self, place: tuple[str, str | None]) -> str | None:
        world, (kind, name) = self.model.world, place
        owner = world.app_ids[str(name)] if kind == "app" else world.type_id(name)
        return f"{kind}:{owner}" if f"{kind}:{owner}" in world.schemas else None

    def _edit(self, what: str, edit: Any, expected: Any) -> None:
        """One edit in Okta and in the model; Okta refuses what the model refuses."""
        accepted = edit()
        with contextlib.suppress(OktaRefuses):
            expected()
            assert accepted, "Okta refused an edit that the model takes"
            self._count(f"by hand: {what}")
            return
        assert not accepted, "Okta took an edit that the model refuses"
        self._count("by hand: refused by Okta")

    @rule(
        place=SCHEMAS,
        name=st.sampled_from((*APP_NAMES, *USER_NAMES, FOREIGN_NAME)),
        given=st.fixed_dictionaries(
            {},
            optional={
                "title": st.sampled_from(["A", "B", "by hand"]),
                "description": st.sampled_from([None, "first", "by hand"]),
                "maxLength": st.sampled_from([None, 10, 30]),
                "required": st.booleans(),
            },
        ),
    )
    def edit_a_property(self, place: tuple[str, str | None], name: str, given: dict[str, Any]) -> None:
        """Adds a property, ours or not, or changes or clears attributes of it."""
        key = self._key(place)
        if key is None:
            return
        world = self.model.world
        there = name in world.schemas[key]["custom"]
        sent = given if there else {"title": "by hand", "type": "string", **given}
        self._edit(
            "a property changed" if there else "a property added",
            lambda: self.admin.put_property(key, name, sent),
            lambda: world.put_property(key, name, sent),
        )

    @rule(place=SCHEMAS, name=st.sampled_from((*APP_NAMES, *USER_NAMES, FOREIGN_NAME)), again=st.booleans())
    def remove_a_property(self, place: tuple[str, str | None], name: str, again: bool) -> None:
        """Removes a property, and now and then makes one of its name and another type."""
        key, world = self._key(place), self.model.world
        if key is None or name not in world.schemas[key]["custom"]:
            return
        type_ = world.schemas[key]["custom"][name]["type"]
        self._edit(
            "a property removed",
            lambda: self.admin.put_property(key, name, None),
            lambda: world.delete_property(key, name),
        )
        if again and name in UNMAPPED and name not in world.schemas[key]["custom"]:
            other = {"title": "by hand", "type": "string" if type_ == "integer" else "integer"}
            self._edit(
                "a property made again with another type",
                lambda: self.admin.put_property(key, name, other),
                lambda: world.put_property(key, name, other),
            )

    @rule(
        place=SCHEMAS,
        name=st.sampled_from((*ATTRIBUTES, *APP_NAMES)),
        type_=st.sampled_from(["PROFILE_MASTER", "OKTA", "OVERRIDE"]),
        apps=sources(),
    )
    def edit_a_master(
        self, place: tuple[str, str | None], name: str, type_: str, apps: tuple[str, ...]
    ) -> None:
        """Changes where an attribute's value comes from."""
        key, world = self._key(place), self.model.world
        section = next(
            (half for half in ("base", "custom") if key and name in world.schemas[key][half]), None
        )
        if key is None or section is None or (place[0] == "app" and type_ == "OVERRIDE"):
            return
        master = override(world, apps) if type_ == "OVERRIDE" else {"type": type_}
        self._edit(
            "a source changed",
            lambda: self.admin.put_master(key, section, name, master),
            lambda: world.put_master(key, name, master),
        )

    @rule(data=st.data(), direction=st.sampled_from(sorted(EXPRESSIONS)), label=st.sampled_from(APPS))
    def edit_some_line(self, data: Any, direction: str, label: str) -> None:
        """Adds, changes or removes a line of a mapping, ours or not."""
        target = data.draw(st.sampled_from((*KEYS[direction], FOREIGN_KEY)))
        expression = data.draw(st.none() | st.sampled_from(list(EXPRESSIONS[direction])))
        push = data.draw(st.sampled_from(["PUSH", "DONT_PUSH"])) if direction == "to_app" else "PUSH"
        self.edit_a_line(label, data.draw(st.sampled_from(TYPES)), direction, target, expression, push)

    def edit_a_line(
        self,
        label: str,
        type_name: str | None,
        direction: str,
        target: str,
        expression: str | None,
        push: str,
    ) -> None:
        """One line of one mapping; None removes it."""
        world = self.model.world
        row = (world.app_ids[label], world.type_id(type_name) or "", direction)
        if row not in world.rows:
            return
        line = None if expression is None else {"expression": expression, "pushStatus": push}
        self._edit(
            "a mapping line removed" if line is None else "a mapping line set",
            lambda: self.admin.put_line(row, target, line),
            lambda: world.put_lines(row, {target: line}),
        )

    @rule(label=st.sampled_from(APPS), chance=st.integers(0, 9))
    def delete_or_make_an_app(self, label: str, chance: int) -> None:
        """Deletes an app, seldom; one that is gone is soon made again, with another id."""
        world = self.model.world
        gone = world.app_ids[label] not in world.apps
        if gone:
            self.admin.make_app(label)
        elif chance == 7:  # no round number: hypothesis likes those
            self.admin.delete_app(world.app_ids[label])
        else:
            return
        world.adopt(self.admin.look())
        self._count("by hand: an app made again" if gone else "by hand: an app deleted")

    @rule(sure=st.sampled_from([True, False, False]))
    def make_or_delete_a_type(self, sure: bool) -> None:
        """The third user type comes and goes."""
        world = self.model.world
        type_id = world.type_id(TYPES[2])
        if type_id is None:
            self.admin.make_type(str(TYPES[2]))
        elif sure:
            self.admin.delete_type(type_id)
        else:
            return
        world.adopt(self.admin.look())
        self._count("by hand: a user type made" if type_id is None else "by hand: a user type deleted")

    # What must hold.

    @invariant()
    def okta_is_as_the_model_says(self) -> None:
        """Nothing foreign is lost, nothing of ours is left."""
        self._count("steps")
        if hasattr(self, "model"):
            unlike = self.model.world.unlike(self.admin.look())
            assert not unlike, "\n".join(unlike)

    def _check_state(self, refreshed: Collection[str]) -> None:
        """The state has the resources that exist, each with Okta's values and with what it puts back.

        Values are compared for those that the last command brought up to date.
        """
        instances = self.stack.instances
        assert instances.keys() == self.model.existing.keys()
        for address in refreshed:
            said, true = told(instances[address].state, self.model.existing[address], self.model.world)
            assert said == true, f"{address}: the state says {said}, true is {true}"
