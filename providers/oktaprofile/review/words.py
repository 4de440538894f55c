"""Sentences that keep our words and other people's values apart.

A label, a name, an expression or an address was written by somebody else and may hold anything. It travels as a
`Value` inside a sentence, so that each writer can escape it in its own way and cannot forget to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from oktaprofile.text.characters import escaped


class Value(NamedTuple):
    """A text that is not ours."""

    text: str


Sentence = tuple[str | Value, ...]
"""Our words (str, written as they are) and values (escaped)."""


def say(*parts: str | Value | Sentence) -> Sentence:
    """One sentence out of words, values and other sentences."""
    flat: list[str | Value] = []
    for part in parts:
        if isinstance(part, (str, Value)):
            flat.append(part)
        else:
            flat.extend(part)
    return tuple(flat)


def joined(parts: Iterable[Sentence], separator: str = ", ") -> Sentence:
    """Sentences in a row."""
    result: list[str | Value] = []
    for part in parts:
        if result:
            result.append(separator)
        result.extend(part)
    return tuple(result)


def plain(sentence: Sentence) -> str:
    """As text, for formats that carry text only; values in single quotes."""
    return "".join(f"'{part.text}'" if isinstance(part, Value) else part for part in sentence)


def printable(text: str) -> str:
    """Without what would move a cursor, break a line or turn the reading direction: shown as an escape instead."""
    return escaped(text.replace("\n", "⏎").replace("\t", " "))


def no_command(line: str) -> str:
    """A line of a pipeline's log that GitHub Actions does not take for a command (`::set-output …`, `##[error]`)."""
    return re.sub(r"^(\s*):(?=:)", r"\1: ", line).replace("##[", "# #[")


def no_commands(text: str) -> str:
    """A text with none of them anywhere, for who does not know where its lines are broken."""
    return text.replace("::", ": :").replace("##[", "# #[")


def cut(text: str, longest: int) -> str:
    """At most `longest` characters; what is left out is said."""
    if len(text) <= longest:
        return text
    return f"{text[:longest]}… ({len(text):,} characters)"


def counted(number: int, one: str, many: str = "") -> str:
    """`1 person`, `2,000 people`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
