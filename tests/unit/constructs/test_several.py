"""The L3 for several user types and several apps: what is made once, what of each, and which addresses stay."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

import pytest

from oktaprofile.constructs import (
    DownstreamMapping,
    ImpactGates,
    OktaApp,
    RingCentralAttributeSync,
    SettingError,
)
from oktaprofile.constructs.framework import cdktf
from oktaprofile.constructs.integrations import INTEGRATIONS

APP = "0oa1a2b3c4d5e6f7g8h9"
OTHER = "0oa9h8g7f6e5d4c3b2a1"
DOWNSTREAM = {
    "ad": DownstreamMapping(app="0oadirectory", allow=["target-length"], apply_to_existing_users=True)
}


def new_stack() -> cdktf.TerraformStack:
    """An empty stack in an app of its own."""
    return cdktf.TerraformStack(cdktf.Testing.app(), "stack")


def of_type(document: dict[str, Any], kind: str, type_: str) -> dict[str | None, dict[str, Any]]:
    """user type -> its resource, of those that fill Okta."""
    return {
        one.get("user_type"): one
        for one in document[kind].get(type_, {}).values()
        if one.get("direction") != "to_app"
    }


def test_attributes_once_and_the_rest_for_each_type(stack: cdktf.TerraformStack, synthesize: Any) -> None:
    """Mapping, source, gates, readiness and downstream of each type; each mapping waits for its own gates."""
    sync = RingCentralAttributeSync(
        stack,
        "sync",
        app=APP,
        further_user_types=["contractor", "agent"],
        gates=ImpactGates(),
        downstream=DOWNSTREAM,
        allow=["target-length"],
    )
    document = synthesize(stack)
    assert len(document["resource"]["oktaprofile_app_user_properties"]) == 1
    types = {None, "contractor", "agent"}
    for kind, type_ in (
        ("resource", "oktaprofile_mapping"),
        ("resource", "oktaprofile_master_override"),
        ("data", "oktaprofile_mapping_impact"),
        ("data", "oktaprofile_sync_readiness"),
    ):
        assert set(of_type(document, kind, type_)) == types, type_
    mappings = document["resource"]["oktaprofile_mapping"].values()
    assert {one.get("user_type") for one in mappings if one["direction"] == "to_app"} == types
    assert {json.dumps(one["allow"]) for one in mappings} == {'["target-length"]'}
    at_once = {one["direction"] for one in mappings if one.get("apply_to_existing_users")}
    assert at_once == {"to_app"}
    for name, mapping in of_type(document, "resource", "oktaprofile_mapping").items():
        [condition] = [one["condition"] for one in mapping["lifecycle"]["precondition"]]
        impact = sync.user_types[name].impact
        assert impact is not None
        assert impact.friendly_unique_id in condition
    impacts = of_type(document, "data", "oktaprofile_mapping_impact").values()
    assert {json.dumps(one["allow"]) for one in impacts} == {'["target-length"]'}
    assert [one["downstream"][0]["allow"] for one in impacts] == [["target-length"]] * 3


def test_a_further_type_moves_no_address(synthesize: Any) -> None:
    """What one type had, it still has, to the letter: an upgrade and a new type destroy nothing. Order is no matter."""
    documents = []
    for further in ([], ["contractor"], ["agent", "contractor"], ["contractor", "agent"]):
        stack = new_stack()
        RingCentralAttributeSync(
            stack,
            "sync",
            app=APP,
            user_type="staff",
            further_user_types=further,
            readiness="precondition" if further else "check",
            downstream=DOWNSTREAM,
            gates=ImpactGates(),
        )
        documents.append(synthesize(stack)["resource"])
    for document in documents[1:]:
        for one in document["oktaprofile_app_user_properties"].values():
            del one["lifecycle"]  # the condition of readiness
    for before, after in pairwise(documents):
        for type_, resources in before.items():
            assert resources.items() <= after[type_].items()
    assert documents[2] == documents[3]


@pytest.mark.parametrize("readiness", ["check", "precondition"])
def test_readiness_of_several_types_is_one_assertion(
    stack: cdktf.TerraformStack, synthesize: Any, readiness: str
) -> None:
    """All must be ready, and what two say alike is said once; values are looked at once."""
    RingCentralAttributeSync(stack, "sync", app=APP, further_user_types=["contractor"], readiness=readiness)
    document = synthesize(stack)
    [attributes] = document["resource"]["oktaprofile_app_user_properties"].values()
    [assertion] = (
        next(iter(document["check"].values()))["assert"]
        if readiness == "check"
        else attributes["lifecycle"]["precondition"]
    )
    assert re.fullmatch(
        r"\$\{(data\.oktaprofile_sync_readiness\.\w+\.ready)( && data\.\w+\.[\w-]+\.ready)\}",
        assertion["condition"],
    )
    assert "distinct(concat([for c in data." in assertion["error_message"]
    asked = of_type(document, "data", "oktaprofile_sync_readiness")
    assert "attributes" not in asked["contractor"]


def test_outputs_of_several_types(stack: cdktf.TerraformStack, synthesize: Any) -> None:
    """One output has what destroy puts back for all; ids by user type."""
    RingCentralAttributeSync(stack, "sync", app=APP, further_user_types=["contractor"])
    outputs = synthesize(stack)["output"]
    assert set(outputs) == {"sync_app_id", "sync_mapping_id", "sync_mapping_ids", "sync_restores"}
    assert set(outputs["sync_mapping_ids"]["value"]) == {"default", "contractor"}
    assert set(outputs["sync_restores"]["value"]["user_types"]["contractor"]) == {"mapping", "source"}


def test_nothing_of_it_may_be_destroyed(stack: cdktf.TerraformStack, synthesize: Any) -> None:
    """prevent_destroy is on every resource, beside conditions and alone."""
    RingCentralAttributeSync(
        stack,
        "sync",
        app=APP,
        prevent_destroy=True,
        gates=ImpactGates(),
        further_user_types=["contractor"],
        downstream=DOWNSTREAM,
    )
    resources = [one for type_ in synthesize(stack)["resource"].values() for one in dict(type_).values()]
    assert len(resources) == 7
    assert all(one["lifecycle"]["prevent_destroy"] is True for one in resources)


def test_two_instances_of_one_app(stack: cdktf.TerraformStack, synthesize: Any) -> None:
    """One override names both, in order and by their mappings; the gates of both reckon with it."""
    order = [APP, OktaApp.by_label("RingCentral EMEA")]
    emea = RingCentralAttributeSync(
        stack, "emea", app=order[1], override="none", sources=order, gates=ImpactGates(), readiness="none"
    )
    RingCentralAttributeSync(stack, "us", app=APP, sources=[APP, emea], gates=ImpactGates(), readiness="none")
    document = synthesize(stack)
    [override] = document["resource"]["oktaprofile_master_override"].values()
    names = dict(reversed(name.split("_mapping_")) for name in document["resource"]["oktaprofile_mapping"])
    assert override["sources"] == [
        f"${{oktaprofile_mapping.{name}_mapping_{hash_}.app_id}}"
        for name in ("us", "emea")
        for hash_, owner in names.items()
        if owner == name
    ]
    [other] = document["data"]["oktaprofile_app"]
    found = f"${{data.oktaprofile_app.{other}.id}}"
    for impact in document["data"]["oktaprofile_mapping_impact"].values():
        assert impact["overrides"] == ["primaryPhone"]
        assert impact["override_sources"] == [APP, found]


@pytest.mark.parametrize(
    ("settings", "setting", "words"),
    [
        ({"further_user_types": "contractor"}, "further_user_types", "give a list"),
        ({"further_user_types": ["a", "a"]}, "further_user_types", "names 'a' twice"),
        ({"further_user_types": ["default"]}, "further_user_types", "names 'default' twice"),
        ({"user_type": "a", "further_user_types": ["a"]}, "further_user_types", "names 'a' twice"),
        ({"further_user_types": [""]}, "further_user_types", "has '' for a user type"),
        ({"further_user_types": ["${var.x}"]}, "further_user_types", "only Terraform knows"),
        ({"sources": [OTHER]}, "sources", "lacks this sync's own app"),
        ({"sources": [APP, APP]}, "sources", "twice"),
        ({"sources": APP}, "sources", "give a list of apps"),
        ({"sources": [APP, "RingCentral"]}, "sources[1]", "OktaApp.by_label"),
    ],
)
def test_what_no_org_would_take(
    stack: cdktf.TerraformStack, settings: dict[str, Any], setting: str, words: str
) -> None:
    """Said when the construct is made."""
    with pytest.raises(SettingError, match=re.escape(words)) as caught:
        RingCentralAttributeSync(stack, "sync", **{"app": APP, **settings})
    assert caught.value.setting == setting


def test_siblings_of_ringcentral(stack: cdktf.TerraformStack, synthesize: Any) -> None:
    """Each is chosen by its own label, and what is assumed of it is a field of it."""
    for number, sibling in enumerate(INTEGRATIONS):
        RingCentralAttributeSync(
            stack, f"sync{number}", app=sibling.app(uat=bool(number)), attributes=sibling.attributes
        )
        assert sibling.assumed <= set(vars(sibling))
    labels = {one["label"] for one in synthesize(stack)["data"]["oktaprofile_app"].values()}
    assert labels == {"RingCentral", "RingCentral Office@Hand for AT&T UAT", "TELUS Business Connect UAT"}
