"""Whether a value fits an attribute, by the attribute's definition: one table of rules for checker and impact.

Sources, all read 2026-11-30: Okta support "Users not updating from profile source" (length, login that is no e-mail or
has a blank, time zone, a required value that is empty); "Mapping to a string list type (enum) attribute" (a choice
exactly: a trailing blank differs); "Mapping Location Attribute from Profile Master to Locale" (against the former on
locales); Okta's user reference (a locale is a language, an underscore and a country); Okta's help, "Supported Okta
email address characters", and Okta support, "Trying to update the secondaryEmail attribute" (an address with another
character is refused); Microsoft's Active Directory schema (rangeLower and rangeUpper of MS-ADA1 to 3 and MS-ADLS);
Okta's help, "Active Directory attribute mappings to Okta properties" (what Okta calls Active Directory's attributes).
"""

from __future__ import annotations

from oktaprofile.text.characters import utf16_length

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

TOO_LONG, REFUSED, OPEN = "too_long", "refused", "open"
"""How a value does not fit: longer than allowed; refused for another reason; nothing published says whether it is."""

LOGIN = "login"
"""The attribute, and the format that its values have where its definition has no pattern."""

Misfit = tuple[str, str]
"""(TOO_LONG, REFUSED or OPEN, why). It never holds the value: it may be personal."""

_TAG = r"[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*"
_RANGE = rf"(\*|{_TAG})(\s*;\s*q=[01](\.\d{{0,3}})?)?"
_ATOM, _LABEL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\uffff-]+", r"[^\s@.\U00010000-\U0010ffff]"
_ADDRESS = (rf"{_ATOM}(\.{_ATOM})*@({_LABEL}+\.)*{_LABEL}{{2,20}}", REFUSED, "it is no e-mail address")
_FORMATS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "email": (
        _ADDRESS,
        (
            r"[\x00-\x7f]*",
            OPEN,
            "it has other letters than English ones: Okta's help names a known issue with them",
        ),
    ),
    LOGIN: (_ADDRESS,),  # Unicode is supported in user names
    "uri": ((r"\S+", REFUSED, "it is no URI"),),
    "country-code": ((r"[A-Za-z]{2}", REFUSED, "it is no country code of two letters"),),
    "language-code": ((rf"{_RANGE}(\s*,\s*{_RANGE})*", REFUSED, "it is no language code"),),
    "timezone": ((r"[A-Za-z_]+([/+-][A-Za-z0-9_:+-]+)*", REFUSED, "it is no time zone"),),
    "locale": (
        (
            "[a-z]{2}_[A-Z]{2}",
            OPEN,
            "it is no locale such as en_US: Okta's articles disagree on whether it is refused or cleared",
        ),
    ),
}
"""Format -> what a value has to look like, how one that does not is judged, and why; the first that it does not look
like decides, and then the list behind the format (listed.py). A format that is not listed allows every text."""
_DIRECTORY = "active_directory"
_DIRECTORY_RANGES: Mapping[str, tuple[int, int]] = {
    **dict.fromkeys(
        ("telephonenumber", "ipphone", "mobile", "homephone", "pager", "othertelephone"), (1, 64)
    ),
    **dict.fromkeys(("facsimiletelephonenumber", "department", "company", "givenname", "sn", "cn"), (1, 64)),
    **dict.fromkeys(("title", "l", "st", "co", "physicaldeliveryofficename"), (1, 128)),
    **dict.fromkeys(("displayname", "mail", "division"), (0, 256)),
    **dict.fromkeys(("postalcode", "postofficebox"), (1, 40)),
    "c": (1, 3),
    "initials": (1, 6),
    "employeeid": (0, 16),
    "samaccountname": (0, 20),
    "middlename": (0, 64),
    "generationqualifier": (1, 64),
    "employeetype": (1, 256),
    "employeenumber": (1, 512),
    "streetaddress": (1, 1024),
}
"""Attribute of Active Directory in lower case (LDAP's names have no case) -> least and most characters."""
_DIRECTORY_NAMES: Mapping[str, str] = {
    "mobilephone": "mobile",
    "firstname": "givenname",
    "lastname": "sn",
    "email": "mail",
    "city": "l",
    "state": "st",
    "zipcode": "postalcode",
    "countrycode": "c",
    "honorificprefix": "generationqualifier",
}
"""What Okta calls such an attribute where the schema gives no external name."""
LARGEST = 2**63 - 1  # integers are Java's long (Okta's help, "Add custom attributes")


def limited(app_name: str, name: str, definition: Mapping[str, Any]) -> Mapping[str, Any]:
    """The definition of an app's attribute with the limits of the app itself, which Okta's schema does not show."""
    if app_name != _DIRECTORY:
        return definition
    own = (definition.get("externalName") or _DIRECTORY_NAMES.get(name.lower(), name)).lower()
    found = _DIRECTORY_RANGES.get(own)
    if found is None:
        return definition
    least, most = found
    one = (definition.get("items") or {}) if definition.get("type") == "array" else definition
    limits = {"maxLength": min(one.get("maxLength") or most, most), **({"clearing": OPEN} if least else {})}
    return {**definition, "items": {**one, **limits}} if one is not definition else {**definition, **limits}


def misfit(value: object, definition: Mapping[str, Any]) -> Misfit | None:
    """Why a value that is not empty, of the attribute's own type, does not fit it; None where it does."""
    if isinstance(value, list):
        return _element(value, definition.get("items") or {})
    for word, rule in _RULES:
        limit = definition.get(word)
        if limit is not None:
            found = rule(value, limit)
            if found is not None:
                return found
    choices = allowed_values(definition)
    if choices and not _among(value, choices):
        return REFUSED, "it is none of the values allowed"
    if isinstance(value, int) and not -LARGEST - 1 <= value <= LARGEST:
        return REFUSED, "it is no whole number of 64 bits"
    return None


def _element(values: list[Any], items: Mapping[str, Any]) -> Misfit | None:
    """The first element that does not fit; one that surely does not counts before one of which nobody knows."""
    found = [one for value in values if (one := misfit(value, items)) is not None]
    if items.get("clearing") == OPEN and "" in values:
        found.append((OPEN, "it is empty: what its app does with an empty text is published nowhere"))
    how, why = min(found, key=lambda one: one[0] == OPEN, default=(OPEN, ""))
    return (how, f"an element does not fit: {why}") if found else None


def unlimited(definition: Mapping[str, Any]) -> bool:
    """Whether no text is refused, but for its length."""
    if (
        definition.get("pattern")
        or definition.get("loginPattern")
        or definition.get("format") in _FORMATS
        or allowed_values(definition)
    ):
        return False
    return (definition.get("minLength") or 0) <= 1 and definition.get("type", "string") == "string"


def login_definition(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    """The definition of `login`: without a pattern of its own it has to be an e-mail address."""
    if not definition.get("pattern"):
        return {**definition, "format": LOGIN}
    return {**definition, "pattern": None, "loginPattern": definition["pattern"]}


def allowed_values(definition: Mapping[str, Any]) -> list[object]:
    """The values that `enum` or `oneOf` of a property allow; [] if it allows any."""
    enum = definition.get("enum")
    if isinstance(enum, list) and enum:
        return enum
    one_of = definition.get("oneOf")
    if isinstance(one_of, list):
        return [one["const"] for one in one_of if isinstance(one, dict) and "const" in one]
    return []


def _among(value: object, choices: list[object]) -> bool:
    """Whether a value is one of the choices: 1 is not true, and `a ` is not `a`."""
    return any(value == one and isinstance(value, bool) == isinstance(one, bool) for one in choices)


def _longest(value: object, limit: int) -> Misfit | None:
    if limit and isinstance(value, str) and utf16_length(value) > limit:
        return TOO_LONG, f"it is longer than {limit}"
    return None


def _shortest(value: object, limit: int) -> Misfit | None:
    if isinstance(value, str) and utf16_length(value) < limit:
        return REFUSED, f"it is shorter than {limit}"
    return None


def _format(value: object, name: str) -> Misfit | None:
    if isinstance(value, str):
        from oktaprofile.expression.listed import LISTS

        for form, verdict, why in _FORMATS.get(name, ()):
            import re

            if not re.fullmatch(form, value):
                return verdict, why
        is_one, what = LISTS.get(name, (None, ""))
        if is_one is not None and not is_one(value):
            return OPEN, f"it is no {what}: what Okta does then is published nowhere"
    return None


def _pattern(value: object, pattern: str) -> Misfit | None:
    """Assumed (row 19): Okta judges by the pattern of a custom attribute, or not."""
    if _matches(value, pattern):
        return None
    return OPEN, "it may not match the attribute's pattern: what Okta does then is published nowhere"


def _login_pattern(value: object, pattern: str) -> Misfit | None:
    """Documented, unlike that of other attributes: a login has to match it. No pattern allows 4-byte characters."""
    if isinstance(value, str) and max(value, default="") <= "\uffff" and _matches(value, pattern):
        return None
    return REFUSED, "it does not match the pattern of logins"


def _matches(value: object, pattern: str) -> bool:
    """Whether a text surely matches a pattern of Java's."""
    from oktaprofile.expression.errors import Failure, Unpublished
    from oktaprofile.expression.regex import matches

    try:
        return not isinstance(value, str) or matches(value, pattern)
    except (Failure, Unpublished):
        return False


def _least(value: object, limit: float) -> Misfit | None:
    return (
        (REFUSED, f"it is less than {limit}") if isinstance(value, (int, float)) and value < limit else None
    )


def _most(value: object, limit: float) -> Misfit | None:
    return (
        (REFUSED, f"it is more than {limit}") if isinstance(value, (int, float)) and value > limit else None
    )


_RULES: tuple[tuple[str, Callable[[object, Any], Misfit | None]], ...] = (
    ("maxLength", _longest),
    ("minLength", _shortest),
    ("format", _format),
    ("pattern", _pattern),
    ("loginPattern", _login_pattern),
    ("minimum", _least),
    ("maximum", _most),
)
"""Word of a definition -> its rule. A stored maxLength of 0 (of clients that have no "absent") limits nothing."""
