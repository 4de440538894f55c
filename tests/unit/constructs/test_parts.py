"""The L2s, for any app."""

from __future__ import annotations

import re
from typing import Any

import pytest

from oktaprofile.constructs import (
    AppProfileAttributes,
    ImpactGates,
    MappedAttribute,
    MappingImpact,
    OktaApp,
    ProfileAttribute,
    ProfileMapping,
    ProfileMasterOverride,
    RingCentralAttributeSync,
    SettingError,
)
from oktaprofile.constructs.framework import cdktf

APP = "0oa1a2b3c4d5e6f7g8h9"


def test_attributes_from_titles_names_and_definitions(stack: cdktf.TerraformStack, synthesize: Any) -> None:
    """A text is a title, None makes one of the name, a definition goes through whole."""
    AppProfileAttributes(
        stack,
        "attributes",
        app_id=APP,
        attributes={
            "directNumber": None,
            "cost_centre": None,
            "extension": "Extension",
            "site": ProfileAttribute(title=" Site ", enum=["A", "B"], required=False),
        },
    )
    assert synthesize(stack)["resource"]["oktaprofile_app_user_properties"]["attributes"]["properties"] == {
        "directNumber": {"title": "Direct Number"},
        "cost_centre": {"title": "Cost centre"},
        "extension": {"title": "Extension"},
        "site": {"title": "Site", "enum": ["A", "B"], "required": False},
    }


def test_sources_take_mappings_and_ids_in_order(stack: cdktf.TerraformStack, synthesize: Any) -> None:
    """A mapping stands for its app and orders the resources; an id stands for itself."""
    mapping = ProfileMapping(stack, "mapping", app_id=APP, properties={"primaryPhone": "appuser.phone"})
    ProfileMasterOverride(stack, "source", property="primaryPhone", sources=[mapping, "0oaOTHER"])
    assert synthesize(stack)["resource"]["oktaprofile_master_override"]["source"]["sources"] == [
        "${oktaprofile_mapping.mapping.app_id}",
        "0oaOTHER",
    ]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda s: AppProfileAttributes(s, "x", app_id="", attributes={"a": None}), "app_id is ''"),
        (lambda s: AppProfileAttributes(s, "x", app_id=APP, attributes={}), "attributes is {}"),
        (lambda s: ProfileMapping(s, "x", app_id=APP, properties={}), "properties is {}"),
        (
            lambda s: ProfileMapping(s, "x", app_id=APP, properties={"a": ""}),
            "properties['a'].expression is ''",
        ),
        (
            lambda s: ProfileMapping(s, "x", app_id=APP, properties={"a": "user.b"}, direction="to_ad"),
            "direction is 'to_ad'; allowed: to_okta, to_app",
        ),
        (
            lambda s: ProfileMapping(
                s, "x", app_id=APP, properties={"a": MappedAttribute(expression="b", push_status="ALWAYS")}
            ),
            "properties['a'].push_status is 'ALWAYS'",
        ),
        (lambda s: ProfileMasterOverride(s, "x", property="a", sources=[]), "sources is []"),
        (lambda s: ProfileMasterOverride(s, "x", property="a", sources=APP), f"sources is '{APP}'"),
        (
            lambda s: ProfileMasterOverride(s, "x", property="a", sources=[APP, APP]),
            f"sources names '{APP}' twice",
        ),
        (lambda s: ProfileMasterOverride(s, "x", property="a", sources=[APP, " "]), "sources[1] is ' '"),
        (
            lambda s: ProfileMasterOverride(s, "x", property="a", sources=[APP], mode="force"),
            "mode is 'force'; allowed: manage, verify",
        ),
        (
            lambda s: ProfileMasterOverride(s, "x", property="a", sources=None),
            "sources is None; give a list",
        ),
        (
            lambda s: ProfileMasterOverride(s, "x", property="a", sources=[OktaApp.by_label("RC")]),
            "sources[0] is OktaApp(",
        ),
        (
            lambda s: ProfileMapping(s, "x", app_id=APP, properties=["a"]),
            "properties is ['a']; give a dict of at least one attribute",
        ),
        (lambda s: ProfileMapping(s, "x", app_id=APP, properties={"a": 5}), "properties['a'] is 5; give an"),
        (
            lambda s: ProfileMapping(s, "x", app_id=APP, properties={"a": {"expression": "user.b"}}),
            "properties['a'] is {'expression': 'user.b'}; give an expression",
        ),
        (
            lambda s: ProfileMapping(s, "x", app_id=APP, properties={"a": "user.b"}, allow="syntax"),
            "allow is 'syntax'; give a list of texts",
        ),
        (
            lambda s: ProfileMapping(s, "x", app_id=APP, properties={"a": "b"}, apply_to_existing_users="no"),
            "apply_to_existing_users is 'no'; give True or False",
        ),
        (
            lambda s: AppProfileAttributes(s, "x", app_id=APP, attributes={"a": {"title": "A"}}),
            "attributes['a'] is {'title': 'A'}; give a title, ProfileAttribute",
        ),
        (
            lambda s: AppProfileAttributes(s, "x", app_id=APP, attributes={"a": ProfileAttribute(title=5)}),
            "attributes['a'].title is 5; give a text",
        ),
        (
            lambda s: AppProfileAttributes(s, "x", app_id=APP, attributes={"a": None}, adopt_existing="no"),
            "adopt_existing is 'no'; give True or False",
        ),
        (
            lambda s: RingCentralAttributeSync(s, "x", app=APP, downstream=["ad"]),
            "downstream is ['ad']; give a dict of DownstreamMapping",
        ),
        (
            lambda s: RingCentralAttributeSync(s, "x", app=APP, downstream={"ad": OktaApp.by_label("AD")}),
            "downstream has OktaApp(",
        ),
        (
            lambda s: RingCentralAttributeSync(s, "x", app=APP, prevent_destroy="no"),
            "prevent_destroy is 'no'; give True or False",
        ),
        (lambda s: RingCentralAttributeSync(s, "x", app=APP, outputs="no"), "outputs is 'no'; give True or"),
    ],
)
def test_wrong_setting_is_named_with_its_construct(
    stack: cdktf.TerraformStack, make: Any, words: str
) -> None:
    """`ProfileMapping 'x': properties is {}…`"""
    with pytest.raises(SettingError, match=r"^\w+ 'x': " + re.escape(words)):
        make(stack)


def test_numbers_that_only_terraform_knows_pass_every_rule(
    stack: cdktf.TerraformStack, synthesize: Any
) -> None:
    """The framework hands them on as floats, far below any setting."""
    limit = cdktf.TerraformVariable(stack, "limit", type="number").number_value
    gates = ImpactGates(max_blanked=limit, max_changed_percent=limit)
    MappingImpact(stack, "x", gates=gates, app_id=APP, expressions={"a": "appuser.b"})
    found = synthesize(stack)["data"]["oktaprofile_mapping_impact"]["x"]["gates"]
    assert found["max_blanked"] == found["max_changed_percent"] == "${var.limit}"
