"""`matches` by a subset of Java's patterns that Python's `re` runs with the same answer and in bounded time.

The subset: characters, escapes, classes, groups, alternatives, repetitions, `^` at the start, `$` at the end, and
`(?i)` before everything. Each part is translated to a form that means the same in both languages: Java's classes are
ASCII, its `.` stops at five line ends. The rest is undetermined: look-around, references, other flags, named classes.
A pattern that Java refuses is an error, as in Spring (EL1018E). Compared with java.util.regex of Java 17 and 25 on
random input.
"""

from __future__ import annotations

import re
from functools import lru_cache

from oktaprofile.expression.errors import Failure, Unpublished
from oktaprofile.expression.regex_parts import Part, alternatives, longest_text, repeated, sequence
from oktaprofile.expression.values import to_text, type_name

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
        self.longest = longest_text(root, searched=False)
        self.longest_searched = longest_text(root, searched=True)

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

    def read(self) -> Part:
        """pattern = "(?i)"? choice END"""
        root = self._choice()
        if self.position < len(self.pattern):
            raise self._invalid("there is no opening bracket for this ')'")
        return root

    def _choice(self) -> Part:
        """choice = ( "^"? ( atom repetition? )* "$"? ) ( "|" ... )*, the anchors outside of groups only"""
        branches: list[list[Part]] = [[]]
        while True:
            character = self.pattern[self.position : self.position + 1]
            if character in ("", ")"):
                return alternatives([sequence(parts) for parts in branches])
            if character == "|":
                self.position += 1
                branches.append([])
            elif character == "^" and not self.deep and not branches[-1]:
                branches[-1].append(self._anchor(r"\A"))
            elif character == "$" and not self.deep and self.pattern[self.position + 1 :][:1] in ("", "|"):
                branches[-1].append(self._anchor(r"\Z"))
            else:
                branches[-1].append(self._repetition(self._atom(character)))

    def _anchor(self, python: str) -> Part:
        self.position += 1
        if self.pattern[self.position :][:1] in ("*", "+", "?", "{"):
            raise self._outside()
        return Part(python, frozenset(), False, lambda length, following: (1, 1))

    def _atom(self, character: str) -> Part:
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

    def _group(self) -> Part:
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

    def _class(self) -> Part:
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

    def _one(self, python: str) -> Part:
        """One character."""
        test = re.compile(python, self.flags)
        first = [code for code in range(_OTHER) if test.match(chr(code))]
        if python.startswith("[^") or not python.isascii():
            first.append(_OTHER)
        return Part(python, frozenset(first), False, lambda length, following: (1, 1))

    def _repetition(self, part: Part) -> Part:
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
        return repeated(part, f"{{{least},{'' if most is None else most}}}", least, most)

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
