"""The L2s, for any app."""

from __future__ import annotations

import re
from typing import Any

import pytest

from oktaprofile.constructs import (
    AppProfileAttributes,
    MappedAttribute,
    ProfileAttribute,
    ProfileMapping,
    ProfileMasterOverride,
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
    ],
)
def test_wrong_setting_is_named_with_its_construct(
    stack: cdktf.TerraformStack, make: Any, words: str
) -> None:
    """`ProfileMapping 'x': properties is {}…`"""
    with pytest.raises(SettingError, match=r"^\w+ 'x': " + re.escape(words)):
        make(stack)
