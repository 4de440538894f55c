"""Whether a text is a valid phone number in E.164 form, by the metadata of the `phonenumbers` package.

`phonenumbers.parse` and `is_valid_number` together take 100 µs, which is 100 s for a million people. This
compiles the same metadata into one expression for each region of a calling code; a test compares the two.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

VALID, VALID_WITH_EXTENSION, INVALID, NOT_A_NUMBER = "e164", "e164_with_extension", "invalid", "other"
CLASSES = (VALID, VALID_WITH_EXTENSION, INVALID, NOT_A_NUMBER)
"""E.164; E.164 with `#` and an extension; begins with + but is no valid number; anything else. Empty values
are not counted."""

_PHONE = re.compile(r"(\+[0-9]{1,20})(#[0-9]+)?\Z")
_NAMED_AS_PHONE = re.compile(r"phone|mobile|fax|telephone|directnumber", re.IGNORECASE)

_TYPES = (
    "fixed_line",
    "mobile",
    "toll_free",
    "premium_rate",
    "shared_cost",
    "personal_number",
    "voip",
    "pager",
    "uan",
    "voicemail",
)


def holds_phones(attribute: str) -> bool:
    """Whether an attribute is for phone numbers, by its name: no schema tells."""
    return _NAMED_AS_PHONE.search(attribute) is not None


def phone_class(value: object) -> str | None:
    """One of CLASSES; None for an empty value."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        return NOT_A_NUMBER
    found = _PHONE.match(value)
    if found is None:
        return INVALID if value.startswith("+") else NOT_A_NUMBER
    if not is_e164(found[1]):
        return INVALID
    return VALID if found[2] is None else VALID_WITH_EXTENSION


def is_e164(number: str) -> bool:
    """Whether `number` (+ and digits) is a valid number in E.164 form, as `phonenumbers` knows the world."""
    valid = _of_country(number[1:4])
    return valid is not None and valid.fullmatch(number, 1) is not None


@lru_cache(maxsize=1024)
def _of_country(first_digits: str) -> re.Pattern[str] | None:
    """What a valid number looks like that begins with these (up to three) digits; None where no country's does."""
    for length in (1, 2, 3):
        valid = _valid_national(first_digits[:length])
        if valid:
            return re.compile(f"{first_digits[:length]}{valid}")
    return None


@lru_cache(maxsize=1024)
def _valid_national(calling_code: str) -> str:
    """The pattern of what may follow a calling code; "" for what is none. Loads the metadata of its regions.

    As the package does: of the regions in its order, one whose leading digits are there decides; one that has none
    decides only if the number is valid in it.
    """
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

    if not calling_code or calling_code.startswith("0"):
        return ""
    found = []
    for name in COUNTRY_CODE_TO_REGION_CODE.get(int(calling_code), ()):
        if name == "001":
            metadata = PhoneMetadata.metadata_for_nongeo_region(int(calling_code))
        else:
            metadata = PhoneMetadata.metadata_for_region(name)
        if metadata is None:
            continue
        general = _pattern(metadata.general_desc)
        kinds = "|".join(
            f"(?:{kind})" for kind in (_pattern(getattr(metadata, one)) for one in _TYPES) if kind
        )
        valid = f"(?:(?=(?:{general})\\Z)(?:{kinds})\\Z)" if kinds else "(?!)"
        found.append((metadata.leading_digits, valid))
    either = ""
    for leading, valid in reversed(found):
        rest = either or "(?!)"
        either = f"(?:(?={leading}){valid}|(?!{leading}){rest})" if leading else f"(?:{valid}|{rest})"
    return either


def _pattern(description: Any) -> str:  # noqa: ANN401 - the package has no types here
    """A description's pattern with its lengths as a look-ahead; "" for a kind that the region does not have."""
    if description is None or not description.national_number_pattern:
        return ""
    lengths = [length for length in description.possible_length or () if length > 0]
    ahead = "|".join(f"[0-9]{{{length}}}\\Z" for length in lengths)
    return (f"(?={ahead})" if ahead else "") + f"(?:{description.national_number_pattern})"
