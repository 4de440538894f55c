"""Orgs that somebody set up by hand years ago: the whole sync comes, changes and goes; they are byte-equal after."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from oktaprofile.simulator.control.snapshot import snapshot
from tests.contract.provider.sequences_admin import Administrator
from tests.contract.provider.sequences_terraform import Configuration, Refused, Stack

RINGCENTRAL, DIRECTORY, WORKDAY = "RingCentral", "Active Directory", "Workday"
LABEL = 'RingCentral "UK" \\ <b>\n\u202e \U0001f4de'
NUMBERS = ("directNumber", "extensionNumber")
BOTH = 'appuser.directNumber + "#" + appuser.extensionNumber'
TEXT = {"title": "T", "type": "string", "scope": "NONE"}


@pytest.fixture
def admin() -> Iterator[Administrator]:
    """An org of its own, and its administrator."""
    made = Administrator()
    yield made
    made.close()


class Sync:
    """The resources of the full sync on one org, and the org as it was before."""

    def __init__(self, admin: Administrator, label: str = RINGCENTRAL, user_type: str | None = None) -> None:
        self.admin = admin
        world = admin.look()
        self.app_id, self.directory_id = world.app_ids[label], world.app_ids[DIRECTORY]
        self.user_type = user_type
        self.before = self.org()
        self.stack = Stack(admin.org.client())

    def org(self) -> list[str]:
        """Everything that the org holds, people included, as lines of canonical JSON."""
        return json.dumps(snapshot(self.admin.org.service.org), sort_keys=True, indent=1).splitlines()

    def blocks(
        self, title: str = "Direct number", expression: str = BOTH, on_destroy: str | None = None
    ) -> Configuration:
        """The four blocks of `examples/full-sync`, which take over what is there."""
        shared: dict[str, Any] = {"user_type": self.user_type, "on_destroy": on_destroy}
        mapping = {"app_id": self.app_id, "direction": "to_okta", **shared}
        downstream = {"app_id": self.directory_id, "direction": "to_app", **shared}
        definitions = {name: {"title": title, "type": "string"} for name in NUMBERS}
        return {
            "numbers": (
                "app_user_properties",
                {
                    "app_id": self.app_id,
                    "adopt_existing": True,
                    "name_release_timeout_seconds": 0,
                    "on_destroy": on_destroy,
                    "properties": definitions,
                },
            ),
            "phone": ("mapping", {**mapping, "properties": {"primaryPhone": {"expression": expression}}}),
            "source": (
                "master_override",
                {"property": "primaryPhone", "sources": [self.app_id], **shared},
            ),
            "directory": (
                "mapping",
                {**downstream, "properties": {"telephoneNumber": {"expression": "user.primaryPhone"}}},
            ),
        }

    def comes_and_changes(self) -> Configuration:
        """Create, nothing to change, another definition and expression, nothing to change."""
        for blocks in (self.blocks(), self.blocks("Other title", "appuser.directNumber")):
            self.stack.apply(blocks)
            assert self.stack.plan(blocks) == {}
        return blocks


def _type(admin: Administrator) -> str:
    return next(iter(admin.look().types))


def _full_of_lines(admin: Administrator) -> None:
    """60 attributes that others mapped, with every kind of character, and 200 attributes of the app."""
    app_id, type_id = admin.look().app_ids[RINGCENTRAL], _type(admin)
    for number in range(200):
        admin.put_property(f"app:{app_id}", f"foreign{number}", {**TEXT, "maxLength": number + 1})
    for number in range(60):
        name = f"foreign{number}"
        assert admin.put_property(f"user:{type_id}", name, {**TEXT, "title": f"\u00e9 | {number}\nx"})
        assert any(
            admin.put_line(
                (app_id, type_id, "to_okta"), name, {"expression": f"appuser.{name}", "pushStatus": status}
            )
            for status in ("DONT_PUSH", "PUSH")
        )


def _other_definitions(admin: Administrator) -> None:
    """Our names, with other titles, limits, choices and external names, in use."""
    app_id = admin.look().app_ids[RINGCENTRAL]
    given = {"description": "d", "externalName": "x", "externalNamespace": "urn:x", "scope": "SELF"}
    direct = {**TEXT, **given, "title": "Old\n\u00e9", "maxLength": 7, "enum": ["1", "2"], "required": True}
    assert admin.put_property(f"app:{app_id}", NUMBERS[0], direct)
    assert admin.put_property(f"app:{app_id}", NUMBERS[1], {**TEXT, "minLength": 1})


def _other_lines(admin: Administrator) -> None:
    """Our targets, mapped otherwise in both directions."""
    app_ids, type_id = admin.look().app_ids, _type(admin)
    for row, target, text in (
        ((app_ids[RINGCENTRAL], type_id, "to_okta"), "primaryPhone", "appuser.email + ';\"me\"'"),
        ((app_ids[DIRECTORY], type_id, "to_app"), "telephoneNumber", "user.mobilePhone"),
    ):
        assert any(
            admin.put_line(row, target, {"expression": text, "pushStatus": status})
            for status in ("DONT_PUSH", "PUSH")
        )


def _override(admin: Administrator, *labels: str) -> None:
    apps = [{"type": "APP", "value": admin.look().app_ids[label]} for label in labels]
    master = {"type": "OVERRIDE", "priority": apps}
    assert admin.put_master(f"user:{_type(admin)}", "base", "primaryPhone", master)


def _override_by_two(admin: Administrator) -> None:
    """An override by two apps, ours the second."""
    _override(admin, WORKDAY, RINGCENTRAL)


def _override_by_an_inactive_app(admin: Administrator) -> None:
    """An override by an app that was deactivated since."""
    _override(admin, WORKDAY)
    app_id = admin.look().app_ids[WORKDAY]
    admin.org.service.org.apps.put(_inactive(admin, app_id))


def _inactive(admin: Administrator, app_id: str) -> Any:
    app = admin.org.service.org.apps.get(app_id)
    assert app is not None
    app.status = "INACTIVE"
    return app


def _edited_in_okta(admin: Administrator) -> None:
    """The attribute is edited in Okta itself."""
    assert admin.put_master(f"user:{_type(admin)}", "base", "primaryPhone", {"type": "OKTA"})


@pytest.mark.parametrize(
    "old",
    [
        _full_of_lines,
        _other_definitions,
        _other_lines,
        _override_by_two,
        _override_by_an_inactive_app,
        _edited_in_okta,
    ],
)
def test_the_sync_comes_and_goes(old: Callable[[Administrator], None], admin: Administrator) -> None:
    """Whatever was there, also under our own names."""
    old(admin)
    sync = Sync(admin)
    sync.stack.destroy(sync.comes_and_changes())
    assert sync.org() == sync.before


def test_an_app_with_a_strange_label_and_the_third_user_type(admin: Administrator) -> None:
    """Quotes, tags, a line break and a mark of direction in the label."""
    admin.make_app(LABEL)
    admin.make_type("second")
    admin.make_type("third")
    sync = Sync(admin, LABEL, "third")
    sync.stack.destroy(sync.comes_and_changes())
    assert sync.org() == sync.before


def test_an_override_by_an_app_that_is_gone_is_one_error(admin: Administrator) -> None:
    """The one that names it, and nothing of what else could not be read because of it."""
    sync = Sync(admin)
    admin.delete_app(sync.app_id)
    with pytest.raises(Refused) as refused:
        sync.stack.plan({"source": sync.blocks()["source"]})
    assert [error.partition(":")[0] for error in refused.value.errors] == ["There is no such app"]


def test_a_destroy_that_failed_leaves_no_trace(admin: Administrator) -> None:
    """What its plan had found is not held against an edit that came after it, when the override is replaced."""
    world = admin.look()
    first, second = world.app_ids[RINGCENTRAL], world.app_ids[WORKDAY]
    stack, before = Stack(admin.org.client()), admin.look()

    def blocks(user_type: str | None, *sources: str) -> Configuration:
        given = {"property": "primaryPhone", "user_type": user_type, "sources": list(sources)}
        return {"source": ("master_override", given)}

    stack.apply(blocks(None, first))
    switches = admin.org.service.org.switches
    switches.base_master = "reject"
    with pytest.raises(Refused):
        stack.destroy(blocks(None, first))
    switches.base_master = "accept"
    _override(admin, RINGCENTRAL, WORKDAY)
    assert stack.plan(blocks(None, first, second)) == {}
    stack.apply(blocks("contractor", first, second))
    stack.destroy(blocks("contractor", first, second))
    assert before.unlike(admin.look()) == []


def _its_app_is_deleted(admin: Administrator) -> None:
    admin.delete_app(admin.look().app_ids[WORKDAY])


def _its_attribute_is_deleted(admin: Administrator) -> None:
    assert admin.put_property(f"app:{admin.look().app_ids[RINGCENTRAL]}", "old", None)


@pytest.mark.parametrize("what", ["override", "mapping"])
def test_what_cannot_be_put_back_has_a_way_out(what: str, admin: Administrator) -> None:
    """It names an app or an attribute that somebody deleted since: the error says what to do, and that works."""
    if what == "override":
        _override(admin, WORKDAY)
        lost = _its_app_is_deleted
    else:
        app_id, type_id = admin.look().app_ids[RINGCENTRAL], _type(admin)
        assert admin.put_property(f"app:{app_id}", "old", TEXT)
        line = {"expression": "appuser.old", "pushStatus": "DONT_PUSH"}
        assert admin.put_line((app_id, type_id, "to_okta"), "primaryPhone", line) or admin.put_line(
            (app_id, type_id, "to_okta"), "primaryPhone", {**line, "pushStatus": "PUSH"}
        )
        lost = _its_attribute_is_deleted
    sync = Sync(admin)
    blocks = sync.comes_and_changes()
    lost(admin)
    if what == "mapping":  # also where only the line goes
        kind, arguments = blocks["phone"]
        other = {"title": {"expression": "appuser.directNumber"}}
        with pytest.raises(Refused, match='give the resource on_destroy = "delete"'):
            sync.stack.apply({**blocks, "phone": (kind, {**arguments, "properties": other})})
    with pytest.raises(Refused) as refused:
        sync.stack.destroy(blocks)
    assert 'give the resource on_destroy = "delete"' in str(refused.value)
    assert "before Terraform" in str(refused.value)
    assert sync.stack.plan(blocks)  # what was destroyed by then comes back, and nothing was dropped

    gone = sync.blocks("Other title", "appuser.directNumber", on_destroy="delete")
    sync.stack.apply(gone)
    sync.stack.destroy(gone)
    world = admin.look()
    assert "primaryPhone" not in world.rows[sync.app_id, _type(admin), "to_okta"]
    assert sync.stack.instances == {}


@pytest.mark.parametrize("answer", ["keep", "clear"])
def test_what_somebody_else_set_of_an_attribute_stays(answer: str, admin: Administrator) -> None:
    """Whether Okta drops what a write leaves out of an attribute is published nowhere: adopted, changed, overridden and
    given back under each answer, with a description, choices and limits that no configuration names."""
    switches = admin.org.service.org.switches
    switches.left_out_attribute = answer
    world = admin.look()
    ringcentral, type_id = world.app_ids[RINGCENTRAL], _type(admin)
    foreign = {**TEXT, "description": "theirs", "externalName": "number", "minLength": 1, "maxLength": 20}
    assert admin.put_property(f"app:{ringcentral}", "directNumber", foreign)
    for name in ("choice", "sourced"):
        assert admin.put_property(
            f"user:{type_id}", name, {**TEXT, "description": "theirs", "enum": ["a", "b"]}
        )
    before, stack = admin.look(), Stack(admin.org.client())
    plain = {"title": "Ours", "type": "string", "adopt_existing": True}
    blocks: Configuration = {
        "number": ("app_user_property", {"app_id": ringcentral, "name": "directNumber", **plain}),
        "choice": ("user_property", {"name": "choice", **plain}),
        "source": ("master_override", {"property": "sourced", "sources": [ringcentral]}),
    }
    stack.apply(blocks)
    schemas = admin.org.service.org.schemas
    app, user = schemas.app(ringcentral), schemas.user(type_id)
    assert app is not None
    assert user is not None
    number, choice, sourced = app.custom["directNumber"], user.custom["choice"], user.custom["sourced"]
    assert {key: number[key] for key in foreign} == {**foreign, "title": "Ours"}
    assert (choice["title"], choice["description"], choice["enum"]) == ("Ours", "theirs", ["a", "b"])
    assert (sourced["master"]["type"], sourced["description"], sourced["enum"]) == (
        "OVERRIDE",
        "theirs",
        ["a", "b"],
    )
    stack.destroy(blocks)
    assert before.unlike(admin.look()) == []
