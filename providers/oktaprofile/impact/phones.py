"""Which form of a phone number a text has, and whether the number is valid, by the metadata of `phonenumbers`.

`phonenumbers.parse` and `is_valid_number` together take 100 µs, which is 100 s for a million people. This compiles the
same metadata into one expression for each region of a calling code; a test compares the two. What is laid out in
another way than the forms below is left to the package, and its answer is kept.

Forms: E.164 is ITU-T's; the blank after the country code and `x` are Microsoft Entra's (office phone); `;ext=` and
`tel:` are RFC 3966's; a comma is a phone's pause before it dials the rest; `#` is the help page's of this sync.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

VALID, VALID_WITH_EXTENSION, INVALID, NOT_A_NUMBER = "e164", "e164_with_extension", "invalid", "other"
SPACED, FORMATTED, FORMATTED_WITH_EXTENSION = "e164_spaced", "international", "international_with_extension"
X_EXTENSION, EXT_EXTENSION, RFC3966, PAUSE_EXTENSION = (
    "x_extension",
    "ext_extension",
    "rfc3966",
    "pause_extension",
)
WITHOUT_PLUS = "without_plus"
CLASSES = (
    VALID,  # +16502530000
    VALID_WITH_EXTENSION,  # +16502530000#101
    SPACED,  # +1 6502530000
    FORMATTED,  # +1 (650) 253-0000
    X_EXTENSION,  # +1 6502530000 x101
    EXT_EXTENSION,  # +1 650 253 0000 ext. 101
    RFC3966,  # +1-650-253-0000;ext=101, tel:+16502530000
    PAUSE_EXTENSION,  # +16502530000,101
    FORMATTED_WITH_EXTENSION,  # +1 650 253 0000 #101, and what else the package reads
    WITHOUT_PLUS,  # 16502530000, 16502530000#101
    INVALID,  # begins with + or tel:, but is no valid number
    NOT_A_NUMBER,  # anything else
)
"""Empty values are not counted."""

_LAID_OUT = re.compile(
    r"(tel:)?(\+[0-9][0-9 ()./-]{0,40}?)(?: *(#|;ext=|[,;]+|x|ext(?:n|ension)?\.?) *([0-9]{1,20}))?\Z",
    re.IGNORECASE,
)
_BY_MARK = {"#": FORMATTED_WITH_EXTENSION, ";ext=": RFC3966, "x": X_EXTENSION}
_SPACED = re.compile(r"\+([0-9]{1,3}) [0-9]+\Z")
_WITHOUT_PLUS = re.compile(r"([1-9][0-9]{10,14})(?:#[0-9]+)?\Z")  # shorter ones may be a country's own
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
    # Nearly every number: methods of a text take half the time of an expression.
    number, mark, extension = value.partition("#")
    digits = number[1:]
    if number[:1] == "+" and value.isascii() and digits.isdigit() and (not mark or extension.isdigit()):
        if not is_e164(number):
            return INVALID
        return VALID_WITH_EXTENSION if mark else VALID
    found = _WITHOUT_PLUS.match(value)
    if found is not None:
        return WITHOUT_PLUS if is_e164(f"+{found[1]}") else NOT_A_NUMBER
    if not value.lower().startswith(("+", "tel:", "\uff0b")):
        return NOT_A_NUMBER
    found = _LAID_OUT.match(value)
    if found is None or not is_e164("+" + "".join(filter(str.isdecimal, found[2]))):
        return _by_the_package(value)
    scheme, number, mark, _ = found.groups()
    if scheme:
        return RFC3966
    if mark:
        by_mark = _BY_MARK.get(mark.lower())
        return by_mark or (PAUSE_EXTENSION if mark[0] in ",;" else EXT_EXTENSION)
    spaced = _SPACED.match(number)
    return SPACED if spaced is not None and _valid_national(spaced[1]) else FORMATTED


@lru_cache(maxsize=4096)
def _by_the_package(text: str) -> str:
    from phonenumbers import NumberParseException, is_valid_number, parse

    try:
        number = parse(text)
    except NumberParseException:
        return INVALID
    if not is_valid_number(number):
        return INVALID
    if text.lower().startswith("tel:"):
        return RFC3966
    return FORMATTED_WITH_EXTENSION if number.extension else FORMATTED


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
