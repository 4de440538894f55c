"""The L3: its minimal definition, its switches, and what it refuses."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import pytest

from oktaprofile.constructs import (
    DIRECT_AND_EXTENSION,
    E164,
    E164_SPACED,
    HASH,
    SEED_EXPRESSION,
    DownstreamMapping,
    ImpactGates,
    MappedAttribute,
    OktaApp,
    OktaprofileProvider,
    ProfileAttribute,
    RingCentralAttributeSync,
    SettingError,
)
from oktaprofile.constructs.framework import cdktf
from oktaprofile.expression import check, compile_expression

SNAPSHOT = Path(__file__).parent / "snapshots" / "minimal.json"
APP = "0oa1a2b3c4d5e6f7g8h9"


def one(document: dict[str, Any], kind: str, type_: str) -> dict[str, Any]:
    """The only resource or data source of a type."""
    [found] = document[kind][type_].values()
    return dict(found)


def test_minimal_definition_is_a_contract(stack: cdktf.TerraformStack, synthesize: Any) -> None:
    """Terraform's addresses are made of construct ids: another id would destroy and create what people have.

    A wanted change is written by deleting the snapshot and running the test twice.
    """
    OktaprofileProvider(stack, "okta")
    RingCentralAttributeSync(stack, "sync", app=OktaApp.by_label("RingCentral"))
    text = json.dumps(synthesize(stack), indent=2, sort_keys=True) + "\n"
    if not SNAPSHOT.exists():
        SNAPSHOT.write_text(text)
        pytest.fail("the snapshot was missing and has been written")
    assert text == SNAPSHOT.read_text()


def test_seed_expression_is_the_seeds() -> None:
    """To the letter."""
    assert SEED_EXPRESSION == (
        '(appuser.directNumber != null ? appuser.directNumber : "") + "#" + appuser.extensionNumber'
    )


@pytest.mark.parametrize(
    ("direct", "extension", "expected"),
    [
        ("+15550100", "101", "+15550100#101"),
        ("+15550100", None, "+15550100"),
        (None, "101", "#101"),
        (None, None, ""),
        ("+15550100", "", "+15550100"),
        ("", "101", "#101"),
        ("", "", ""),
    ],
)
def test_default_expression_guards_both(direct: str | None, extension: str | None, expected: str) -> None:
    """No person's number ever reads `null`, and nobody gets a lone `#`."""
    context = {"appuser": {"directNumber": direct, "extensionNumber": extension}}
    assert compile_expression(DIRECT_AND_EXTENSION).evaluate(context).value == expected


def test_what_check_offers_for_the_help_pages_expression_is_the_default() -> None:
    """The correction of the seed is the format HASH, to the letter."""
    [finding] = check(SEED_EXPRESSION, direction="to_okta")
    assert finding.fix == DIRECT_AND_EXTENSION == HASH.expression


def test_number_and_extension_in_two_attributes(stack: cdktf.TerraformStack, synthesize: Any) -> None:
    """Both are mapped, become RingCentral's and count in the gates; the format is E164 unless another is given."""
    sync = RingCentralAttributeSync(
        stack,
        "sync",
        app=APP,
        extension_target="extension",
        gates=ImpactGates(max_blanked=1),
        push_status="PUSH",
    )
    document = synthesize(stack)
    expected = {"primaryPhone": E164.expression, "extension": E164.extension_expression}
    mapping = one(document, "resource", "oktaprofile_mapping")
    assert mapping["properties"] == {
        name: {"expression": text, "push_status": "PUSH"} for name, text in expected.items()
    }
    overrides = document["resource"]["oktaprofile_master_override"].values()
    assert {override["property"] for override in overrides} == {"primaryPhone", "extension"}
    impact = one(document, "data", "oktaprofile_mapping_impact")
    assert (impact["expressions"], impact["overrides"]) == (expected, ["primaryPhone", "extension"])
    assert "extension_source" in json.dumps(document["output"])
    assert sync.extension_source is not None


def test_a_format_is_the_expression(stack: cdktf.TerraformStack, synthesize: Any) -> None:
    """Whatever its methods made of it."""
    wanted = E164_SPACED.for_calling_codes("1", "44").with_plus().reading(direct_number="deskNumber")
    RingCentralAttributeSync(stack, "sync", app=APP, number_format=wanted, override="none")
    document = synthesize(stack)
    assert one(document, "resource", "oktaprofile_mapping")["properties"] == {
        "primaryPhone": {"expression": wanted.expression}
    }
    assert "appuser.deskNumber" in wanted.expression


@pytest.mark.parametrize(
    ("settings", "setting", "problem"),
    [
        ({"number_format": HASH, "expression": "appuser.x"}, "expression", "number_format HASH"),
        ({"number_format": "HASH"}, "number_format", "number_formats, such as E164"),
        ({"extension_target": "primaryPhone"}, "extension_target", "is the target"),
        ({"extension_target": "1st"}, "extension_target", "name"),
        ({"expression": " "}, "expression", "not empty"),
    ],
)
def test_formats_that_contradict_each_other(
    stack: cdktf.TerraformStack, settings: dict[str, Any], setting: str, problem: str
) -> None:
    """Said when the construct is made, by the setting's name."""
    with pytest.raises(SettingError, match=problem) as caught:
        RingCentralAttributeSync(stack, "sync", app=APP, **settings)
    assert caught.value.setting == setting


def test_order_holds_by_references(stack: cdktf.TerraformStack, synthesize: Any) -> None:
    """attributes <- mapping <- source: each takes the app's id from the one before, nothing says depends_on."""
    RingCentralAttributeSync(stack, "sync", app=APP, readiness="none")
    document = synthesize(stack)
    [attributes] = document["resource"]["oktaprofile_app_user_properties"]
    [mapping] = document["resource"]["oktaprofile_mapping"]
    assert one(document, "resource", "oktaprofile_mapping")["app_id"] == (
        f"${{oktaprofile_app_user_properties.{attributes}.app_id}}"
    )
    assert one(document, "resource", "oktaprofile_master_override")["sources"] == [
        f"${{oktaprofile_mapping.{mapping}.app_id}}"
    ]
    assert "depends_on" not in json.dumps(document)


def test_app_by_id_needs_no_look_up(stack: cdktf.TerraformStack, synthesize: Any) -> None:
    """An id goes where it belongs, without a data source."""
    RingCentralAttributeSync(stack, "sync", app=APP, readiness="none")
    document = synthesize(stack)
    assert "data" not in document
    assert one(document, "resource", "oktaprofile_app_user_properties")["app_id"] == APP


def test_every_setting_arrives(stack: cdktf.TerraformStack, synthesize: Any) -> None:
    """Nothing given is dropped on the way to Terraform."""
    RingCentralAttributeSync(
        stack,
        "sync",
        app=APP,
        attributes={"direct": ProfileAttribute(title="Direct", external_name="directNumber", max_length=20)},
        expression=SEED_EXPRESSION,
        target="deskPhone",
        push_status="PUSH",
        user_type="contractor",
        override="verify",
        downstream={"ad": DownstreamMapping(app=OktaApp.by_name("active_directory"))},
        adopt_existing=True,
        outputs=False,
    )
    document = synthesize(stack)
    assert one(document, "resource", "oktaprofile_app_user_properties") == {
        "app_id": APP,
        "properties": {"direct": {"title": "Direct", "external_name": "directNumber", "max_length": 20}},
        "adopt_existing": True,
    }
    mappings = document["resource"]["oktaprofile_mapping"].values()
    to_okta, to_app = sorted(mappings, key=lambda mapping: mapping["direction"], reverse=True)
    assert to_okta["properties"] == {"deskPhone": {"expression": SEED_EXPRESSION, "push_status": "PUSH"}}
    assert to_app["properties"] == {"telephoneNumber": {"expression": "user.deskPhone"}}
    assert to_okta["user_type"] == to_app["user_type"] == "contractor"
    source = one(document, "resource", "oktaprofile_master_override")
    assert (source["property"], source["mode"], source["user_type"]) == ("deskPhone", "verify", "contractor")
    readiness = one(document, "data", "oktaprofile_sync_readiness")
    assert (readiness["property"], readiness["attributes"]) == ("deskPhone", ["direct"])
    assert one(document, "data", "oktaprofile_app") == {"name": "active_directory"}
    assert "output" not in document


def test_downstream_takes_its_own_properties(stack: cdktf.TerraformStack, synthesize: Any) -> None:
    """Any attribute, any expression."""
    wanted = {"mobile": MappedAttribute(expression="user.mobilePhone", push_status="DONT_PUSH")}
    RingCentralAttributeSync(
        stack, "sync", app=APP, downstream={"ad": DownstreamMapping(app=APP[:-1] + "0", properties=wanted)}
    )
    mappings = synthesize(stack)["resource"]["oktaprofile_mapping"].values()
    assert {"mobile": {"expression": "user.mobilePhone", "push_status": "DONT_PUSH"}} in [
        mapping["properties"] for mapping in mappings
    ]


def test_readiness_check_warns_after_the_attributes_exist(
    stack: cdktf.TerraformStack, synthesize: Any
) -> None:
    """Read before, it could only say that they are missing."""
    RingCentralAttributeSync(stack, "sync", app=APP)
    document = synthesize(stack)
    [address] = document["data"]["oktaprofile_sync_readiness"]
    [attributes] = document["resource"]["oktaprofile_app_user_properties"]
    assert one(document, "data", "oktaprofile_sync_readiness")["depends_on"] == [
        f"oktaprofile_app_user_properties.{attributes}"
    ]
    [check] = document["check"].values()
    assert check["assert"][0]["condition"] == f"${{data.oktaprofile_sync_readiness.{address}.ready}}"


def test_readiness_precondition_stands_before_the_first_write(
    stack: cdktf.TerraformStack, synthesize: Any
) -> None:
    """It asks for nothing that only the apply makes, or no first apply would ever pass."""
    RingCentralAttributeSync(stack, "sync", app=APP, readiness="precondition")
    document = synthesize(stack)
    assert "check" not in document
    readiness = one(document, "data", "oktaprofile_sync_readiness")
    assert "attributes" not in readiness
    assert "depends_on" not in readiness
    lifecycle = one(document, "resource", "oktaprofile_app_user_properties")["lifecycle"]
    assert len(lifecycle["precondition"]) == 1


def test_precondition_moves_to_the_mapping_without_attributes(
    stack: cdktf.TerraformStack, synthesize: Any
) -> None:
    """Attributes that somebody else owns: the mapping is the first write then."""
    RingCentralAttributeSync(stack, "sync", app=APP, attributes={}, readiness="precondition")
    document = synthesize(stack)
    assert "oktaprofile_app_user_properties" not in document["resource"]
    assert "precondition" in one(document, "resource", "oktaprofile_mapping")["lifecycle"]


def test_gates_stand_before_the_mapping_and_look_at_plan(
    stack: cdktf.TerraformStack, synthesize: Any
) -> None:
    """The data source refers to no resource, so Terraform reads it while planning; the mapping waits for it, the
    attributes do not: they may be applied first, to have values to judge."""
    gates = ImpactGates(max_blanked=3, max_changed_percent=12.5, profile_source_order=["Workday"])
    downstream = {
        "ad": DownstreamMapping(
            app=OktaApp.by_label("AD"),
            properties={
                "telephoneNumber": "user.primaryPhone",
                "pager": MappedAttribute(expression="user.primaryPhone", push_status="DONT_PUSH"),
            },
        )
    }
    sync = RingCentralAttributeSync(
        stack, "sync", app=APP, gates=gates, downstream=downstream, push_status="PUSH", user_type="contractor"
    )
    document = synthesize(stack)
    assert sync.impact is not None
    [ad] = document["data"]["oktaprofile_app"]
    assert one(document, "data", "oktaprofile_mapping_impact") == {
        "app_id": APP,
        "expressions": {"primaryPhone": DIRECT_AND_EXTENSION},
        "push_status": "PUSH",
        "user_type": "contractor",
        "overrides": ["primaryPhone"],
        "new_attributes": ["directNumber", "extensionNumber"],
        "downstream": [
            {
                "app_id": f"${{data.oktaprofile_app.{ad}.id}}",
                "expressions": {"telephoneNumber": "user.primaryPhone"},
            },
            {
                "app_id": f"${{data.oktaprofile_app.{ad}.id}}",
                "expressions": {"pager": "user.primaryPhone"},
                "push_status": "DONT_PUSH",
            },
        ],
        "profile_source_order": ["Workday"],
        "gates": {"max_blanked": 3, "max_literal_null": 0, "max_changed_percent": 12.5},
    }
    [address] = document["data"]["oktaprofile_mapping_impact"]
    mappings = document["resource"]["oktaprofile_mapping"].values()
    [lifecycle] = [mapping["lifecycle"] for mapping in mappings if "lifecycle" in mapping]
    assert [one["condition"] for one in lifecycle["precondition"]] == [
        f"${{data.oktaprofile_mapping_impact.{address}.clear}}"
    ]
    assert "lifecycle" not in one(document, "resource", "oktaprofile_app_user_properties")


def test_gates_as_a_check_and_beside_readiness(stack: cdktf.TerraformStack, synthesize: Any) -> None:
    """A check stands in nobody's way; two preconditions share a mapping where there are no attributes."""
    RingCentralAttributeSync(stack, "one", app=APP, gates=ImpactGates(mode="check"), override="verify")
    RingCentralAttributeSync(
        stack,
        "two",
        app=APP,
        attributes={},
        gates=ImpactGates(),
        readiness="precondition",
        target="mobilePhone",
    )
    document = synthesize(stack)
    assert len(document["check"]) == 2
    first, second = document["data"]["oktaprofile_mapping_impact"].values()
    assert "overrides" not in first
    assert "new_attributes" not in second
    preconditions = [
        len(mapping.get("lifecycle", {}).get("precondition", ()))
        for mapping in document["resource"]["oktaprofile_mapping"].values()
    ]
    assert preconditions == [0, 2]


def test_preconditions_are_blocks_in_hcl(
    stack: cdktf.TerraformStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """cdktf prints them as a list, which Terraform refuses."""
    monkeypatch.setenv("SYNTH_HCL_OUTPUT", "true")
    RingCentralAttributeSync(
        stack, "sync", app=APP, attributes={}, gates=ImpactGates(), readiness="precondition"
    )
    text = cdktf.Testing.synth_hcl(stack)
    assert text.count("precondition {") == 2
    assert "precondition =" not in text
    assert re.search(
        r"lifecycle \{\s*precondition \{\s*condition = \"\$\{data\.oktaprofile_mapping_impact", text
    )


def test_files_of_the_gates_are_found_from_the_stacks_folder(
    stack: cdktf.TerraformStack, synthesize: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Terraform runs elsewhere, so relative paths are made absolute; a token stays as it is."""
    monkeypatch.chdir(tmp_path)
    variable = cdktf.TerraformVariable(stack, "values", type="string")
    gates = ImpactGates(
        snapshot="org.jsonl", values=variable.string_value, require_fresh_snapshot="1.5 h", max_errors=0
    )
    RingCentralAttributeSync(stack, "sync", app=APP, gates=gates)
    impact = one(synthesize(stack), "data", "oktaprofile_mapping_impact")
    assert (impact["snapshot"], impact["values"]) == (str(tmp_path / "org.jsonl"), "${var.values}")


def test_override_none_leaves_the_source_alone(stack: cdktf.TerraformStack, synthesize: Any) -> None:
    """For orgs without attribute-level mastering."""
    sync = RingCentralAttributeSync(stack, "sync", app=APP, override="none")
    assert sync.source is None
    assert "oktaprofile_master_override" not in synthesize(stack)["resource"]


@pytest.mark.parametrize(
    ("settings", "setting", "words"),
    [
        ({"app": ""}, "app", "selects an app by an empty text"),
        ({"app": "RingCentral"}, "app", "OktaApp.by_label('RingCentral')"),
        ({"app": OktaApp(id=APP, label="RingCentral")}, "app", "by 2 things"),
        ({"app": OktaApp()}, "app", "by 0 things"),
        ({"app": 7}, "app", "is 7; give an app's id"),
        ({"expression": " "}, "expression", "give a text that is not empty"),
        ({"target": "primary phone"}, "target", "has 'primary phone' for a name"),
        ({"user_type": ""}, "user_type", "give a text that is not empty"),
        ({"override": "yes"}, "override", "is 'yes'; allowed: manage, verify, none"),
        ({"readiness": True}, "readiness", "is True; allowed: check, precondition, none"),
        ({"push_status": "push"}, "properties['primaryPhone'].push_status", "allowed: auto, PUSH, DONT_PUSH"),
        ({"attributes": {"1st": None}}, "attributes", "has '1st' for a name"),
        ({"attributes": {"ext": None, "EXT": None}}, "attributes", "'ext' and 'EXT', which are one name"),
        ({"attributes": {"ext": ""}}, "attributes['ext'].title", "give a text that is not empty"),
        (
            {"attributes": {"ext": ProfileAttribute(title="Ext", type="text")}},
            "attributes['ext'].type",
            "is 'text'; allowed: string",
        ),
        ({"gates": {"max_blanked": 0}}, "gates", "give ImpactGates(…)"),
        ({"gates": ImpactGates(max_blanked=-1)}, "gates.max_blanked", "is -1; give a number of people"),
        ({"gates": ImpactGates(max_literal_null=None)}, "gates.max_literal_null", "is None; give a number"),
        ({"gates": ImpactGates(max_errors=True)}, "gates.max_errors", "is True; give a number of people"),
        ({"gates": ImpactGates(max_undetermined=0.5)}, "gates.max_undetermined", "is 0.5; give a number"),
        ({"gates": ImpactGates(max_changed_percent=101)}, "gates.max_changed_percent", "0 to 100"),
        ({"gates": ImpactGates(max_changed_percent=math.nan)}, "gates.max_changed_percent", "0 to 100"),
        (
            {"gates": ImpactGates(snapshot="x", require_fresh_snapshot="a day")},
            "gates.require_fresh_snapshot",
            "such as 24h",
        ),
        (
            {"gates": ImpactGates(require_fresh_snapshot="24h")},
            "gates.require_fresh_snapshot",
            "there is no snapshot",
        ),
        ({"gates": ImpactGates(mode="warn")}, "gates.mode", "allowed: precondition, check"),
        ({"gates": ImpactGates(values=" ")}, "gates.values", "give a text that is not empty"),
        (
            {"gates": ImpactGates(profile_source_order="Workday")},
            "gates.profile_source_order",
            "give a list of app labels or ids",
        ),
        ({"downstream": {"ad": DownstreamMapping(app="AD")}}, "downstream['ad'].app", "no app id"),
        ({"downstream": {"ad": DownstreamMapping(app=APP, properties={})}}, "properties", "at least one"),
    ],
)
def test_wrong_setting_fails_at_construction_with_its_name(
    stack: cdktf.TerraformStack, settings: dict[str, Any], setting: str, words: str
) -> None:
    """Not at synth, where jsii loses the traceback, and not at plan."""
    with pytest.raises(SettingError, match=re.escape(words)) as caught:
        RingCentralAttributeSync(stack, "sync", **{"app": APP, **settings})
    assert caught.value.setting == setting


def test_tokens_pass_every_rule(stack: cdktf.TerraformStack, synthesize: Any) -> None:
    """A value that Terraform knows only later is Terraform's to check."""
    variable = cdktf.TerraformVariable(stack, "app_id", type="string")
    RingCentralAttributeSync(stack, "sync", app=variable.string_value, target=variable.string_value)
    assert one(synthesize(stack), "resource", "oktaprofile_app_user_properties")["app_id"] == "${var.app_id}"


def test_two_syncs_live_in_one_stack(stack: cdktf.TerraformStack, synthesize: Any) -> None:
    """Their outputs and addresses are told apart by the construct id."""
    RingCentralAttributeSync(stack, "one", app=APP)
    RingCentralAttributeSync(stack, "two", app=APP, target="mobilePhone", attributes={})
    document = synthesize(stack)
    assert {"one_app_id", "two_app_id"} <= set(document["output"])
    assert len(document["check"]) == 2
