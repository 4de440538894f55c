"""Shapes, phone numbers and the limits of what a value may be."""

from __future__ import annotations

import random

import phonenumbers
import pytest

from oktaprofile.impact.effects import Effect, ValueCheck
from oktaprofile.impact.looks import Looks
from oktaprofile.impact.phones import holds_phones, is_e164, phone_class
from oktaprofile.impact.shapes import LONGEST, shape
from oktaprofile.plan.outcomes import Outcome


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("+14155550100#101", "+9×11#9×3"),
        ("Ana Müller", "a×3 a×6"),
        (None, "∅ (null)"),
        ("", '""'),
        ("(415) 555-0100", "(9×3) 9×3-9×4"),
        ("a\x1b[31m\n", "a×1?[9×2a×1?"),
        ("😀", "?"),
        (7, "number"),
        (True, "true/false"),
        (["a", "b"], "list of 2"),
    ],
)
def test_shapes(value, expected):
    """What a value looks like, without a letter or digit of it; control characters never reach a terminal."""
    assert shape(value) == expected


def test_the_shape_of_a_joined_null():
    """The word stays readable: it is what a person looks for."""
    assert shape("+14155550100#null", literal_null=True) == "+9×11#null"
    assert shape("nullnull", literal_null=True) == "nullnull"
    assert shape("#null") == "#a×4"


def test_shapes_are_short():
    """However long a value is."""
    assert len(shape("a1" * 500)) == LONGEST


def test_e164_agrees_with_the_package():
    """Our compiled patterns and `phonenumbers` itself, on examples of every region and on damaged ones."""
    chance = random.Random(7)
    numbers = []
    for code, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items():
        numbers += [f"+{code}{chance.randrange(10 ** chance.randrange(4, 11))}" for _ in range(3)]
        for region in regions:
            example = (
                phonenumbers.example_number_for_non_geo_entity(code)
                if region == "001"
                else phonenumbers.example_number(region)
            )
            if example is not None:
                text = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
                numbers += [text, text[:-1], text[:-1] + str(chance.randrange(10)), text + "0"]
    valid = 0
    for number in numbers:
        try:
            parsed = phonenumbers.parse(number)
            truth = phonenumbers.is_valid_number(parsed) and number == phonenumbers.format_number(
                parsed, phonenumbers.PhoneNumberFormat.E164
            )
        except phonenumbers.NumberParseException:
            truth = False
        assert is_e164(number) is truth, number
        valid += truth
    assert valid > 200


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("+14155550100", "e164"),
        ("+14155550100#101", "e164_with_extension"),
        ("+1 4155550100", "e164_spaced"),
        ("+44 2079460958", "e164_spaced"),
        ("+1 (415) 555-0100", "international"),
        ("+1.415.555.0100", "international"),
        ("+44 (0)20 7946 0958", "international"),
        ("\uff0b14155550100", "international"),
        ("+1 800 FLOWERS", "international"),
        ("+14155550100 x101", "x_extension"),
        ("+1 4155550100X12345", "x_extension"),
        ("+14155550100 ext. 101", "ext_extension"),
        ("+14155550100 extension 101", "ext_extension"),
        ("+14155550100;ext=101", "rfc3966"),
        ("tel:+1-415-555-0100;ext=101", "rfc3966"),
        ("tel:+14155550100", "rfc3966"),
        ("+14155550100,101", "pause_extension"),
        ("+14155550100,,101", "pause_extension"),
        ("+14155550100;101", "pause_extension"),
        ("+1 415 555 0100 #101", "international_with_extension"),
        ("+14155550100~101", "international_with_extension"),
        ("14155550100", "without_plus"),
        ("14155550100#101", "without_plus"),
        ("4155550100", "other"),
        ("x101", "other"),
        ("+19999999999 x101", "invalid"),
        ("tel:101", "invalid"),
        ("+14155550100#null", "invalid"),
        ("+1", "invalid"),
        ("+0", "invalid"),
        ("#101", "other"),
        ("415 555 0100", "other"),
        ("", None),
        (None, None),
        (7, "other"),
    ],
)
def test_phone_classes(value, expected):
    """A number with an extension is no E.164, but a valid number with one."""
    assert phone_class(value) == expected


def test_every_form_that_the_package_writes_or_reads_is_a_valid_number():
    """Whatever phonenumbers reads as a valid number is called neither invalid nor anything else, and the reverse."""
    chance = random.Random(5)
    regions = sorted(phonenumbers.SUPPORTED_REGIONS)
    marks = (
        "",
        "#",
        " #",
        " x",
        "x",
        " X",
        ";ext=",
        " ext. ",
        " extn ",
        ",",
        ",,",
        ";",
        "~",
        " int ",
        " anexo ",
    )
    layouts = (
        phonenumbers.PhoneNumberFormat.E164,
        phonenumbers.PhoneNumberFormat.INTERNATIONAL,
        phonenumbers.PhoneNumberFormat.RFC3966,
    )
    valid = 0
    for _ in range(1500):
        example = phonenumbers.example_number(chance.choice(regions))
        text = phonenumbers.format_number(example, chance.choice(layouts))
        text = text.replace(" ", chance.choice((" ", "-", "."))) + chance.choice((*marks, "/", " or "))
        if not text[-1].isdigit():
            text += str(chance.randrange(1, 9999))
        try:
            truth = phonenumbers.is_valid_number(phonenumbers.parse(text))
        except phonenumbers.NumberParseException:
            truth = False
        assert (phone_class(text) not in ("invalid", "other")) is truth, text
        valid += truth
    assert valid > 1200


def test_which_attributes_hold_phones():
    """By name only: no schema tells."""
    assert holds_phones("primaryPhone")
    assert holds_phones("telephoneNumber")
    assert not holds_phones("employeeNumber")


@pytest.mark.parametrize(
    ("value", "definition", "outcome"),
    [
        ("abc", {"maxLength": 2}, Outcome.OVER_LENGTH),
        ("😀", {"maxLength": 1}, Outcome.OVER_LENGTH),
        ("😀", {"maxLength": 2}, Outcome.POPULATED),
        ("abc", {"maxLength": 0}, Outcome.POPULATED),
        ("a", {"minLength": 2}, Outcome.REFUSED),
        ("b", {"enum": ["a"]}, Outcome.REFUSED),
        ("b", {"pattern": "[a-c]+"}, Outcome.POPULATED),
        ("d", {"pattern": "[a-c]+"}, Outcome.UNDETERMINED),
        ("d", {"pattern": "["}, Outcome.UNDETERMINED),
        (None, {"required": True}, Outcome.SKIPPED),
        (7, {}, Outcome.UNDETERMINED),
        (7, {"type": "integer"}, Outcome.POPULATED),
        (7.5, {"type": "integer"}, Outcome.UNDETERMINED),
        (True, {"type": "number"}, Outcome.UNDETERMINED),
        ("", {"type": "integer"}, Outcome.UNDETERMINED),
        (["a"], {"type": "array"}, Outcome.POPULATED),
        ([1], {"type": "array", "items": {"type": "string"}}, Outcome.UNDETERMINED),
        (["b"], {"type": "array", "items": {"type": "string", "enum": ["a"]}}, Outcome.REFUSED),
    ],
)
def test_what_an_attribute_takes(value, definition, outcome):
    """Lengths count UTF-16 units, 0 limits nothing, another type or pattern is nobody's published behaviour."""
    assert ValueCheck(definition).effect(value, None, literal_null=False).outcome is outcome


def test_clearing():
    """A text becomes "", another type null; an empty list blanks."""
    assert ValueCheck({}).effect(None, "old", literal_null=False) == Effect(Outcome.BLANKED, "")
    assert ValueCheck({"type": "integer"}).effect(None, 7, literal_null=False) == Effect(
        Outcome.BLANKED, None
    )
    assert ValueCheck({"type": "array"}).effect([], ["a"], literal_null=False) == Effect(Outcome.BLANKED, [])


def test_a_look_at_a_pattern_is_a_look_at_its_texts():
    """Texts of one pattern look alike, but for the number that may be none; also when all was forgotten."""
    chance = random.Random(3)
    parts = ("+", "+1415555", "0100", "#", "x", " ", "101", "null", "ü", "٣", "(", "tel:", "")
    texts = ["".join(chance.choice(parts) for _ in range(chance.randrange(6))) for _ in range(4000)]
    texts += [f"+1415555{number:04}#{number}" for number in range(1000)] + ["+1415555", "+0", "+1#", "#1"]
    for phones in (True, False):
        looks = Looks(phones)
        for text in texts:
            assert looks[text] == (shape(text), phone_class(text) if phones else None), text
