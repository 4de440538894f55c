"""What a value looks like in the counts: its shape, and its class as a phone number."""

from __future__ import annotations

import re

from oktaprofile.impact import shapes
from oktaprofile.impact.phones import INVALID, VALID, VALID_WITH_EXTENSION, is_e164, phone_class
from oktaprofile.impact.shapes import BY_CLASS, shape

Look = tuple[str, "str | None"]
"""A value's shape, and its class as a phone number (None: empty, or nobody asked)."""
NOTHING: Look = (shape(None), None)
UNKNOWN: Look = (shapes.UNKNOWN, None)
_MOST = 1024
_E164 = re.compile(rb"(\+9+)(#9+)?").fullmatch


class Looks(dict[str, Look]):
    """Looks at texts, each seen several times: what everybody holds before, and what goes on downstream as it is. It is
    emptied when it is full: to drop one after the other, as lru_cache does, takes as long as a look."""

    def __init__(self, phones: bool) -> None:
        self.phones = phones
        self._forms: dict[bytes, tuple[Look, Look, int]] = {}

    def __missing__(self, text: str) -> Look:
        if len(self) >= _MOST:
            self.clear()
        if text.isascii():
            pattern = text.encode().translate(BY_CLASS)
            valid, invalid, end = self._forms.get(pattern) or self._form(pattern, text)
            if end >= 0:
                look = self[text] = valid if not end or is_e164(text[:end]) else invalid
                return look
        look = self[text] = shape(text), phone_class(text) if self.phones else None
        return look

    def _form(self, pattern: bytes, text: str) -> tuple[Look, Look, int]:
        """How all texts of a pattern look, with a valid number and without, and where the number ends (0: it holds
        none, -1: each has to be looked at). People's values have few patterns."""
        if len(self._forms) >= _MOST:
            self._forms.clear()
        shape_, found = shape(text), _E164(pattern) if self.phones else None
        form: tuple[Look, Look, int] = (shape_, None), (shape_, None), 0
        if found is not None:
            valid = VALID_WITH_EXTENSION if found[2] else VALID
            form = (shape_, valid), (shape_, INVALID), found.end(1)
        elif self.phones:
            form = NOTHING, NOTHING, -1
        self._forms[pattern] = form
        return form


SHAPES, NUMBERS = Looks(phones=False), Looks(phones=True)
