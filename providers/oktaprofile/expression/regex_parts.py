"""Parts of a pattern, each with what it costs.

Python backtracks. So each pattern gets a longest text: the one for which it takes at most `MAX_STEPS` in the worst
case. A repetition has one length to try if what follows it begins with other characters, else all its lengths; the
choices of a sequence multiply.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Characters = frozenset[int]  # ASCII codes, and OTHER in regex.py
    Cost = tuple[float, float]  # ways to go on from here, steps to try them all

MAX_STEPS = 2_000_000
MAX_TEXT = 65_536


class Part:
    """A part of a pattern: its form for Python, what a text for it begins with, whether "" fits, and what it costs.

    `cost(length, following)`: for a text of this length, where a character of `following` comes after the part.
    """

    __slots__ = ("cost", "empty", "first", "python")

    def __init__(
        self, python: str, first: Characters, empty: bool, cost: Callable[[int, Characters], Cost]
    ) -> None:
        self.python = python
        self.first = first
        self.empty = empty
        self.cost = cost


def sequence(parts: list[Part]) -> Part:
    def cost(length: int, following: Characters) -> Cost:
        after = [following]
        for part in reversed(parts[1:]):
            after.append(part.first | after[-1] if part.empty else part.first)
        choices, steps = 1.0, 0.0
        for part, comes in zip(parts, reversed(after), strict=True) if parts else ():
            more, taken = part.cost(length, comes)
            steps += choices * taken
            choices *= more
        return choices, steps

    first: Characters = frozenset()
    for part in parts:
        first |= part.first
        if not part.empty:
            break
    return Part("".join(part.python for part in parts), first, all(part.empty for part in parts), cost)


def alternatives(parts: list[Part]) -> Part:
    firsts = [code for part in parts for code in part.first]
    distinct = len(firsts) == len(set(firsts)) and not any(part.empty for part in parts)

    def cost(length: int, following: Characters) -> Cost:
        costs = [part.cost(length, following) for part in parts]
        choices = [more for more, _ in costs]
        return max(choices) if distinct else sum(choices), sum(taken for _, taken in costs) + len(costs)

    python = f"(?:{'|'.join(part.python for part in parts)})"
    return Part(python, frozenset(firsts), any(part.empty for part in parts), cost)


def repeated(part: Part, python: str, least: int, most: int | None) -> Part:
    def cost(length: int, following: Characters) -> Cost:
        last = max(least, length if most is None else min(most, length))
        more, taken = part.cost(length, following if last <= 1 else part.first | following)
        if more == 1:
            one_way = least == last or part.first.isdisjoint(following)
            return 1 if one_way else last - least + 1, last * taken + 1
        choices, steps, ways = 0.0, 1.0, 1.0
        for times in range(last + 1):
            choices += ways if times >= least else 0
            steps += ways * taken
            ways *= more
            if steps > MAX_STEPS:
                break
        return choices, steps

    return Part(f"{part.python}{python}", part.first, part.empty or least == 0, cost)


def longest_text(root: Part, *, searched: bool) -> int:
    """The longest text that takes at most MAX_STEPS; -1: none."""
    low, high = -1, MAX_TEXT
    while low < high:
        length = (low + high + 1) // 2
        steps = root.cost(length, frozenset())[1] + length
        if steps * (length + 1 if searched else 1) <= MAX_STEPS:
            low = length
        else:
            high = length - 1
    return low
