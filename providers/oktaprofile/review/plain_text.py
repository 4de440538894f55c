"""A text as a person reads it, with the way back to the characters that were written.

Character references, percent-encoding and JSON's escapes are decoded; digits of every script, dashes, spaces and dots
become their ASCII forms; what is invisible is left out.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

# Each alternative is one character as it may be written: a character reference (also escaped twice, and mermaid's,
# which has no &), percent-encoded UTF-8, a JSON escape (two for a character beyond U+FFFF), or beyond ASCII.
_WRITTEN = re.compile(
    r"&(?:amp;)*(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});"
    r"|#\d{1,7};"
    r"|%(?:25)*[C-Fc-f][0-9A-Fa-f](?:%(?:25)*[89ABab][0-9A-Fa-f]){1,3}"
    r"|%(?:25)*[0-7][0-9A-Fa-f]"
    r"|\\u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}"
    r'|\\["/\\nrt]'
    r"|[^\x00-\x7f]|[\x00-\x1f\x7f]"
)
_DASHES = "\u2212\u2043\u02d7"  # of other categories than Pd
_DOTS = "\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff65\u3002\uff61\u2024"
_SLASHES, _PLUSES = "\u2044\u2215\u29f8", "\u2795"
_FOLDED = {
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_DOTS, "."),
    **dict.fromkeys(_SLASHES, "/"),
    **dict.fromkeys(_PLUSES, "+"),
}
_INVISIBLE = ("Cf", "Mn", "Me", "Cs", "Cn", "Co")


class PlainText:
    """`plain`: what is read. `original` gives the place of a piece of it in what was written."""

    def __init__(self, written: str) -> None:
        parts: list[str] = []
        self._starts: list[int] = []  # where each decoded character begins in `plain`,
        self._lengths: list[int] = []  # how long it is there,
        self._written: list[tuple[int, int]] = []  # and where it is written
        position = length = 0
        for found in _WRITTEN.finditer(written):
            read = _read(found[0])
            if read == found[0]:
                continue
            start, end = found.span()
            length += start - position
            parts += (written[position:start], read)
            self._starts.append(length)
            self._lengths.append(len(read))
            self._written.append((start, end))
            length += len(read)
            position = end
        parts.append(written[position:])
        self.plain = "".join(parts)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The place of plain[start:end], which is not empty, in what was written."""
        return self._place(start)[0], self._place(end - 1)[1]

    def blank(self, spans: Iterable[tuple[int, int]]) -> None:
        """Takes these pieces out of what is searched."""
        pieces, position = [], 0
        for start, end in spans:
            pieces += [self.plain[position:start], "\0" * (end - start)]
            position = end
        if position:
            self.plain = "".join([*pieces, self.plain[position:]])

    def _place(self, at: int) -> tuple[int, int]:
        index = bisect_right(self._starts, at) - 1
        if index < 0:
            return at, at + 1
        start, length = self._starts[index], self._lengths[index]
        begin, end = self._written[index]
        if at < start + length:
            return begin, end
        return end + at - start - length, end + at - start - length + 1


@lru_cache(maxsize=4096)
def _read(written: str) -> str:
    """One character as it is read: in ASCII as far as it is a digit, a separator or a sign; "" for an invisible one."""
    return "".join(map(_folded, _decoded(written)))


def _decoded(written: str) -> str:
    if len(written) == 1:
        return written
    if written[0] == "&":
        return unescape(written.replace("&amp;", "&"))
    if written[0] == "#":
        return unescape(f"&{written}")
    if written[0] == "%":
        return unquote(re.sub("%(?:25)+", "%", written))
    if written[1] == "u":
        units = bytes.fromhex(written.replace("\\u", ""))
        return units.decode("utf-16-be", "replace")
    return " " if written[1] in "nrt" else written[1]


def _folded(character: str) -> str:
    if character in _FOLDED:
        return _FOLDED[character]
    if character.isspace():
        return " "
    if character.isascii():
        return character if character.isprintable() else ""
    category = unicodedata.category(character)
    if category in _INVISIBLE:
        return ""
    if category in ("Pd", "Pc"):
        return "-" if category == "Pd" else "_"
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    alike = unicodedata.normalize("NFKC", character)
    return alike if alike.isascii() and not any(map(str.isalpha, alike)) else character
