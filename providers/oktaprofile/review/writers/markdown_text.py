"""Other people's text inside Markdown: it renders as text, on GitHub and on GitLab, in and outside of tables.

A value is written in `<code>`, where neither site turns `@name`, `#1`, `:name:` or a commit's number into a link or a
mention, and every character that Markdown or HTML could read is a numeric character reference. References are
no markup (CommonMark, "Entity and numeric character references"), so nothing in a value can begin or end anything:
no cell, no tag, no code span, no link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from oktaprofile.review.masking import mask
from oktaprofile.review.words import Sentence, Value, cut, printable
from oktaprofile.text.characters import without_controls

LONGEST_VALUE = 240
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,=+/?;%'\"^")


def code(value: str, longest: int = LONGEST_VALUE) -> str:
    """A value, at most `longest` characters of it; masked first, since half a number is a number too."""
    text = cut(printable(mask(value)), longest)
    if not text.strip():
        return "(empty)" if not text else "(blank)"
    text = re.sub(r"(?i)www(?=\.)", lambda found: f"{found[0][:2]}&#{ord(found[0][2])};", _references(text))
    return f"<code>{text}</code>"


def _references(text: str) -> str:
    return "".join(_reference(character) for character in text)


def _reference(character: str) -> str:
    if character in _PLAIN or (ord(character) > 127 and character.isalnum()) or character in "∅×…⏎→":
        return character
    return f"&#{ord(character)};"


def sentence(words: Sentence, longest: int = LONGEST_VALUE) -> str:
    """Our words as they are, values as `code`."""
    return "".join(code(part.text, longest) if isinstance(part, Value) else part for part in words)


def fence(lines: Iterable[str], language: str) -> str:
    """A code block that its content cannot close. Each of `lines` is one line of it."""
    shown = [without_controls(line, "\t") for line in lines]
    longest = max((len(run) for line in shown for run in re.findall("`+", line)), default=0)
    ticks = "`" * max(3, longest + 1)
    return "\n".join([ticks + language, *shown, ticks])


def row(cells: Iterable[str]) -> str:
    """One row of a table."""
    return f"| {' | '.join(cells)} |"
