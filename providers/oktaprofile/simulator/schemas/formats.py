"""What a text attribute's values look like, as far as Okta documents it: its `format`, and the `pattern` of logins."""

from __future__ import annotations

import re
from string import ascii_letters, digits

from oktaprofile.expression.errors import Failure, Unpublished
from oktaprofile.expression.listed import LISTS
from oktaprofile.expression.regex import matches
from oktaprofile.simulator.state.schemas import Property

LOGIN = "login"
_RANGE = r"(\*|[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*)(;\s*q=[0-9.]+)?"
_FORMS: dict[str, str] = {
    "uri": r"\S+",
    "country-code": r"[A-Za-z]{2}",
    "language-code": rf"{_RANGE}(,\s*{_RANGE})*",
    "locale": r"[a-z]{2}_[A-Z]{2}",  # Okta's user reference: language, underscore, country
    "timezone": r"[A-Za-z_]+([/+-][A-Za-z0-9_:+-]+)*",
}
"""What a value looks like, beside the lists that the formats name. Assumed: Okta refuses what is on none of them; one
that a real org takes would settle it.
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
    form, (is_one, _) = _FORMS.get(name), LISTS.get(name, (bool, ""))
    return form is None or (re.fullmatch(form, text) is not None and bool(is_one(text)))


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
