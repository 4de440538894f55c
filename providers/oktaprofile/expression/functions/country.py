"""Iso3166Convert.*

Facts: Okta's Expression Language overview (classic), table "Country code conversion functions": each takes a
code of two letters, three letters or three digits, and tells which it is. Nothing is published on other
input: undetermined.
"""

from __future__ import annotations

from oktaprofile.expression.errors import Unpublished
from oktaprofile.expression.iso3166 import COUNTRIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    Country = tuple[str, str, str, str]

_BY_CODE: dict[str, Country] = {code: country for country in COUNTRIES for code in country[:3]}


def _country(function: str, code: str) -> Country:
    country = _BY_CODE.get(code)
    if country is None:
        raise Unpublished(f"Okta publishes nothing on {function} of a text that is no code of ISO 3166-1")
    return country


def to_alpha2(code: str) -> str:
    """Two letters, such as IN."""
    return _country("Iso3166Convert.toAlpha2", code)[0]


def to_alpha3(code: str) -> str:
    """Three letters, such as IND."""
    return _country("Iso3166Convert.toAlpha3", code)[1]


def to_numeric(code: str) -> str:
    """Three digits as a text, such as "356"."""
    return _country("Iso3166Convert.toNumeric", code)[2]


def to_name(code: str) -> str:
    """The country's English name, where ISO and the usual Java tables agree on one."""
    name = _country("Iso3166Convert.toName", code)[3]
    if not name:
        raise Unpublished("the name of this country differs between tables; Okta does not publish its own")
    return name
