"""Whether a text that has a format is what the format names: countries, languages, time zones, URIs.

Sources, read 2026-11-30: Okta's reference of a user's profile (UserProfile.md of okta-sdk-dotnet) names ISO 3166-1
for `countryCode`, ISO 639-1 and ISO 3166-1 for `locale`, RFC 7231, section 5.3.5 (the tags of BCP 47), for
`preferredLanguage`, and RFC 1808, which needs no scheme, for `profileUrl`. Time zones are those of the tz database, as
this machine or the package tzdata has it.
Assumed (row 34): Okta may take more (Java knows the zone `PST`), so nobody is refused for not being on a list.
"""

from __future__ import annotations

import re
from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LANGUAGES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en "
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv "
    "ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne "
    "ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st "
    "su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu in iw ji"
)
"""ISO 639-1, and the three codes that Java still writes. Languages of three letters are more than a list can hold."""


@lru_cache(1)
def _countries() -> frozenset[str]:
    from oktaprofile.expression.iso3166 import COUNTRIES

    return frozenset(alpha_2 for alpha_2, *_ in COUNTRIES)


def is_country(text: str) -> bool:
    """Whether two letters are a country of ISO 3166-1, whatever their case."""
    return text.upper() in _countries()


def is_language(text: str) -> bool:
    """Whether the languages and countries in tags exist: `en`, `en_US`, `zh-Hans-CN`, `da, en-GB;q=0.8`."""
    return all(_is_tag(one.partition(";")[0].strip()) for one in text.split(","))


def _is_tag(tag: str) -> bool:
    language, *others = re.split("[-_]", tag)
    if len(language) == 2 and language.lower() not in _LANGUAGES:
        return False
    for part in others:
        if len(part) == 1:  # what follows means something else: `en-US-u-hc-h12`
            break
        if len(part) == 2 and part.isalpha() and not is_country(part):
            return False
    return True


@lru_cache(1024)
def is_time_zone(text: str) -> bool:
    """Whether the tz database has it; true where there is none to look into."""
    return _is_there(text) or not _is_there("UTC")


def _is_there(name: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # no such name; a folder of the database; no name at all
        return False
    return True


_A_LANGUAGE = "language of ISO 639-1, or its country none of ISO 3166-1"
LISTS: Mapping[str, tuple[Callable[[str], object], str]] = {
    "country-code": (is_country, "country code of ISO 3166-1"),
    "language-code": (is_language, _A_LANGUAGE),
    "locale": (is_language, _A_LANGUAGE),
    "timezone": (is_time_zone, "zone of the tz database"),
    "uri": (re.compile("[A-Za-z][A-Za-z0-9+.-]*:").match, "URI with a scheme"),
}
"""Format -> what looks at a value of it, and what the value is not otherwise."""
