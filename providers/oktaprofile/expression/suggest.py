"""The nearest of some known words, for a word that is none of them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(word: str, candidates: Iterable[str], *, limit: int = 3) -> list[str]:
    """The candidates that `word` is probably a slip for, nearest first: another case, or few letters off.

    A candidate counts up to one difference in three letters of the longer word, and only if none is clearly nearer.
    """
    ranked: list[tuple[int, str]] = []
    folded = word.casefold()
    for candidate in candidates:
        other = candidate.casefold()
        allowed = max(len(word), len(candidate)) // 3
        if abs(len(word) - len(candidate)) > allowed:
            continue
        distance = edits(folded, other, allowed)
        if distance <= allowed:
            ranked.append((distance, candidate))
    ranked.sort()
    best = ranked[0][0] if ranked else 0
    furthest = best + 1 if best > 1 else best  # one slip is near enough to leave out what is further
    return [candidate for distance, candidate in ranked[:limit] if distance <= furthest]


def edits(left: str, right: str, limit: int) -> int:
    """Insertions, deletions, replacements and swaps of neighbours that turn `left` into `right`.

    Stops early: any answer above `limit` only means "more than limit". Optimal string alignment.
    """
    before_last: list[int] = []
    last = list(range(len(right) + 1))
    for row, character in enumerate(left, 1):
        current = [row]
        for column, other in enumerate(right, 1):
            cost = min(
                last[column] + 1,
                current[column - 1] + 1,
                last[column - 1] + (character != other),
            )
            if row > 1 and column > 1 and character == right[column - 2] and left[row - 2] == other:
                cost = min(cost, before_last[column - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before_last, last = last, current
    return last[-1]
