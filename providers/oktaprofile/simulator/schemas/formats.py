"""The `format` of a text attribute, as far as Okta documents it."""

from __future__ import annotations

import re
from collections.abc import Mapping

_COUNTRIES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
    "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO "
    "FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE "
    "JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO "
    "MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW "
    "PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM "
    "TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
)
_FORMS: Mapping[str, str] = {
    "email": r"[^\s@]+@[^\s@]+",
    "uri": r"[A-Za-z][A-Za-z0-9+.-]*:\S+",
    "language-code": r"[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*",
    "locale": r"[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*",
    "timezone": r"[A-Za-z_]+([/+-][A-Za-z0-9_+-]+)*",
}
"""What a value looks like (documented: BCP 47, Olson names; of countries ISO 3166-1 alpha-2). Assumed: how strict Okta
is within these; values that a real org refuses would settle it.
"""


def has_format(text: str, name: object) -> bool:
    """Whether a text has the format of this name; a name that is not known allows every text."""
    if name == "country-code":
        return len(text) == 2 and text.upper() in _COUNTRIES.split()
    form = _FORMS.get(str(name))
    return form is None or re.fullmatch(form, text) is not None
