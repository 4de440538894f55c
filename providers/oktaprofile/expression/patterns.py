"""Reads a pattern of Java and builds its automaton. The docstring of each method is its rule of the grammar.

Facts: java.util.regex.Pattern of Java 17 (its documentation, and tried). Without flags: ASCII classes, `.` is
anything but a line end, letters in their own case; `(?i)` folds a to z only.
"""

from __future__ import annotations

from oktaprofile.expression.automaton import (
    AT_BOUNDARY,
    AT_END,
    AT_START,
    AT_VERY_END,
    NOT_AT_BOUNDARY,
    Automaton,
)
from oktaprofile.expression.charclasses import (
    CLASS_ESCAPES,
    CONTROL_ESCAPES,
    any_but_line_end,
    anything,
    complement,
    either,
    named_class,
    one_of,
    span_of,
)
from oktaprofile.expression.errors import Failure, Unpublished

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oktaprofile.expression.automaton import Test

_MAX_GROUPS_DEEP = 50
_MAX_REPEAT = 1_000

_IGNORE_CASE, _DOT_ALL = 1, 2

_ASSERTIONS = {"A": AT_START, "z": AT_VERY_END, "Z": AT_END, "b": AT_BOUNDARY, "B": NOT_AT_BOUNDARY}


def build(pattern: str) -> Automaton:
    """The automaton of `pattern`. Failure: Java refuses the pattern. Unpublished: it is not run here."""
    return _Builder(pattern).build()


class _Builder:
    """Each `_parse` method gives a fragment: its first state, and its last, which has no target yet."""

    __slots__ = ("automaton", "deep", "flags", "names", "pattern", "position")

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.position = 0
        self.flags = 0
        self.deep = 0
        self.names: set[str] = set()
        self.automaton = Automaton()

    def build(self) -> Automaton:
        """pattern = alternatives END"""
        first, last = self._alternatives()
        if self.position < len(self.pattern):
            raise self._error("there is no opening bracket for this ')'")
        self.automaton.start, self.automaton.accept = first, last
        return self.automaton

    def _alternatives(self) -> tuple[int, int]:
        """alternatives = sequence ( "|" sequence )*, where a flag holds to the end of the group"""
        self.deep += 1
        if self.deep > _MAX_GROUPS_DEEP:
            raise Unpublished(f"the pattern has groups more than {_MAX_GROUPS_DEEP} deep; it is not run here")
        fragments = [self._sequence()]
        while self._peek() == "|":
            self.position += 1
            fragments.append(self._sequence())
        self.deep -= 1
        if len(fragments) == 1:
            return fragments[0]
        first, last = self.automaton.add(), self.automaton.add()
        for start, end in fragments:
            self.automaton.targets[first].append(start)
            self.automaton.targets[end].append(last)
        return first, last

    def _sequence(self) -> tuple[int, int]:
        """sequence = ( atom quantifier? )*"""
        first = last = self.automaton.add()
        while self._peek() not in ("", "|", ")"):
            begun = self.position
            fragment = self._atom()
            if fragment is None:
                continue
            start, end = self._quantified(begun, fragment)
            self.automaton.targets[last].append(start)
            last = end
        return first, last

    def _quantified(self, begun: int, fragment: tuple[int, int]) -> tuple[int, int]:
        """quantifier = ( "?" | "*" | "+" | "{" n "}" | "{" n ",}" | "{" n "," m "}" ) "?"?"""
        ended = self.position
        least, most = self._counts()
        if (least, most) == (1, 1) and self.position == ended:
            return fragment
        if self._peek() == "+":
            raise Unpublished("possessive repetition needs backtracking; it is not run here")
        if self._peek() == "?":  # reluctant: the same texts match as a whole
            self.position += 1
        if self._peek() in ("*", "+", "?"):
            raise self._error("this repeats a repetition")
        after, flags = self.position, self.flags

        def another() -> tuple[int, int]:
            kept, names = self.flags, self.names
            self.position, self.names = begun, set()
            again = self._atom()
            self.position, self.flags, self.names = after, kept, names
            assert again is not None
            return again

        result = self._repeat(fragment, least, most, another)
        self.flags = flags
        return result

    def _repeat(
        self, fragment: tuple[int, int], least: int, most: int | None, another: Callable[[], tuple[int, int]]
    ) -> tuple[int, int]:
        """`fragment` at least and at most so often, each further copy read from the pattern again."""
        automaton = self.automaton
        if max(least, most or 0) > _MAX_REPEAT:
            raise Unpublished(f"the pattern repeats more than {_MAX_REPEAT} times; it is not run here")
        first = last = automaton.add()
        copies = max(least, 1) if most is None else most
        end = automaton.add()
        for number in range(copies):
            start, stop = fragment if number == 0 else another()
            if number >= least:
                automaton.targets[last].append(end)
            automaton.targets[last].append(start)
            if most is None and number == copies - 1:
                automaton.targets[stop].append(start)
            last = automaton.add()
            automaton.targets[stop].append(last)
        automaton.targets[last].append(end)
        return first, end

    def _counts(self) -> tuple[int, int | None]:
        character = self._peek()
        if character in ("?", "*", "+"):
            self.position += 1
            return {"?": (0, 1), "*": (0, None), "+": (1, None)}[character]
        if character != "{":
            return 1, 1
        self.position += 1
        least = self._digits()
        if least is None:
            raise self._error("a number is missing in this repetition")
        most: int | None = least
        if self._peek() == ",":
            self.position += 1
            most = self._digits()
        if self._peek() != "}":
            raise self._error("this repetition has no '}'")
        self.position += 1
        if most is not None and most < least:
            raise self._error("this repetition is empty: its second number is below its first")
        return least, most

    def _digits(self) -> int | None:
        start = self.position
        while self._peek() in _DIGITS and self._peek():
            self.position += 1
        text = self.pattern[start : self.position]
        return int(text[:9]) if text else None

    def _atom(self) -> tuple[int, int] | None:
        """atom = "(" ... ")" | "[" class "]" | "." | "^" | "$" | escape | character; None: it only set flags"""
        character = self._next()
        if character == "(":
            return self._group()
        if character == "[":
            return self._consuming(self._class())
        if character == ".":
            return self._consuming(anything if self.flags & _DOT_ALL else any_but_line_end)
        if character == "^":
            return self._asserting(AT_START)
        if character == "$":
            return self._asserting(AT_END)
        if character == "\\":
            return self._escape()
        if character in ("*", "+", "?"):
            raise self._error(f"there is nothing before this '{character}' to repeat")
        if character == "{":  # Java repeats nothing here
            self.position -= 1
            empty = self.automaton.add()
            return empty, empty
        return self._consuming(self._folded(character))

    def _group(self) -> tuple[int, int] | None:
        """group = "(" alternatives ")" | "(?:" alternatives ")" | "(?<name>" alternatives ")"
        | "(?flags)" | "(?flags:" alternatives ")"
        """
        before = self.flags
        if self._peek() == "?":
            self.position += 1
            following = self._next()
            if following == "<" and self._peek() not in ("=", "!", ""):
                self._group_name()
            elif following in ("=", "!", "<", ">"):
                raise Unpublished("look-around and atomic groups need backtracking; they are not run here")
            elif following != ":":
                self.position -= 1
                if self._flags():
                    return None
        fragment = self._alternatives()
        if self._peek() != ")":
            raise self._error("a group has no ')'")
        self.position += 1
        self.flags = before
        return fragment

    def _group_name(self) -> None:
        start = self.position
        while self._peek().isascii() and self._peek().isalnum():
            self.position += 1
        if start == self.position or not self.pattern[start].isalpha() or self._next() != ">":
            raise self._error("a group's name is letters and digits between '<' and '>'")
        name = self.pattern[start : self.position - 1]
        if name in self.names:
            raise self._error(f"two groups are named {name}")
        self.names.add(name)

    def _flags(self) -> bool:
        """flags = letter* ( "-" letter* )?, and whether ")" follows, so that they hold for the rest of the group"""
        setting = True
        while True:
            letter = self._next()
            if letter == ")":
                return True
            if letter == ":":
                return False
            if letter == "-" and setting:
                setting = False
            elif letter in ("i", "s"):
                flag = _IGNORE_CASE if letter == "i" else _DOT_ALL
                self.flags = self.flags | flag if setting else self.flags & ~flag
            elif letter and letter in "mduxU":
                raise Unpublished(f"the flag {letter} of a pattern is not run here")
            else:
                raise self._error("this flag is unknown")

    def _escape(self) -> tuple[int, int] | None:
        """escape = "\\" ( class letter | assertion letter | control letter | other character | "Q" ... "\\E" )"""
        character = self._next()
        if character == "":
            raise self._error("the pattern ends with a backslash")
        if character in _ASSERTIONS:
            return self._asserting(_ASSERTIONS[character])
        if character == "Q":
            return self._quotation()
        if character in "GkRX" or (character in _DIGITS and character != "0"):
            raise Unpublished(f"\\{character} in a pattern needs backtracking; it is not run here")
        test = self._escaped_class(character)
        if test is not None:
            return self._consuming(test)
        return self._consuming(self._folded(self._escaped(character)))

    def _quotation(self) -> tuple[int, int] | None:
        """A quantifier after \\E applies to the last character, which is left to be read on its own."""
        end = self.pattern.find("\\E", self.position)
        stop = len(self.pattern) if end < 0 else end
        quoted = self.pattern[self.position : stop]
        if end >= 0:
            raise_on = self.pattern[end + 2 : end + 3]
            if raise_on and raise_on in "*+?{" and len(quoted) != 1:
                raise Unpublished("a repeated \\Q...\\E in a pattern is not run here")
        self.position = stop + 2 if end >= 0 else stop
        if not quoted:
            return None
        first = last = self.automaton.add()
        for character in quoted:
            start, stop_state = self._consuming(self._folded(character))
            self.automaton.targets[last].append(start)
            last = stop_state
        return first, last

    def _escaped_class(self, character: str) -> Test | None:
        if character in CLASS_ESCAPES:
            return CLASS_ESCAPES[character]
        if character not in ("p", "P"):
            return None
        if self._peek() == "{":
            end = self.pattern.find("}", self.position)
            if end < 0:
                raise self._error("this class has no '}'")
            name = self.pattern[self.position + 1 : end]
            self.position = end + 1
        else:
            name = self._next()
        if self.flags & _IGNORE_CASE:
            raise Unpublished("a named class without regard to case is not run here")
        test = named_class(name)
        return complement(test) if character == "P" else test

    def _escaped(self, character: str) -> str:
        if character in CONTROL_ESCAPES:
            return CONTROL_ESCAPES[character]
        if character == "x":
            return self._hexadecimal(2, braces=True)
        if character == "u":
            return self._hexadecimal(4, braces=False)
        if character == "0":
            return self._octal()
        if character.isascii() and character.isalpha():
            if character in "cNE":
                raise Unpublished(f"\\{character} in a pattern is not run here")
            raise self._error(f"\\{character} has no meaning")
        return character

    def _hexadecimal(self, count: int, *, braces: bool) -> str:
        if braces and self._peek() == "{":
            end = self.pattern.find("}", self.position)
            text, self.position = self.pattern[self.position + 1 : max(end, self.position)], end + 1
        else:
            text = self.pattern[self.position : self.position + count]
            self.position += count
            if len(text) < count:
                text = ""
        if (
            not text
            or any(digit not in "0123456789abcdefABCDEF" for digit in text)
            or int(text, 16) > 0x10FFFF
        ):
            raise self._error("a character's number is not hexadecimal here")
        if 0xD800 <= int(text, 16) <= 0xDFFF:
            raise Unpublished("half a character outside the basic plane in a pattern is not run here")
        return chr(int(text, 16))

    def _octal(self) -> str:
        start = self.position
        while self.position - start < 3 and self._peek() and self._peek() in "01234567":
            if self.position - start == 2 and self.pattern[start] > "3":
                break
            self.position += 1
        if start == self.position:
            raise self._error("a character's number is not octal here")
        return chr(int(self.pattern[start : self.position], 8))

    def _class(self) -> Test:
        """class = "^"? ( character | character "-" character | escape )+, after "[" and up to "]" """
        negated = self._peek() == "^"
        if negated:
            self.position += 1
        parts: list[Test] = []
        while True:
            character = self._next()
            if character == "":
                raise self._error("a class has no ']'")
            if character == "]" and parts:
                break
            if character == "[" or (character == "&" and self._peek() == "&"):
                raise Unpublished("a class within a class in a pattern is not run here")
            parts.append(self._class_part(character))
        test = either(parts)
        return complement(test) if negated else test

    def _class_part(self, character: str) -> Test:
        if character == "\\":
            character = self._next()
            if character == "":
                raise self._error("a class has no ']'")
            if character in "QE":
                raise Unpublished("\\Q...\\E within a class in a pattern is not run here")
            test = self._escaped_class(character)
            if test is not None:
                return test
            character = self._escaped(character)
        following = self.pattern[self.position + 1 : self.position + 2]
        if self._peek() == "-" and following not in ("]", "", "["):
            self.position += 1
            last = self._next()
            if last == "\\":
                last = self._next()
                if self._escaped_class(last) is not None or last in "QE":
                    raise Unpublished("a range that ends in a class in a pattern is not run here")
                last = self._escaped(last)
            if last < character:
                raise self._error("a range in a class runs backwards")
            return span_of(character, last, ignore_case=bool(self.flags & _IGNORE_CASE))
        return self._folded(character)

    # building

    def _consuming(self, test: Test) -> tuple[int, int]:
        first, last = self.automaton.add(test), self.automaton.add()
        self.automaton.targets[first].append(last)
        return first, last

    def _asserting(self, condition: int) -> tuple[int, int]:
        if condition in (AT_BOUNDARY, NOT_AT_BOUNDARY):
            self.automaton.needs_ascii = True
        first, last = self.automaton.add(condition=condition), self.automaton.add()
        self.automaton.targets[first].append(last)
        return first, last

    def _folded(self, character: str) -> Test:
        return one_of(character, ignore_case=bool(self.flags & _IGNORE_CASE))

    # reading

    def _peek(self) -> str:
        return self.pattern[self.position : self.position + 1]

    def _next(self) -> str:
        character = self._peek()
        self.position += 1
        return character

    def _error(self, what: str) -> Failure:
        return Failure(
            f"the pattern is not valid at character {min(self.position, len(self.pattern))}: {what}"
        )


_DIGITS = "0123456789"
