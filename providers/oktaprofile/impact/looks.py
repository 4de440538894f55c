"""What a value looks like in the counts: its shape, and its class as a phone number."""

from __future__ import annotations

from oktaprofile.impact import shapes
from oktaprofile.impact.phones import phone_class
from oktaprofile.impact.shapes import shape

Look = tuple[str, "str | None"]
"""A value's shape, and its class as a phone number (None: empty, or nobody asked)."""
NOTHING: Look = (shape(None), None)
UNKNOWN: Look = (shapes.UNKNOWN, None)
_MOST = 1024


class Looks(dict[str, Look]):
    """Looks at texts, each seen several times: what everybody holds before, and what goes on downstream as it is. It is
    emptied when it is full: to drop one after the other, as lru_cache does, takes as long as a look."""

    def __init__(self, phones: bool) -> None:
        self.phones = phones

    def __missing__(self, text: str) -> Look:
        if len(self) >= _MOST:
            self.clear()
        look = self[text] = shape(text), phone_class(text) if self.phones else None
        return look


SHAPES, NUMBERS = Looks(phones=False), Looks(phones=True)
