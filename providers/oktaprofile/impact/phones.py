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
    digits = number[1:]
    for length in (1, 2, 3):
        regions = _regions(digits[:length])
        if regions:
            return _is_valid(digits[length:], regions)
    return False


class _Region:
    """What a number of one region looks like: its leading digits, if they tell the region, and its patterns."""

    __slots__ = ("leading", "patterns")

    def __init__(self, leading: re.Pattern[str] | None, patterns: re.Pattern[str]) -> None:
        self.leading = leading
        self.patterns = patterns


def _is_valid(national: str, regions: tuple[_Region, ...]) -> bool:
    if len(regions) == 1:
        return regions[0].patterns.fullmatch(national) is not None
    for region in regions:
        if region.leading is not None:
            if region.leading.match(national):
                return region.patterns.fullmatch(national) is not None
        elif region.patterns.fullmatch(national):
            return True
    return False


@lru_cache(maxsize=1024)
def _regions(calling_code: str) -> tuple[_Region, ...]:
    """The regions of a calling code in the package's order, () for what is none. Loads their metadata."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

    if not calling_code or calling_code.startswith("0"):
        return ()
    found = []
    for name in COUNTRY_CODE_TO_REGION_CODE.get(int(calling_code), ()):
        if name == "001":
            metadata = PhoneMetadata.metadata_for_nongeo_region(int(calling_code))
        else:
            metadata = PhoneMetadata.metadata_for_region(name)
        if metadata is None:
            continue
        general = _pattern(metadata.general_desc)
        kinds = [_pattern(getattr(metadata, kind)) for kind in _TYPES]
        either = "|".join(f"(?:{kind})" for kind in kinds if kind)
        leading = metadata.leading_digits
        found.append(
            _Region(
                re.compile(leading) if leading else None,
                re.compile(f"(?=(?:{general})\\Z)(?:{either})" if either else r"(?!)"),
            )
        )
    return tuple(found)


def _pattern(description: Any) -> str:  # noqa: ANN401 - the package has no types here
    """A description's pattern with its lengths as a look-ahead; "" for a kind that the region does not have."""
    if description is None or not description.national_number_pattern:
        return ""
    lengths = [length for length in description.possible_length or () if length > 0]
    ahead = "|".join(f"[0-9]{{{length}}}\\Z" for length in lengths)
    return (f"(?={ahead})" if ahead else "") + f"(?:{description.national_number_pattern})"
