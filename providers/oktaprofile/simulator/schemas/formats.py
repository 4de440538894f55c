"""What a text attribute's values look like, as far as Okta documents it: its `format`, and the `pattern` of logins."""

from __future__ import annotations

import re
from string import ascii_letters, digits

from oktaprofile.expression.errors import Failure, Unpublished
from oktaprofile.expression.regex import matches
from oktaprofile.simulator.state.schemas import Property

LOGIN = "login"
_COUNTRIES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
    "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO "
    "FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE "
    "JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO "
    "MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW "
    "PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM "
    "TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
)
_FORMS: dict[str, str] = {
    "uri": r"[A-Za-z][A-Za-z0-9+.-]*:\S+",
    "language-code": r"[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*",
    "timezone": r"[A-Za-z_]+([/+-][A-Za-z0-9_+-]+)*",
}
"""What a value looks like (documented: BCP 47, Olson names; of countries ISO 3166-1 alpha-2). Assumed: how strict Okta
is within these; values that a real org refuses would settle it.
"""
_LETTERS = frozenset(ascii_letters + digits + "!#$%&'*+-/=?^_`{|}~")


def login(definition: Property) -> Property:
    """The definition of `login`: it matches the pattern, without one it is an e-mail address (Okta's schema reference,
    "Login pattern validation", read 2026-11-30)."""
    pattern = definition.get("pattern")
    return {**definition, "loginPattern": pattern} if pattern else {**definition, "format": LOGIN}


def has_form(text: str, definition: Property) -> bool:
    """Whether a text has the format, and as a login the pattern, that its attribute asks for; a format that is not
    known allows every text."""
    pattern = definition.get("loginPattern")
    return _has_format(text, str(definition.get("format"))) and (not pattern or _matches(text, pattern))


def _has_format(text: str, name: str) -> bool:
    if name in ("email", LOGIN):
        return _is_address(text, anywhere=name == LOGIN)
    if name == "country-code":
        return len(text) == 2 and text.upper() in _COUNTRIES.split()
    if name == "locale":  # Okta's user reference: language, underscore, country
        language, underscore, country = text.partition("_")
        is_language = len(language) == 2 and language.isascii() and language.islower()
        return is_language and bool(underscore) and country in _COUNTRIES.split()
    form = _FORMS.get(name)
    return form is None or re.fullmatch(form, text) is not None


def _is_address(text: str, *, anywhere: bool) -> bool:
    """Okta's help, "Supported Okta email address characters" (read 2026-11-30). `anywhere`: as a user name, which may
    have letters of any language but for characters of 4 bytes; what becomes of such an e-mail address is open."""
    local, _, domain = text.rpartition("@")
    atoms, labels = local.split("."), domain.split(".")
    if not (all(atoms) and all(labels) and 2 <= len(labels[-1]) <= 20) or re.search(r"\s", text):
        return False
    if not all(one in _LETTERS or one > "\x7f" for one in "".join(atoms)):
        return False
    return text.isascii() or (anywhere and max(text) <= "\uffff")


def _matches(text: str, pattern: str) -> bool:
    try:
        return matches(text, pattern) and max(text, default="") <= "\uffff"
    except (Failure, Unpublished):
        return False
