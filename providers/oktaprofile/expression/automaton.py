"""A nondeterministic automaton, run by sets of states: linear in the text for every pattern.

State `i` either consumes one character that passes `tests[i]` and goes on to `targets[i][0]`, or consumes
nothing (`tests[i]` is None), needs the position to have all of `conditions[i]`, and goes on to all of
`targets[i]`.
"""

from __future__ import annotations

from oktaprofile.expression.errors import Unpublished

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Test = Callable[[str], bool]

MAX_STATES = 4_000
_MAX_KNOWN_STEPS = 20_000

# What may be true of a position
AT_START, AT_END, AT_VERY_END, AT_BOUNDARY, NOT_AT_BOUNDARY = 1, 2, 4, 8, 16

_LINE_ENDS = frozenset("\n\r\u0085\u2028\u2029")


class Automaton:
    """Built by `patterns`; `start` and `accept` are states."""

    __slots__ = ("_closures", "_steps", "accept", "conditions", "needs_ascii", "start", "targets", "tests")

    def __init__(self) -> None:
        self.tests: list[Test | None] = []
        self.targets: list[list[int]] = []
        self.conditions: list[int] = []
        self.start = 0
        self.accept = 0
        self.needs_ascii = False
        self._closures: dict[tuple[frozenset[int], int], frozenset[int]] = {}
        self._steps: dict[tuple[frozenset[int], str], frozenset[int]] = {}

    @property
    def size(self) -> int:
        """The number of states."""
        return len(self.tests)

    def add(self, test: Test | None = None, condition: int = 0) -> int:
        """A new state, without targets."""
        if len(self.tests) >= MAX_STATES:
            raise Unpublished(f"the pattern needs more than {MAX_STATES} states; it is not run here")
        self.tests.append(test)
        self.targets.append([])
        self.conditions.append(condition)
        return len(self.tests) - 1

    def run(self, text: str, *, anywhere: bool) -> bool:
        """Whether the whole text is accepted; `anywhere`: whether some part of it is."""
        origin = frozenset((self.start,))
        states = self._closure(origin, self._facts(text, 0))
        for position, character in enumerate(text, 1):
            if anywhere and self.accept in states:
                return True
            if not states:
                return False
            states = self._step(states, character)
            if anywhere:
                states |= origin
            states = self._closure(states, self._facts(text, position))
        return self.accept in states

    def _step(self, states: frozenset[int], character: str) -> frozenset[int]:
        key = (states, character)
        known = self._steps.get(key)
        if known is None:
            tests, targets = self.tests, self.targets
            reached = set()
            for state in states:
                test = tests[state]
                if test is not None and test(character):
                    reached.add(targets[state][0])
            known = frozenset(reached)
            if len(self._steps) >= _MAX_KNOWN_STEPS:
                self._steps.clear()
            self._steps[key] = known
        return known

    def _closure(self, states: frozenset[int], facts: int) -> frozenset[int]:
        key = (states, facts)
        known = self._closures.get(key)
        if known is None:
            tests, targets, conditions = self.tests, self.targets, self.conditions
            reached = set(states)
            waiting = list(states)
            while waiting:
                state = waiting.pop()
                if tests[state] is None and conditions[state] & ~facts == 0:
                    for target in targets[state]:
                        if target not in reached:
                            reached.add(target)
                            waiting.append(target)
            known = frozenset(reached)
            if len(self._closures) >= _MAX_KNOWN_STEPS:
                self._closures.clear()
            self._closures[key] = known
        return known

    def _facts(self, text: str, position: int) -> int:
        facts = AT_START if position == 0 else 0
        left = len(text) - position
        if left == 0:
            facts |= AT_END | AT_VERY_END
        elif left <= 2 and _is_last_line_end(text, position):
            facts |= AT_END
        if self.needs_ascii:
            before = position > 0 and _is_word(text[position - 1])
            after = left > 0 and _is_word(text[position])
            facts |= AT_BOUNDARY if before is not after else NOT_AT_BOUNDARY
        return facts


def _is_last_line_end(text: str, position: int) -> bool:
    """Whether only one line end follows, the pair CR LF counting as one, and `position` not inside that pair."""
    rest = text[position:]
    if rest == "\r\n":
        return True
    return rest in _LINE_ENDS and not (rest == "\n" and text[position - 1 : position] == "\r")


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
