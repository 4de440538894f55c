"""Fragments of several changes become one body, and disagreement is found before anything is sent."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oktaprofile.okta.errors import Conflict
from oktaprofile.okta.fragments import (
    MAPPING_LEAF_DEPTH,
    SCHEMA_LEAF_DEPTH,
    completed,
    custom_properties,
    equal,
    mapping_properties,
    merge,
    section_properties,
)

scalars = st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["", "x"])
json_values = (
    scalars | st.lists(scalars, max_size=2) | st.dictionaries(st.sampled_from("kl"), scalars, max_size=2)
)
attributes = st.dictionaries(
    st.sampled_from(["title", "type", "master", "enum"]), json_values, min_size=1, max_size=3
)
properties = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.none() | attributes, max_size=3)


def test_custom_and_base_properties_have_okta_s_envelope():
    """`id` and `type` of the definition are part of every recorded body."""
    assert custom_properties({"a": None}) == {
        "definitions": {"custom": {"id": "#custom", "type": "object", "properties": {"a": None}}}
    }
    assert section_properties("base", {"b": {"title": "B"}})["definitions"]["base"]["id"] == "#base"


def test_custom_and_base_fragments_go_into_one_body():
    """A schema POST may name both definitions."""
    body = {}
    merge(body, custom_properties({"a": {"title": "A"}}), SCHEMA_LEAF_DEPTH)
    merge(body, section_properties("base", {"b": {"master": {"type": "OKTA"}}}), SCHEMA_LEAF_DEPTH)
    assert list(body["definitions"]) == ["custom", "base"]


def test_what_a_write_leaves_out_of_a_property_is_sent_along():
    """Whether Okta drops it otherwise is published nowhere. Sources, new and removed properties stay as they were; null
    still clears; the document that is shared is not changed."""
    now = custom_properties(
        {
            "a": {"title": "A", "description": "d", "maxLength": 5, "minimum": 1, "master": {"type": "OKTA"}},
            "b": {"title": "B", "enum": ["x"], "pattern": "x"},
            "c": {"title": "C", "description": "c"},
        }
    )
    before = copy.deepcopy(now)
    sent = {"a": {"title": "New"}, "b": {"pattern": None}, "c": None, "d": {"title": "D"}}
    assert completed(custom_properties(sent), now) == custom_properties(
        {
            "a": {"description": "d", "maxLength": 5, "minimum": 1, "title": "New"},
            "b": {"enum": ["x"], "pattern": None},
            "c": None,
            "d": {"title": "D"},
        }
    )
    assert now == before
    mapping = mapping_properties({"a": None})
    assert completed(mapping, {"properties": {"a": {"expression": "x"}}}) == mapping


def test_a_schema_attribute_is_one_value():
    """Inside an attribute nothing is merged: `master` is either this or that."""
    body = {}
    merge(body, custom_properties({"a": {"master": {"type": "OKTA"}}}), SCHEMA_LEAF_DEPTH)
    with pytest.raises(Conflict, match=r"definitions\.custom\.properties\.a\.master"):
        merge(
            body,
            custom_properties({"a": {"master": {"type": "OVERRIDE", "priority": []}}}),
            SCHEMA_LEAF_DEPTH,
        )


def test_a_mapping_target_is_one_value():
    """Expression and push status belong together."""
    body = {}
    merge(body, mapping_properties({"email": {"expression": "a", "pushStatus": "PUSH"}}), MAPPING_LEAF_DEPTH)
    merge(body, mapping_properties({"login": None}), MAPPING_LEAF_DEPTH)
    with pytest.raises(Conflict, match=r"properties\.email"):
        merge(
            body, mapping_properties({"email": {"expression": "b", "pushStatus": "PUSH"}}), MAPPING_LEAF_DEPTH
        )
    assert list(body["properties"]) == ["email", "login"]


@pytest.mark.parametrize("first", [None, {"title": "A"}])
def test_removing_and_keeping_one_property_is_a_conflict(first):
    """In either order."""
    second = {"title": "A"} if first is None else None
    body = {}
    merge(body, custom_properties({"a": first}), SCHEMA_LEAF_DEPTH)
    with pytest.raises(Conflict):
        merge(body, custom_properties({"a": second}), SCHEMA_LEAF_DEPTH)


def test_agreeing_changes_share_a_value():
    """Two changes that send the same are no conflict."""
    body = {}
    for _ in range(2):
        merge(body, custom_properties({"a": {"enum": [1, "x", None]}}), SCHEMA_LEAF_DEPTH)
    assert body == custom_properties({"a": {"enum": [1, "x", None]}})


@given(properties, properties)
def test_a_conflict_leaves_the_body_as_it_was(first, second):
    """Wholly or not at all."""
    body: dict = {}
    merge(body, custom_properties(first), SCHEMA_LEAF_DEPTH)
    before = copy.deepcopy(body)
    try:
        merge(body, custom_properties(second), SCHEMA_LEAF_DEPTH)
    except Conflict:
        assert body == before


@given(properties, properties)
def test_a_merged_body_holds_every_value_of_both(first, second):
    """Nothing of either change is missing from the body, and nothing else is in it."""
    body: dict = {}
    merge(body, custom_properties(first), SCHEMA_LEAF_DEPTH)
    try:
        merge(body, custom_properties(second), SCHEMA_LEAF_DEPTH)
    except Conflict:
        return
    merged = body["definitions"]["custom"].get("properties", {})
    assert merged.keys() == first.keys() | second.keys()
    for part in (first, second):
        for name, wanted in part.items():
            if wanted is None:
                assert merged[name] is None
            else:
                assert all(equal(merged[name][key], value) for key, value in wanted.items())


@given(properties)
def test_merging_never_changes_a_fragment(wanted):
    """A fragment may be shared or sent again on its own."""
    fragment = custom_properties(wanted)
    before = copy.deepcopy(fragment)
    body: dict = {}
    merge(body, fragment, SCHEMA_LEAF_DEPTH)
    merge(body, custom_properties({"zzz": {"title": "Z"}}), SCHEMA_LEAF_DEPTH)
    assert fragment == before


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (True, 1, False),
        (False, 0, False),
        ([True], [1], False),
        (1, 1.0, True),
        ("1", 1, False),
        (None, False, False),
        ({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}, True),
        ({"a": 1}, {"a": 1, "b": None}, False),
        ([1, 2], [2, 1], False),
    ],
)
def test_equality_is_json_s(left, right, same):
    """Python counts True as 1; JSON does not. Order matters in lists, not in objects."""
    assert equal(left, right) is same
    assert equal(right, left) is same
