"""The RPCs behind the seam: each rule that Terraform has for a provider."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.dispatch import SERVICE, BadRequestError, Servicer, UnimplementedError
from oktaprofile.plugin.resource import Applied, ApplyFailed, Plan
from oktaprofile.plugin.schema_cache import build
from oktaprofile.plugin.types import STRING
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.plugin.wire import dynamic
from tests.unit.plugin.sample import Terraform, encoded, thing

EXISTING = thing(id="1", name="n", kind="plain")


def steps(diagnostic: dict[str, Any]) -> list[Any]:
    """A diagnostic's path without the kinds of its steps."""
    return [next(iter(step.values())) for step in diagnostic.get("attribute", {}).get("steps", [])]


# -- the seam


@pytest.mark.parametrize(
    "path", ["/tfplugin6.Provider/OpenEphemeralResource", "/tfplugin5.Provider/GetSchema", "", "GetMetadata"]
)
def test_a_path_that_is_not_served(terraform: Terraform, path: str) -> None:
    """Terraform may ask for what this provider does not have; the transport then answers UNIMPLEMENTED."""
    with pytest.raises(UnimplementedError):
        terraform.servicer.dispatch(path, b"")


def test_bytes_that_are_no_request(terraform: Terraform) -> None:
    """They are refused as such, not answered with a diagnostic."""
    with pytest.raises(BadRequestError, match="ReadResource"):
        terraform.servicer.dispatch(SERVICE + "ReadResource", b"\x0a\xff")


def test_an_unknown_type_is_named(terraform: Terraform) -> None:
    """The diagnostic says which types there are."""
    response = terraform.call("ReadDataSource", type_name="sample_other")
    assert "No data source is called sample_other" in response["diagnostics"][0]["summary"]
    assert "sample_things" in response["diagnostics"][0]["detail"]


# -- schema


def test_the_schema_shows_what_the_author_declared(terraform: Terraform) -> None:
    """Names, types, flags, nesting and the capability to plan destruction reach Terraform."""
    response = terraform.call("GetProviderSchema")
    assert response["server_capabilities"] == {"plan_destroy": True, "get_provider_schema_optional": True}
    schema = response["resource_schemas"]["sample_thing"]
    assert schema["version"] == 2
    attributes = {attribute["name"]: attribute for attribute in schema["block"]["attributes"]}
    assert attributes["name"]["required"]
    assert attributes["kind"]["optional"]
    assert attributes["kind"]["computed"]
    assert attributes["secret"]["sensitive"]
    assert attributes["password"]["write_only"]
    assert attributes["tags"]["type"] == b'["set","string"]'
    assert attributes["rows"]["nested_type"]["nesting"] == 4
    assert "type" not in attributes["rows"]


def test_a_provider_s_default_is_not_computed(terraform: Terraform) -> None:
    """Terraform allows no computed attribute in a provider block."""
    block = terraform.call("GetProviderSchema")["provider"]["block"]
    retries = next(attribute for attribute in block["attributes"] if attribute["name"] == "retries")
    assert "computed" not in retries


def test_metadata_names_all_types_and_loads_none(terraform: Terraform) -> None:
    """The names come from the provider's own tables."""
    response = terraform.call("GetMetadata")
    assert response["resources"] == [{"type_name": "sample_thing"}]
    assert response["data_sources"] == [{"type_name": "sample_things"}]
    assert response["functions"] == [{"name": "join"}]
    assert not terraform.servicer.registry._instances


def test_no_identities(terraform: Terraform) -> None:
    """Terraform 1.12 asks for identity schemas: there are none, which is no error."""
    assert terraform.call("GetResourceIdentitySchemas") == {}


def test_the_prebuilt_schema_is_the_live_one(terraform: Terraform, tmp_path: Any) -> None:
    """The same bytes on each build; served from the file without loading the provider."""
    module = sys.modules["sample_module"]
    built = build(module.SampleProvider())
    assert built == build(module.SampleProvider())
    assert built == terraform.servicer.dispatch(SERVICE + "GetProviderSchema", b"")
    (tmp_path / "schema").write_bytes(built)
    cached = Servicer("no_such_module:Provider", tmp_path / "schema")
    assert cached.dispatch(SERVICE + "GetProviderSchema", b"") == built


def test_a_missing_prebuilt_schema_is_computed(
    terraform: Terraform, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """A package without the file still works, and says so in the log."""
    servicer = Servicer("sample_module:SampleProvider", tmp_path / "absent")
    assert servicer.dispatch(SERVICE + "GetProviderSchema", b"")
    assert "prebuilt schema cannot be read" in capsys.readouterr().err


# -- validate


def test_values_outside_one_of(terraform: Terraform) -> None:
    """Refused at each depth with the value, what is allowed, and the path; elements of a set end at the set."""
    found = terraform.validate(
        thing(
            name="n",
            kind="odd",
            tags=["x", "z"],
            rows={"k": {"text": "q"} | dict.fromkeys(("mark", "locked"))},
        )
    )
    assert [steps(diagnostic) for diagnostic in found] == [["kind"], ["tags"], ["rows", "k", "text"]]
    assert found[0]["detail"] == '"odd" is not one of: "plain", "fancy".'


def test_a_sensitive_value_is_not_shown(terraform: Terraform) -> None:
    """What is refused stays secret where the attribute is sensitive."""
    (found,) = terraform.validate(thing(name="n", secret="my-own-secret"))
    assert "my-own-secret" not in str(found)
    assert "(sensitive)" in found["detail"]


def test_known_parts_are_checked_beside_unknown_ones(terraform: Terraform, thing_class: Any) -> None:
    """One unknown value keeps neither the engine nor the author from checking the others."""

    def validate(self: Any, config: dict[str, Any], ctx: Any) -> None:
        assert ctx.client is None
        if config["count"] is not UNKNOWN and config["count"] > 3:
            ctx.diagnostics.error("Too many", "At most 3.", ("count",))

    thing_class.validate = validate
    found = terraform.validate(thing(name=UNKNOWN, kind="odd", count=4, tags=[UNKNOWN, "z"], rows=UNKNOWN))
    assert [steps(diagnostic) for diagnostic in found] == [["kind"], ["tags"], ["count"]]


def test_write_only_needs_a_terraform_that_has_it(terraform: Terraform) -> None:
    """An older Terraform would store the value: refused, with what to do."""
    (found,) = terraform.validate(thing(name="n", password="p"), client_capabilities={})
    assert steps(found) == ["password"]
    assert "Terraform 1.11" in found["detail"]


# -- configure


def test_configure_makes_the_client(terraform: Terraform) -> None:
    """Its result is what later calls find in their context; defaults of the provider block are filled in."""
    schema = terraform.servicer.registry.provider.schema
    config = dynamic.encode({"token": None, "retries": None}, schema.type)
    assert terraform.call("ConfigureProvider", terraform_version="1.11.4", config=config) == {}
    type_ = terraform.servicer.registry.data_source("sample_things").schema.type
    config = dynamic.encode({"prefix": None, "found": None}, type_)
    response = terraform.call("ReadDataSource", type_name="sample_things", config=config)
    assert dynamic.decode(response["state"], type_) == {"prefix": "p", "found": "p by client"}


def test_a_secret_in_an_exception_is_hidden(
    terraform: Terraform, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake in the provider that puts the token in an exception shows it neither to the user nor in the log."""

    def configure(self: Any, config: dict[str, Any], terraform_version: str, ctx: Any) -> Any:
        raise ValueError(f"bad token {config['token']}")

    monkeypatch.setattr(sys.modules["sample_module"].SampleProvider, "configure", configure)
    schema = terraform.servicer.registry.provider.schema
    config = dynamic.encode({"token": "token-1234567890", "retries": None}, schema.type)
    response = terraform.call("ConfigureProvider", config=config)
    assert "bad token (sensitive)" in response["diagnostics"][0]["detail"]
    assert "token-1234567890" not in str(response)
    assert "token-1234567890" not in capsys.readouterr().err


def test_stop_sets_the_flag_and_nothing_else(terraform: Terraform) -> None:
    """Calls go on being answered after StopProvider."""
    assert terraform.call("StopProvider") == {}
    assert terraform.servicer.stop.is_set()
    assert terraform.call("GetMetadata")["resources"]


# -- plan


def test_plan_is_called_on_create_update_and_destroy(terraform: Terraform, thing_class: Any) -> None:
    """The author sees each, with prior and proposed None where there is nothing."""
    seen = []

    def plan(self: Any, request: Any, ctx: Any) -> Plan:
        seen.append((request.prior is None, request.config is None, request.proposed is None))
        return Plan(request.proposed)

    thing_class.plan = plan
    created = terraform.plan(None, thing(name="n"))
    assert terraform.value(created["planned_state"]) == thing(name="n", id=UNKNOWN, kind="plain")
    terraform.plan(EXISTING, thing(name="n"))
    destroyed = terraform.plan(EXISTING, None)
    assert terraform.value(destroyed["planned_state"]) is None
    assert seen == [(True, False, False), (False, False, False), (False, True, True)]


def test_nothing_changed_plans_the_prior_state(terraform: Terraform) -> None:
    """An unchanged configuration is planned as the very state, by the default plan too."""
    rows = {"k": {"text": "a", "mark": "m", "locked": None}}
    prior = thing(id="1", name="n", kind="plain", tags=["y", "x"], rows=rows)
    config = thing(name="n", tags=["x", "y"], rows={"k": {"text": "a", "mark": None, "locked": None}})
    response = terraform.plan(prior, config)
    assert terraform.value(response["planned_state"]) == {**prior, "tags": ["x", "y"]}
    assert "requires_replace" not in response


def test_replacement_paths_from_schema_and_author(terraform: Terraform, thing_class: Any) -> None:
    """Both reach Terraform as steps; a path that is named twice is sent once."""
    thing_class.plan = lambda self, request, ctx: Plan(request.proposed, [("kind",), ("rows", "k", "locked")])
    prior = thing(id="1", name="n", kind="plain", rows={"k": {"text": "a", "mark": "m", "locked": "x"}})
    config = thing(name="other", rows={"k": {"text": "a", "mark": None, "locked": "y"}})
    paths = terraform.plan(prior, config)["requires_replace"]
    assert paths == [
        {"steps": [{"attribute_name": "kind"}]},
        {"steps": [{"attribute_name": "name"}]},
        {"steps": [{"attribute_name": "rows"}, {"element_key_string": "k"}, {"attribute_name": "locked"}]},
    ]


def test_nothing_replaces_on_create(terraform: Terraform) -> None:
    """There is nothing to replace."""
    assert "requires_replace" not in terraform.plan(None, thing(name="n"))


def test_a_plan_s_error_keeps_its_place(terraform: Terraform, thing_class: Any) -> None:
    """An exception with a path becomes an error there; no plan is sent with it."""

    def plan(self: Any, request: Any, ctx: Any) -> Plan:
        raise DiagnosticError("No such row", "Add it.", ("rows", "k", "text"))

    thing_class.plan = plan
    response = terraform.plan(None, thing(name="n"))
    assert steps(response["diagnostics"][0]) == ["rows", "k", "text"]
    assert "planned_state" not in response


@pytest.mark.parametrize(("planned", "config"), [(None, thing(name="n")), (EXISTING, None)])
def test_a_plan_of_the_wrong_kind_is_refused(
    terraform: Terraform, thing_class: Any, planned: Any, config: Any
) -> None:
    """None plans destruction and nothing else does."""
    thing_class.plan = lambda self, request, ctx: Plan(planned)
    response = terraform.plan(EXISTING, config)
    assert response["diagnostics"][0]["severity"] == 1
    assert "planned_state" not in response


def test_write_only_values_never_leave_a_plan(terraform: Terraform, thing_class: Any) -> None:
    """Not even when the author plans one."""
    thing_class.plan = lambda self, request, ctx: Plan({**request.proposed, "password": "p"})
    response = terraform.plan(None, thing(name="n", password="p"))
    assert terraform.value(response["planned_state"])["password"] is None


# -- private state


def test_private_state_goes_from_plan_to_apply_to_read(terraform: Terraform, thing_class: Any) -> None:
    """What plan puts in, create finds; what create puts in, read finds; None carries it on."""
    found = []

    def create(self: Any, planned: Any, config: Any, private: Any, ctx: Any) -> Applied:
        found.append(dict(private))
        return Applied({**planned, "id": "1"}, {"etag": "e"})

    def read(self: Any, state: Any, private: Any, ctx: Any) -> Applied:
        found.append(dict(private))
        return Applied(state)

    thing_class.plan = lambda self, request, ctx: Plan(request.proposed, private={"seen": 1})
    thing_class.create = create
    thing_class.read = read
    planned = terraform.plan(None, thing(name="n"))
    applied = terraform.apply(None, terraform.value(planned["planned_state"]), planned["planned_private"])
    refreshed = terraform.read(terraform.value(applied["new_state"]), applied["private"])
    assert found == [{"seen": 1}, {"etag": "e"}]
    assert json.loads(refreshed["private"]) == {"etag": "e"}


def test_private_state_that_is_not_json_loses_nothing(terraform: Terraform, thing_class: Any) -> None:
    """A create that returns a set as private state still has its state stored."""
    thing_class.create = lambda self, planned, config, private, ctx: Applied(
        {**planned, "id": "1"}, {"a": {1}}
    )
    response = terraform.apply(None, {**EXISTING, "id": UNKNOWN}, b'{"k":1}')
    assert terraform.value(response["new_state"])["id"] == "1"
    assert response["private"] == b'{"k":1}'
    assert "private state that JSON cannot hold" in response["diagnostics"][0]["summary"]


def test_foreign_private_state_is_refused(terraform: Terraform) -> None:
    """Bytes of another provider are no private state of this one; the state stays."""
    response = terraform.read(EXISTING, b"\x00binary")
    assert "cannot be read" in response["diagnostics"][0]["summary"]
    assert terraform.value(response["new_state"]) == EXISTING


# -- apply

PLANNED = {**EXISTING, "id": UNKNOWN}


def test_an_exception_in_create_is_a_diagnostic(
    terraform: Terraform, thing_class: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """The user reads what failed; the traceback goes to the log only; nothing was made."""

    def create(self: Any, planned: Any, config: Any, private: Any, ctx: Any) -> Applied:
        raise ZeroDivisionError("oops")

    thing_class.create = create
    response = terraform.apply(None, PLANNED)
    (diagnostic,) = response["diagnostics"]
    assert "ApplyResourceChange of sample_thing raised ZeroDivisionError: oops" in diagnostic["detail"]
    assert "test_rpc.py" not in diagnostic["detail"]
    assert "test_rpc.py" in capsys.readouterr().err
    assert terraform.value(response["new_state"]) is None


def test_a_create_that_failed_half_way_keeps_what_exists(terraform: Terraform, thing_class: Any) -> None:
    """ApplyFailed's state is stored, unknown as null, with its private part, and the error points at its path."""

    def create(self: Any, planned: Any, config: Any, private: Any, ctx: Any) -> Applied:
        raise ApplyFailed(
            "Half", "Detail.", ("name",), state={**planned, "count": 5, "id": UNKNOWN}, private={"p": 1}
        )

    thing_class.create = create
    response = terraform.apply(None, PLANNED)
    assert terraform.value(response["new_state"]) == {**EXISTING, "id": None, "count": 5}
    assert response["private"] == b'{"p":1}'
    assert [(item["summary"], steps(item)) for item in response["diagnostics"]] == [("Half", ["name"])]


def test_a_state_returned_with_errors_is_stored(terraform: Terraform, thing_class: Any) -> None:
    """Errors in the context beside a state are the same as ApplyFailed."""

    def create(self: Any, planned: Any, config: Any, private: Any, ctx: Any) -> Applied:
        ctx.diagnostics.error("Bad")
        return Applied({**planned, "id": "1", "kind": "fancy"})

    thing_class.create = create
    response = terraform.apply(None, PLANNED)
    assert terraform.value(response["new_state"])["kind"] == "fancy"
    assert len(response["diagnostics"]) == 1


@pytest.mark.parametrize("planned", [{**EXISTING, "kind": "fancy"}, None])
def test_a_failed_update_or_delete_keeps_the_prior_state(
    terraform: Terraform, thing_class: Any, planned: Any
) -> None:
    """Whatever is raised, Terraform goes on knowing the resource, and its private part."""

    def fail(self: Any, *arguments: Any) -> Any:
        raise OSError("gone")

    thing_class.update = thing_class.delete = fail
    response = terraform.apply(EXISTING, planned, b'{"k":1}')
    assert terraform.value(response["new_state"]) == EXISTING
    assert response["private"] == b'{"k":1}'


def test_a_delete_leaves_nothing(terraform: Terraform, thing_class: Any) -> None:
    """Neither state nor private part."""
    thing_class.delete = lambda self, prior, private, ctx: None
    response = terraform.apply(EXISTING, None, b'{"k":1}')
    assert terraform.value(response["new_state"]) is None
    assert response["private"] == b""


def test_a_delete_that_reports_an_error_did_not_happen(terraform: Terraform, thing_class: Any) -> None:
    """An error in the context counts as much as one that is raised."""
    thing_class.delete = lambda self, prior, private, ctx: ctx.diagnostics.error("Still used")
    assert terraform.value(terraform.apply(EXISTING, None)["new_state"]) == EXISTING


@pytest.mark.parametrize(
    ("applied", "path", "stored_kind"),
    [
        ({**EXISTING, "kind": "fancy"}, ["kind"], "fancy"),
        ({**EXISTING, "id": UNKNOWN}, ["id"], "plain"),
        ({**EXISTING, "count": "three"}, ["count"], "plain"),
        ({**EXISTING, "extra": 1}, [], "plain"),
        ({**EXISTING, "name": "\ud800"}, ["name"], "plain"),
    ],
)
def test_what_was_applied_must_be_what_was_planned(
    terraform: Terraform, thing_class: Any, applied: Any, path: list[str], stored_kind: str
) -> None:
    """A contradiction, a value left unknown or a misfit is an error at its path; a state remains."""
    thing_class.create = lambda self, planned, config, private, ctx: Applied(applied)
    response = terraform.apply(None, {**EXISTING, "id": UNKNOWN if path == ["id"] else "1"})
    assert steps(response["diagnostics"][0]) == path
    assert response["diagnostics"][0]["severity"] == 1
    assert terraform.value(response["new_state"])["kind"] == stored_kind


def test_what_fits_of_a_misfit_is_stored(terraform: Terraform, thing_class: Any) -> None:
    """One wrong attribute does not lose the id of what was made; it is stored as planned, unknown as null."""
    wrong = {**EXISTING, "id": "made", "count": "three", "tags": ["x"], "extra": 1}
    thing_class.create = lambda self, planned, config, private, ctx: Applied(wrong)
    response = terraform.apply(None, {**PLANNED, "count": UNKNOWN, "tags": ["x"]})
    assert terraform.value(response["new_state"]) == {**EXISTING, "id": "made", "tags": ["x"]}


def test_an_apply_without_a_state_is_refused(terraform: Terraform, thing_class: Any) -> None:
    """An update that returns no state keeps the prior one."""
    thing_class.update = lambda self, prior, planned, config, private, ctx: Applied(None)
    response = terraform.apply(EXISTING, {**EXISTING, "kind": "fancy"})
    assert terraform.value(response["new_state"]) == EXISTING
    assert "returned no state" in response["diagnostics"][0]["summary"]


def test_a_broken_module_does_not_lose_the_state(terraform: Terraform) -> None:
    """If the resource's class cannot even be loaded, an update or delete keeps the prior state."""
    del sys.modules["sample_module"].Thing
    response = terraform.apply(EXISTING, None)
    assert terraform.value(response["new_state"]) == EXISTING
    assert "AttributeError" in response["diagnostics"][0]["detail"]


def test_write_only_values_reach_create_by_config(terraform: Terraform, thing_class: Any) -> None:
    """Create finds the value in its config; it is in neither plan nor state, even when the author returns it."""

    def create(self: Any, planned: Any, config: Any, private: Any, ctx: Any) -> Applied:
        assert config["password"] == "pass-word"
        assert planned["password"] is None
        return Applied({**planned, "id": "1", "password": config["password"]})

    thing_class.create = create
    response = terraform.call(
        "ApplyResourceChange",
        type_name="sample_thing",
        planned_state=encoded(PLANNED),
        config=encoded(thing(name="n", password="pass-word")),
    )
    assert "diagnostics" not in response
    assert terraform.value(response["new_state"])["password"] is None


# -- read


def test_gone_is_null(terraform: Terraform, thing_class: Any) -> None:
    """A read that finds nothing empties the state; its warning is shown."""

    def read(self: Any, state: Any, private: Any, ctx: Any) -> None:
        ctx.diagnostics.warning("It is gone")

    thing_class.read = read
    response = terraform.read(EXISTING)
    assert terraform.value(response["new_state"]) is None
    assert response["diagnostics"][0]["severity"] == 2


@pytest.mark.parametrize("fault", ["raise", "report", "misfit", "unknown"])
def test_a_failed_read_keeps_the_state(terraform: Terraform, thing_class: Any, fault: str) -> None:
    """State and private part stay as they were, and there is an error."""

    def read(self: Any, state: Any, private: Any, ctx: Any) -> Applied:
        if fault == "raise":
            raise TimeoutError("no answer")
        if fault == "report":
            ctx.diagnostics.error("No answer")
        return Applied({**state, "id": UNKNOWN} if fault == "unknown" else {"id": 3}, {"new": 1})

    thing_class.read = read
    response = terraform.read(EXISTING, b'{"k":1}')
    assert terraform.value(response["new_state"]) == EXISTING
    assert response["private"] == b'{"k":1}'
    assert response["diagnostics"][0]["severity"] == 1


# -- import, upgrade, move


def test_an_import_may_leave_attributes_out(terraform: Terraform, thing_class: Any) -> None:
    """What the author does not know is null until the read; the private part is kept."""
    thing_class.import_state = lambda self, id_, ctx: Applied(
        {"id": id_, "name": UNKNOWN}, {"imported": True}
    )
    (imported,) = terraform.call("ImportResourceState", type_name="sample_thing", id="7")[
        "imported_resources"
    ]
    assert imported["type_name"] == "sample_thing"
    assert terraform.value(imported["state"]) == thing(id="7")
    assert imported["private"] == b'{"imported":true}'


@pytest.mark.parametrize(
    ("request_", "text"),
    [({"id": "7"}, "cannot be imported"), ({}, "is imported by id")],
)
def test_an_import_that_cannot_be(terraform: Terraform, request_: dict[str, str], text: str) -> None:
    """A type without import says so, and an import by identity is told to use an id."""
    response = terraform.call("ImportResourceState", type_name="sample_thing", **request_)
    assert text in response["diagnostics"][0]["summary"]


def upgrade(terraform: Terraform, version: int, state: Any) -> dict[str, Any]:
    """UpgradeResourceState with a stored JSON state."""
    raw = {"json": state if isinstance(state, bytes) else json.dumps(state).encode()}
    return terraform.call("UpgradeResourceState", type_name="sample_thing", version=version, raw_state=raw)


def test_a_state_of_today_s_version_is_read_again(terraform: Terraform) -> None:
    """Attributes that the schema lost since are dropped, new ones are null, the author is not asked."""
    response = upgrade(terraform, 2, {"id": "1", "name": "n", "lost": [1], "count": 12345678901234567890123})
    assert terraform.value(response["upgraded_state"]) == thing(
        id="1", name="n", count=12345678901234567890123
    )


def test_an_old_state_is_upgraded_by_its_version(terraform: Terraform, thing_class: Any) -> None:
    """The author gets the old version and its JSON."""

    def upgrade_(self: Any, version: int, state: dict[str, Any], ctx: Any) -> dict[str, Any]:
        return {"id": state["key"], "name": f"from version {version}"}

    thing_class.upgrade = upgrade_
    response = upgrade(terraform, 1, {"key": "k"})
    assert terraform.value(response["upgraded_state"]) == thing(id="k", name="from version 1")


@pytest.mark.parametrize(
    ("version", "state", "text"),
    [(3, {}, "newer version"), (2, b"{", "cannot be read"), (2, {"name": 5}, "does not fit")],
)
def test_a_state_that_cannot_be_upgraded(terraform: Terraform, version: int, state: Any, text: str) -> None:
    """A newer version, broken JSON and a value of another type each say what is wrong."""
    assert text in upgrade(terraform, version, state)["diagnostics"][0]["summary"]


def test_a_state_of_terraform_0_11(terraform: Terraform) -> None:
    """Its flat format is refused with the way out."""
    raw = {"flatmap": {"id": "1"}}
    response = terraform.call("UpgradeResourceState", type_name="sample_thing", version=0, raw_state=raw)
    assert "0.12" in response["diagnostics"][0]["detail"]


def test_moving_from_another_type_is_refused(terraform: Terraform) -> None:
    """A clear diagnostic says what to do instead."""
    response = terraform.call(
        "MoveResourceState", source_type_name="other_thing", target_type_name="sample_thing"
    )
    assert "other_thing cannot be moved to sample_thing" in response["diagnostics"][0]["summary"]
    assert "import" in response["diagnostics"][0]["detail"]


# -- functions


def test_functions_are_described(terraform: Terraform) -> None:
    """Parameters, the variadic one, and the result's type."""
    join = terraform.call("GetFunctions")["functions"]["join"]
    assert join["parameters"][0]["name"] == "between"
    assert join["variadic_parameter"]["allow_null_value"]
    assert join["return"] == {"type": b'"string"'}


def test_a_function_s_result_and_error(terraform: Terraform) -> None:
    """Variadic arguments follow the others; an error names its argument."""

    def call(*words: Any) -> dict[str, Any]:
        return terraform.call(
            "CallFunction", name="join", arguments=[dynamic.encode(word, STRING) for word in words]
        )

    assert dynamic.decode(call("-", "a", "b")["result"], STRING) == "a-b"
    assert call("-", "a", None)["error"] == {"text": "a word is null", "function_argument": 2}
    assert "takes 1 arguments, not 0" in call()["error"]["text"]


def test_an_exception_in_a_function_is_its_error(terraform: Terraform) -> None:
    """A mistake in a function is told as its error."""
    sys.modules["sample_module"].Join.call = lambda self, arguments: 1 / 0
    response = terraform.call("CallFunction", name="join", arguments=[dynamic.encode("x", STRING)])
    assert "ZeroDivisionError" in response["error"]["text"]
