"""Answers of another shape than Okta's are refused where they come in, with the place in the JSON."""

from __future__ import annotations

import pytest

from oktaprofile.okta import errors
from oktaprofile.okta.operations import Operation
from oktaprofile.okta.shapes import APPLICATION, MAPPING, SCHEMA, quick_test


def check(answer, shape):
    """As an operation checks its answer."""
    Operation("getIt", "GET", "/p", "", "", shape).check("/p", answer)


def custom(**properties):
    """A schema with these custom properties."""
    return halves(custom={"id": "#custom", "type": "object", "properties": properties})


def halves(**given):
    """A schema of these halves; the one that is not given is empty."""
    return {"definitions": {"custom": {"properties": {}}, "base": {"properties": {}}, **given}}


@pytest.mark.parametrize(
    ("answer", "shape", "place"),
    [
        ({"definitions": []}, SCHEMA, "an array at definitions"),
        (halves(custom=7), SCHEMA, "a number at definitions.custom"),
        (custom(a=None), SCHEMA, "null at definitions.custom.properties.a"),
        (custom(a=True), SCHEMA, "a boolean at definitions.custom.properties.a"),
        (custom(a={"title": 7}), SCHEMA, "a number at definitions.custom.properties.a.title"),
        (custom(a={"minLength": True}), SCHEMA, "a boolean at definitions.custom.properties.a.minLength"),
        (
            custom(a={"master": {"priority": [{"value": 5}]}}),
            SCHEMA,
            r"a number at definitions.custom.properties.a.master.priority\[0\].value",
        ),
        (custom(a={"permissions": [None]}), SCHEMA, r"null at .*permissions\[0\]"),
        ({"id": "x", "features": "y"}, APPLICATION, "a string at features"),
        ({"id": "prm1", "source": {"id": 5}}, MAPPING, "a number at source.id"),
    ],
)
def test_the_place_is_named(answer, shape, place):
    """The first thing that is wrong, by its path."""
    with pytest.raises(errors.UnexpectedAnswer, match=f"getIt: GET /p answered JSON with {place}"):
        check(answer, shape)
    assert not quick_test(shape)(answer)


def test_what_is_not_known_and_what_is_null_passes():
    """New keys of Okta's are no reason to fail, nor are values that Okta shows as null."""
    check(custom(a={"title": None, "future": [1]}) | {"more": 1}, SCHEMA)
    application = {"id": "x", "label": None, "settings": {"a": 1}, "features": ["b"]}
    check(application, APPLICATION)
    assert quick_test(APPLICATION)(application)
    assert quick_test(SCHEMA)(custom(a={"title": "t", "minLength": 1, "enum": [1]}))


@pytest.mark.parametrize("source", [{}, {"type": "APP"}, {"type": "APP", "value": None}])
def test_a_source_without_an_id_is_none(source):
    """Found by the long form: the prediction looked for the id of each source of an attribute."""
    with pytest.raises(errors.UnexpectedAnswer, match=r"without `.*a\.master\.priority\[0\]\.value`"):
        check(custom(a={"master": {"type": "OVERRIDE", "priority": [source]}}), SCHEMA)
    assert not quick_test(SCHEMA)(custom(a={"master": {"type": "OVERRIDE", "priority": [source]}}))


@pytest.mark.parametrize("answer", [{}, {"id": None}])
def test_required_keys(answer):
    """Absent and null are both missing."""
    with pytest.raises(errors.UnexpectedAnswer, match="without `id`"):
        check(answer, APPLICATION)


@pytest.mark.parametrize("item", [None, 5, "x", []])
def test_what_is_no_object_at_all_is_named(item):
    """An item of a list that is another thing, where attributes would be looked for."""
    with pytest.raises(errors.UnexpectedAnswer, match=r"(null in a list|at its top)"):
        check(item, APPLICATION)


def test_a_long_name_does_not_flood_the_message():
    """A name of a megabyte is cut."""
    with pytest.raises(errors.UnexpectedAnswer) as caught:
        check(custom(**{"x" * 1_000_000: {"title": 5}}), SCHEMA)
    assert len(str(caught.value)) < 500
