"""What changed in an expression, token by token, and what the language's checker says of it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from oktaprofile.expression import ExpressionError, Finding, check, references
from oktaprofile.expression.tokens import tokenize
from oktaprofile.review.model import Note, Run

LONGEST_TO_COMPARE = 20_000  # characters; longer ones are shown as changed as a whole
MOST_NOTES = 10
MOST_REMEMBERED = 4_096  # the same expression serves many apps and user types, and both sides of the picture


@lru_cache(MOST_REMEMBERED)
def compare(before: str, after: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Both texts in pieces, (text, whether it is gone or new). Joined, the pieces are the texts again."""
    if len(before) + len(after) > LONGEST_TO_COMPARE:
        return ((before, True),), ((after, True),)
    old, new = _pieces(before), _pieces(after)
    # Blanks between tokens mean nothing, so they are not compared.
    old_words, new_words = [one[1] for one in old], [one[1] for one in new]
    head = _common(old_words, new_words)
    tail = _common(old_words[head:][::-1], new_words[head:][::-1])
    gone = [head <= index < len(old) - tail for index in range(len(old))]
    fresh = [head <= index < len(new) - tail for index in range(len(new))]
    matcher = difflib.SequenceMatcher(
        None, old_words[head : len(old) - tail], new_words[head : len(new) - tail], autojunk=False
    )
    for block in matcher.get_matching_blocks():
        for offset in range(head, head + block.size):
            gone[block.a + offset] = fresh[block.b + offset] = False
    return _runs(before, old, gone), _runs(after, new, fresh)


def notes(
    source: str,
    direction: str,
    target: str,
    source_schema: Mapping[str, Any] | None,
    target_schema: Mapping[str, Any] | None,
) -> tuple[Note, ...]:
    """The checker's findings with carets, errors first: the first MOST_NOTES, then how many more there are. The
    first one has the corrected expression. Without a schema the rules that need it are skipped."""
    if source_schema is None and target_schema is None:
        return _notes_without_schemas(source, direction)
    findings = check(
        source, direction=direction, source_schema=source_schema, target_schema=target_schema, target=target
    )
    return _as_notes(findings)


@lru_cache(MOST_REMEMBERED)
def _notes_without_schemas(source: str, direction: str) -> tuple[Note, ...]:
    return _as_notes(check(source, direction=direction))


def _as_notes(findings: Sequence[Finding]) -> tuple[Note, ...]:
    found = []
    for index, finding in enumerate(findings[:MOST_NOTES]):
        fix = "" if index else finding.fix
        text = finding.render()
        if finding.fix and not fix:
            text = text.removesuffix(f"\nfix: {finding.fix}")
        found.append(Note(finding.severity, finding.code, finding.message, text, fix))
    left = len(findings) - MOST_NOTES
    if left > 0:
        found.append(Note("info", "more", f"{left:,} more findings", f"{left:,} more findings"))
    return tuple(found)


@lru_cache(MOST_REMEMBERED)
def attributes_read(expression: str | None) -> tuple[str, ...]:
    """The attributes that an expression reads, each once, in order; () for one that is not valid."""
    if not expression:
        return ()
    try:
        found = references(expression)
    except ExpressionError:
        return ()
    return tuple(dict.fromkeys(one.attribute for one in found))


def marks(runs: Sequence[Run]) -> str:
    """A line of `^` under what is new (or gone), as long as the text; "" where that is everything or nothing."""
    if all(changed for _, changed in runs) or not any(changed for _, changed in runs):
        return ""
    return "".join(("^" if changed else " ") * len(text) for text, changed in runs).rstrip()


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words at the beginning are the same."""
    for index, (one, other) in enumerate(zip(old, new, strict=False)):
        if one != other:
            return index
    return min(len(old), len(new))


_Piece = tuple[int, str, int]  # start, token, end


def _pieces(source: str) -> list[_Piece]:
    """The tokens with their places. A text that is no expression is cut at blanks."""
    try:
        return [(start, source[start:end], end) for kind, _, start, end in tokenize(source) if kind != "end"]
    except ExpressionError:
        pieces, position = [], 0
        for word in source.split():
            start = source.index(word, position)
            position = start + len(word)
            pieces.append((start, word, position))
        return pieces


def _runs(source: str, pieces: Sequence[_Piece], changed: Sequence[bool]) -> tuple[Run, ...]:
    """The pieces as runs; the blanks between two changed tokens belong to the change."""
    runs: list[Run] = []
    position = 0
    for index, (start, token, end) in enumerate(pieces):
        if start > position:
            inside = index > 0 and changed[index - 1] and changed[index]
            runs.append((source[position:start], inside))
        runs.append((token, changed[index]))
        position = end
    if position < len(source):
        runs.append((source[position:], False))
    merged: list[Run] = []
    for text, is_changed in runs:
        if merged and merged[-1][1] == is_changed:
            merged[-1] = (merged[-1][0] + text, is_changed)
        else:
            merged.append((text, is_changed))
    return tuple(merged)
