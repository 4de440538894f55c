"""The `format` of a text attribute, as far as Okta documents it."""

from __future__ import annotations

import re
from collections.abc import Mapping

_FORMS: Mapping[str, str] = {
    "email": r"[^\s@]+@[^\s@]+",
    "uri": r"[A-Za-z][A-Za-z0-9+.-]*:\S+",
    "country-code": r"[A-Za-z]{2}",
    "language-code": r"[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*",
    "locale": r"[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*",
    "timezone": r"[A-Za-z_]+([/+-][A-Za-z0-9_+-]+)*",
}
"""What a value looks like (documented: ISO 3166-1 alpha-2, BCP 47, Olson names). Assumed: how strict Okta is within
these; values that a real org refuses would settle it.
"""


def has_format(text: str, name: object) -> bool:
    """Whether a text has the format of this name; a name that is not known allows every text."""
    form = _FORMS.get(str(name))
    return form is None or re.fullmatch(form, text) is not None
