"""One table of the report, and the marks in it."""

from __future__ import annotations

from dataclasses import dataclass

from oktaprofile.review.words import Sentence, say

OK, BAD, LOOK = "✅", "❌", "⚠️"


_GLYPHS = {
    "🔴": "●",
    "🟡": "●",
    "🟢": "●",
    "⚪": "○",
    "✅": "✓",
    "❌": "✗",
    "⚠️": "!",
    "🆕": "+",
    "🗑️": "-",
    "✏️": "~",
    "↩️": "↩",
    "♻️": "±",
    "👁️": "·",
    "🚪": "·",
    "📥": "←",
    "🔀": "→",
}


def without_emoji(text: str) -> str:
    """Our marks as plain glyphs, where a font may have no emoji."""
    for emoji, glyph in _GLYPHS.items():
        text = text.replace(emoji, glyph)
    return text


@dataclass(frozen=True)
class Table:
    """`columns`: (title, whether its cells are numbers). `folded`: shown closed, in a format that can. `about`: what
    the table is about, shown before its title."""

    key: str
    title: str
    columns: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[Sentence, ...], ...]
    note: Sentence = ()
    folded: bool = False
    about: Sentence = ()

    @property
    def heading(self) -> Sentence:
        """The whole title."""
        return say(self.about, f": {self.title}") if self.about else (self.title,)
