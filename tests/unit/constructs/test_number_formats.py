"""The named formats: what each gives of whatever a person has, and that its form is what its name says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from oktaprofile.constructs import E164, E164_SPACED, HASH, RFC3966, X_EXTENSION, NumberFormat, SettingError
from oktaprofile.expression import check, compile_expression
from oktaprofile.impact.phones import phone_class

FORMATS = (HASH, X_EXTENSION, E164, E164_SPACED, RFC3966)
GUIDE = (Path(__file__).parents[3] / "docs" / "guides" / "number-formats.md").read_text(encoding="utf-8")


def written(number_format: NumberFormat, direct: str | None, extension: str | None) -> object:
    """The value for one person."""
    given = {"appuser": {"directNumber": direct, "extensionNumber": extension}}
    return compile_expression(number_format.expression).evaluate(given).value


@pytest.mark.parametrize("number_format", FORMATS, ids=lambda one: one.name)
def test_the_guides_table_is_what_the_format_gives(number_format: NumberFormat) -> None:
    """For each of the four kinds of people, by null and by an empty text alike."""
    row = next(line for line in GUIDE.splitlines() if line.startswith(f"| `{number_format.name}`"))
    cells = [re.sub("`", "", cell).strip() for cell in row.split("|")[2:6]]
    expected = ["" if cell == "empty" else cell for cell in cells]
    for none in (None, ""):
        people = [("+16502530000", "101"), ("+16502530000", none), (none, "101"), (none, none)]
        assert [written(number_format, *person) for person in people] == expected


@pytest.mark.parametrize(
    ("number_format", "form", "alone"),
    [
        (HASH, "e164_with_extension", "e164"),
        (X_EXTENSION, "x_extension", "e164"),
        (X_EXTENSION.for_calling_codes("1", "44"), "x_extension", "e164_spaced"),
        (E164, "e164", "e164"),
        (E164_SPACED.for_calling_codes("1", "44"), "e164_spaced", "e164_spaced"),
        (RFC3966, "rfc3966", "rfc3966"),
    ],
)
@pytest.mark.parametrize("direct", ["+16502530000", "+442079460958"])
def test_the_form_is_the_one_that_impact_names(
    number_format: NumberFormat, form: str, alone: str, direct: str
) -> None:
    """With and without an extension, and of a number without plus once that is asked for."""
    assert phone_class(written(number_format, direct, "101")) == form
    assert phone_class(written(number_format, direct, None)) == alone
    for with_or_without in (direct, direct[1:]):
        assert phone_class(written(number_format.with_plus(), with_or_without, "101")) == form
        assert phone_class(written(number_format.with_plus(), with_or_without, "")) == alone
    assert "+" not in str(written(number_format.with_plus(), None, "101"))


@pytest.mark.parametrize("number_format", FORMATS, ids=lambda one: one.name)
def test_the_checker_finds_nothing(number_format: NumberFormat) -> None:
    """Neither a null trap nor a function of a null."""
    for one in (
        number_format,
        number_format.with_plus(),
        number_format.for_calling_codes("1", "44").with_plus(),
    ):
        assert check(one.expression, direction="to_okta") == []
        assert check(one.extension_expression, direction="to_okta") == []


def test_a_number_of_another_country_stays_as_it_is() -> None:
    """Where its code ends is not known."""
    assert written(E164_SPACED, "+442079460958", None) == "+442079460958"


@pytest.mark.parametrize("codes", [(), ("+1",), ("1", "abc"), ("12345",), ("",)])
def test_a_country_code_is_one_to_three_digits(codes: tuple[str, ...]) -> None:
    """A wrong one would silently never match."""
    with pytest.raises(SettingError, match="one to three digits"):
        E164_SPACED.for_calling_codes(*codes)
