"""`matches` by a subset of Java's patterns that Python's `re` runs with the same answer and in bounded time.

The subset: characters, escapes, classes, groups, alternatives, repetitions, `^` at the start, `$` at the end, and
`(?i)` before everything. Each part is translated to a form that means the same in both languages: Java's classes are
ASCII, its `.` stops at five line ends. The rest is undetermined: look-around, references, other flags, named classes.
A pattern that Java refuses is an error, as in Spring (EL1018E). Compared with java.util.regex of Java 17 and 25 on
random input.

Python backtracks. So each pattern gets a longest text: the one for which it takes at most `_MAX_STEPS` in the worst
case. A repetition has one length to try if what follows it begins with other characters, else all its lengths; the
choices of a sequence multiply.
"""

from __future__ import annotations

import re
from functools import lru_cache

from oktaprofile.expression.errors import Failure, Unpublished
from oktaprofile.expression.values import to_text, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Characters = frozenset[int]  # ASCII codes, and _OTHER
    Cost = tuple[float, float]  # ways to go on from here, steps to try them all

_MAX_STEPS = 2_000_000
_MAX_TEXT = 65_536
_MAX_PATTERN = 1_000
_MAX_REPEAT = 1_000
_MAX_GROUPS_DEEP = 20

_OTHER = 128  # any character that is not ASCII
_LINE_ENDS = "\n\r\x85\u2028\u2029"
_CLASSES = {"d": "0-9", "w": "a-zA-Z0-9_", "s": r" \t\n\x0b\f\r"}
_CONTROLS = {r"\t": "\t", r"\n": "\n", r"\r": "\r", r"\f": "\f"}
_ONE = r"\\[tnrf]|\\[!-/:-@\[-`{-~]|[^\[\]\\&-]|&(?!&)"  # one character in a class
_CLASS = re.compile(rf"\[(\^?)(-?)((?:\\[dws]|(?:{_ONE})-(?:{_ONE})|{_ONE})*)(-?)\]")
_MEMBER = re.compile(rf"\\([dws])|({_ONE})(?:-({_ONE}))?")
_CHARACTER = re.compile(r"\\[tnrf]|\\[!-/:-@\[-`{-~]|[^\\.\[(){}?*+|^$]|\}")
_REPETITION = re.compile(r"(?:([?*+])|\{([0-9]+)(,?)([0-9]*)\})(\??)")


def matches(text: object, pattern: object) -> bool:
    """Whether the whole of `text` fits `pattern`. What is no text on the left counts as `+` would join it (Spring)."""
    if text is None:
        raise Failure(f"'matches' needs a text to its left, and this is {type_name(text)}")
    if not isinstance(pattern, str):
        raise Failure(f"'matches' needs a pattern in quotes to its right, and this is {type_name(pattern)}")
    return _program(pattern).fits(to_text(text), anywhere=False)


def found(text: str, pattern: str) -> bool:
    """Whether some part of `text` fits `pattern`."""
    return _program(pattern).fits(text, anywhere=True)


def _program(pattern: str) -> _Program:
    kept = _compiled(pattern)
    if isinstance(kept, _Program):
        return kept
    raise type(kept)(kept.message)  # a new one: an exception collects a traceback


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> _Program | Failure | Unpublished:
    try:
        return _Program(_Reader(pattern))
    except (Failure, Unpublished) as stop:
        return stop


class _Program:
    """A pattern for Python, and the longest text that it is compared with: as a whole, and in search of a part."""

    __slots__ = ("longest", "longest_searched", "python")

    def __init__(self, reader: _Reader) -> None:
        root = reader.read()
        self.python = re.compile(root.python, reader.flags)
        self.longest = _longest(root, searched=False)
        self.longest_searched = _longest(root, searched=True)

    def fits(self, text: str, *, anywhere: bool) -> bool:
        if len(text) > (self.longest_searched if anywhere else self.longest):
            raise Unpublished("the text and the pattern are too long to be compared in bounded time here")
        if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
            raise Unpublished("half a character outside the basic plane is not compared with a pattern here")
        if not anywhere:
            return self.python.fullmatch(text) is not None
        if any(character in _LINE_ENDS for character in text):
            raise Unpublished("a text of several lines is not searched for a pattern here")
        return self.python.search(text) is not None


class _Part:
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


def _sequence(parts: list[_Part]) -> _Part:
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
    return _Part("".join(part.python for part in parts), first, all(part.empty for part in parts), cost)


def _alternatives(parts: list[_Part]) -> _Part:
    firsts = [code for part in parts for code in part.first]
    distinct = len(firsts) == len(set(firsts)) and not any(part.empty for part in parts)

    def cost(length: int, following: Characters) -> Cost:
        costs = [part.cost(length, following) for part in parts]
        choices = [more for more, _ in costs]
        return max(choices) if distinct else sum(choices), sum(taken for _, taken in costs) + len(costs)

    python = f"(?:{'|'.join(part.python for part in parts)})"
    return _Part(python, frozenset(firsts), any(part.empty for part in parts), cost)


def _repeated(part: _Part, python: str, least: int, most: int | None) -> _Part:
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
            if steps > _MAX_STEPS:
                break
        return choices, steps

    return _Part(f"{part.python}{python}", part.first, part.empty or least == 0, cost)


def _longest(root: _Part, *, searched: bool) -> int:
    """The longest text that takes at most _MAX_STEPS; -1: none."""
    low, high = -1, _MAX_TEXT
    while low < high:
        length = (low + high + 1) // 2
        steps = root.cost(length, frozenset())[1] + length
        if steps * (length + 1 if searched else 1) <= _MAX_STEPS:
            low = length
        else:
            high = length - 1
    return low


class _Reader:
    """Reads a pattern of Java. The docstring of each method is its rule of the grammar."""

    __slots__ = ("deep", "flags", "pattern", "position")

    def __init__(self, pattern: str) -> None:
        if len(pattern) > _MAX_PATTERN:
            raise Unpublished(f"a pattern of more than {_MAX_PATTERN} characters is not run here")
        if any("\ud800" <= character <= "\udfff" for character in pattern):
            raise Unpublished("half a character outside the basic plane in a pattern is not run here")
        self.pattern = pattern
        self.position = 4 if pattern.startswith("(?i)") else 0
        self.flags = re.ASCII | (re.IGNORECASE if self.position else 0)
        self.deep = 0

    def read(self) -> _Part:
        """pattern = "(?i)"? choice END"""
        root = self._choice()
        if self.position < len(self.pattern):
            raise self._invalid("there is no opening bracket for this ')'")
        return root

    def _choice(self) -> _Part:
        """choice = ( "^"? ( atom repetition? )* "$"? ) ( "|" ... )*, the anchors outside of groups only"""
        branches: list[list[_Part]] = [[]]
        while True:
            character = self.pattern[self.position : self.position + 1]
            if character in ("", ")"):
                return _alternatives([_sequence(parts) for parts in branches])
            if character == "|":
                self.position += 1
                branches.append([])
            elif character == "^" and not self.deep and not branches[-1]:
                branches[-1].append(self._anchor(r"\A"))
            elif character == "$" and not self.deep and self.pattern[self.position + 1 :][:1] in ("", "|"):
                branches[-1].append(self._anchor(r"\Z"))
            else:
                branches[-1].append(self._repetition(self._atom(character)))

    def _anchor(self, python: str) -> _Part:
        self.position += 1
        if self.pattern[self.position :][:1] in ("*", "+", "?", "{"):
            raise self._outside()
        return _Part(python, frozenset(), False, lambda length, following: (1, 1))

    def _atom(self, character: str) -> _Part:
        r"""atom = character | "\" character | "." | "[" class "]" | \d \w \s \D \W \S | "(" "?:"? choice ")" """
        if character == ".":
            self.position += 1
            return self._one(f"[^{_LINE_ENDS}]")
        if character == "(":
            return self._group()
        if character == "[":
            return self._class()
        if character == "\\" and self.pattern[self.position + 1 :][:1] in tuple("dwsDWS"):
            letter = self.pattern[self.position + 1]
            self.position += 2
            return self._one(f"[{'^' if letter.isupper() else ''}{_CLASSES[letter.lower()]}]")
        written = _CHARACTER.match(self.pattern, self.position)
        if written:
            self.position = written.end()
            return self._one(_plain(_meant(written[0])))
        if character in ("*", "+", "?"):
            raise self._invalid(f"there is nothing before this '{character}' to repeat")
        if self.pattern[self.position :] == "\\":
            raise self._invalid("it ends with a backslash")
        raise self._outside()

    def _group(self) -> _Part:
        self.position += 1
        if self.pattern.startswith("?:", self.position):
            self.position += 2
        elif self.pattern.startswith("?", self.position):
            raise self._outside()
        self.deep += 1
        if self.deep > _MAX_GROUPS_DEEP:
            raise Unpublished(f"a pattern with groups more than {_MAX_GROUPS_DEEP} deep is not run here")
        part = self._choice()
        self.deep -= 1
        if self.position >= len(self.pattern):
            raise self._invalid("a group has no ')'")
        self.position += 1
        return part

    def _class(self) -> _Part:
        r"""class = "^"? "-"? ( character ( "-" character )? | \d \w \s )* "-"?, at least one of them"""
        written = _CLASS.match(self.pattern, self.position)
        if written is None or not "".join(written.groups()[1:]):
            if "]" not in self.pattern[self.position :]:
                raise self._invalid("a class has no ']'")
            raise self._outside()
        self.position = written.end()
        negated, hyphen, members, last_hyphen = written.groups()
        python = r"\-" if hyphen or last_hyphen else ""
        for letter, one, last in _MEMBER.findall(members):
            if letter:
                python += _CLASSES[letter]
            elif not last:
                python += _plain(_meant(one))
            elif _meant(last) < _meant(one):
                raise self._invalid("a range in a class runs backwards")
            else:
                python += f"{_plain(_meant(one))}-{_plain(_meant(last))}"
        return self._one(f"[{negated}{python}]")

    def _one(self, python: str) -> _Part:
        """One character."""
        test = re.compile(python, self.flags)
        first = [code for code in range(_OTHER) if test.match(chr(code))]
        if python.startswith("[^") or not python.isascii():
            first.append(_OTHER)
        return _Part(python, frozenset(first), False, lambda length, following: (1, 1))

    def _repetition(self, part: _Part) -> _Part:
        """repetition = ( "?" | "*" | "+" | "{" n "}" | "{" n ",}" | "{" n "," m "}" ) "?"?

        With "?" the shortest is tried first, which gives the same answer.
        """
        written = _REPETITION.match(self.pattern, self.position)
        if written is None:
            return part
        sign, first, comma, second, _ = written.groups()
        least = int(first) if first else int(sign == "+")
        most = int(second) if second else None if comma or sign in ("*", "+") else least if first else 1
        if first and second and int(second) < least:
            raise self._invalid("this repetition is empty: its second number is below its first")
        if max(least, most or 0) > _MAX_REPEAT:
            raise Unpublished(f"a pattern that repeats more than {_MAX_REPEAT} times is not run here")
        self.position = written.end()
        if self.pattern[self.position :][:1] in ("+", "{") or (part.empty and most != 1):
            raise self._outside()
        return _repeated(part, f"{{{least},{'' if most is None else most}}}", least, most)

    def _outside(self) -> Unpublished:
        return Unpublished(
            f"what the pattern has at character {self.position} is not run here, as is nothing that needs "
            "backtracking: references to groups, look-around, possessive or nested repetition"
        )

    def _invalid(self, what: str) -> Failure:
        return Failure(f"the pattern is not valid at character {self.position}: {what}")


def _plain(character: str) -> str:
    """A form of the character that has no other meaning for Python."""
    return character if character.isalnum() or not character.isascii() else f"\\{character}"


def _meant(written: str) -> str:
    """The character that is written so in a pattern."""
    return _CONTROLS.get(written, written[-1])
