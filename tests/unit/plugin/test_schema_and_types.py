"""What an author may declare, and what is refused when the class is defined."""

from __future__ import annotations

import copy
import pickle

import pytest

from oktaprofile.plugin.schema import Attribute, Nested, Schema
from oktaprofile.plugin.types import BOOL, NUMBER, STRING, List, Map, Object, Set
from oktaprofile.plugin.values import UNKNOWN, ExactNumber, is_wholly_known


def test_a_type_signs_as_terraform_writes_it() -> None:
    """The signature is Terraform's JSON, with object attributes in name order."""
    row = Object({"b": List(STRING), "a": Map(Set(NUMBER))})
    assert row.signature() == '["object",{"a":["map",["set","number"]],"b":["list","string"]}]'
    assert repr(BOOL) == '<type "bool">'


def test_types_compare_by_content() -> None:
    """Two types of the same content are equal and hash alike; a list is no set."""
    assert Object({"a": List(STRING)}) == Object({"a": List(STRING)})
    assert hash(Map(NUMBER)) == hash(Map(NUMBER))
    assert List(STRING) != Set(STRING)


def test_a_collection_needs_an_element_type() -> None:
    """Passing Python's str for STRING is a mistake that is told at once."""
    with pytest.raises(TypeError, match="element type such as STRING"):
        List(str)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mode", "signature"),
    [
        ("single", '["object",{"a":"string"}]'),
        ("list", '["list",["object",{"a":"string"}]]'),
        ("set", '["set",["object",{"a":"string"}]]'),
        ("map", '["map",["object",{"a":"string"}]]'),
    ],
)
def test_nested_attributes_have_the_type_of_their_mode(mode: str, signature: str) -> None:
    """Each of the four nesting modes gives an object or a collection of objects."""
    nested = Nested(mode, {"a": Attribute(STRING, required=True)})
    assert Attribute(nested=nested, optional=True).type.signature() == signature


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"required": True}, "exactly one of the two"),
        ({"type": STRING}, "required, or else optional"),
        ({"type": STRING, "required": True, "optional": True}, "required, or else optional"),
        ({"type": STRING, "required": True, "default": "x"}, "only an optional attribute"),
    ],
)
def test_an_impossible_attribute_is_refused(arguments: dict[str, object], reason: str) -> None:
    """What Terraform would refuse at run time fails when the schema is defined."""
    with pytest.raises(ValueError, match=reason):
        Attribute(**arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["", "Name", "my-name", "1st", "_hidden", "größe", "a b"])
def test_a_name_that_terraform_refuses_is_refused(name: str) -> None:
    """Attribute names are lower-case letters, digits and underscores, not leading."""
    with pytest.raises(ValueError, match="attribute name"):
        Schema({name: Attribute(STRING, optional=True)})


def test_a_wrong_nesting_mode_is_refused() -> None:
    """The message names the modes that there are."""
    with pytest.raises(ValueError, match="single, list, set, map"):
        Nested("group", {})


def test_a_default_makes_the_attribute_computed() -> None:
    """Terraform lets a provider fill in a value only where the attribute is computed."""
    assert Attribute(STRING, optional=True, default="x").computed


def test_unknown_is_one_value_that_has_no_truth() -> None:
    """Copies are the same value; using it as a condition is a mistake that raises."""
    assert copy.deepcopy([UNKNOWN])[0] is UNKNOWN
    assert copy.copy(UNKNOWN) is UNKNOWN
    assert pickle.loads(pickle.dumps(UNKNOWN)) is UNKNOWN
    with pytest.raises(TypeError, match="compare it with UNKNOWN"):
        bool(UNKNOWN)


def test_wholly_known() -> None:
    """A value with an unknown in it, at any depth, is not."""
    value = {"a": [1, {"b": UNKNOWN}]}
    assert not is_wholly_known(value)
    assert is_wholly_known({"a": [1, None]})


def test_an_exact_number_keeps_its_digits() -> None:
    """It counts as a float and remembers what no float holds, through a copy too."""
    number = ExactNumber("0.1234567890123456789")
    assert abs(number - 0.1234567890123456789) < 1e-18
    assert copy.deepcopy(number).digits == "0.1234567890123456789"


def test_a_schema_knows_what_is_required_sensitive_or_restricted_at_any_depth() -> None:
    """A call looks at these attributes only, so none may be missed."""
    plain = Attribute(STRING, optional=True)
    secret = Attribute(STRING, optional=True, sensitive=True)
    chosen = Attribute(STRING, optional=True, one_of=("a",))
    name = Attribute(STRING, required=True)
    below = Attribute(nested=Nested("map", {"x": plain, "name": name, "secret": secret}), optional=True)
    schema = Schema(
        {
            "plain": plain,
            "name": name,
            "secret": secret,
            "chosen": chosen,
            "row": Attribute(nested=Nested("list", {"x": plain}), optional=True),
            "deep": Attribute(
                nested=Nested("single", {"x": plain, "chosen": chosen, "below": below}), optional=True
            ),
        }
    )
    assert list(schema.required) == ["name", "deep"]
    assert list(schema.sensitive) == ["secret", "deep"]
    assert list(schema.restricted) == ["chosen", "deep"]
