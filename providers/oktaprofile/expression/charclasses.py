"""Tests of one character, as the classes of Java's patterns define them."""

from __future__ import annotations

from oktaprofile.expression.errors import Failure, Unpublished

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oktaprofile.expression.automaton import Test

_LINE_ENDS = frozenset("\n\r\u0085\u2028\u2029")
_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LOWER = "abcdefghijklmnopqrstuvwxyz"
_DIGIT = "0123456789"
_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_HORIZONTAL = " \t\u00a0\u1680\u180e\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))

CONTROL_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "a": "\a", "e": "\x1b"}


def _in(characters: str) -> Test:
    return frozenset(characters).__contains__


def complement(test: Test) -> Test:
    """Every character that does not pass `test`."""
    return lambda character: not test(character)


def either(tests: list[Test]) -> Test:
    """Every character that passes one of `tests`."""
    if len(tests) == 1:
        return tests[0]
    return lambda character: any(test(character) for test in tests)


def one_of(character: str, *, ignore_case: bool) -> Test:
    """That character; `ignore_case`: for a letter from a to z in both cases."""
    if ignore_case and character.isascii() and character.isalpha():
        return _in(character.lower() + character.upper())
    return character.__eq__


def span_of(first: str, last: str, *, ignore_case: bool) -> Test:
    """From `first` to `last`; `ignore_case`: also a letter from a to z whose other case is in it."""
    if not ignore_case:
        return lambda character: first <= character <= last

    def test(character: str) -> bool:
        if first <= character <= last:
            return True
        return character.isascii() and first <= character.swapcase() <= last

    return test


def anything(character: str) -> bool:
    """Every character."""
    return True


def any_but_line_end(character: str) -> bool:
    """What `.` stands for."""
    return character not in _LINE_ENDS


_digit = _in(_DIGIT)
_space = _in(" \t\n\x0b\f\r")
_word = _in(_UPPER + _LOWER + _DIGIT + "_")
_horizontal = _in(_HORIZONTAL)
_vertical = _in("\n\x0b\f\r\u0085\u2028\u2029")

CLASS_ESCAPES: dict[str, Test] = {
    "d": _digit,
    "D": complement(_digit),
    "s": _space,
    "S": complement(_space),
    "w": _word,
    "W": complement(_word),
    "h": _horizontal,
    "H": complement(_horizontal),
    "v": _vertical,
    "V": complement(_vertical),
}

_NAMED: dict[str, Test] = {
    "Lower": _in(_LOWER),
    "Upper": _in(_UPPER),
    "ASCII": str.isascii,
    "Alpha": _in(_UPPER + _LOWER),
    "Digit": _digit,
    "Alnum": _in(_UPPER + _LOWER + _DIGIT),
    "Punct": _in(_PUNCTUATION),
    "Graph": _in(_UPPER + _LOWER + _DIGIT + _PUNCTUATION),
    "Print": _in(_UPPER + _LOWER + _DIGIT + _PUNCTUATION + " "),
    "Blank": _in(" \t"),
    "Cntrl": _in("".join(map(chr, range(32))) + "\x7f"),
    "XDigit": _in(_DIGIT + "abcdefABCDEF"),
    "Space": _space,
}

_CATEGORIES = frozenset(
    group + part
    for group, parts in {
        "C": "cfnos",
        "L": "lmotu",
        "M": "cen",
        "N": "dlo",
        "P": "cdefios",
        "S": "ckmo",
        "Z": "lps",
    }.items()
    for part in ("", *parts)
)


def named_class(name: str) -> Test:
    """\\p{name}: the ASCII classes of POSIX, and the general categories of Unicode (\\p{L}, \\p{IsLu})."""
    if name in _NAMED:
        return _NAMED[name]
    category = name[2:] if name.startswith("Is") else name
    if category in _CATEGORIES:
        from unicodedata import category as category_of

        return lambda character: category_of(character).startswith(category)
    if name[:2] in ("Is", "In", "ja") or "=" in name:
        raise Unpublished(f"the class \\p{{{name}}} of a pattern is not run here")
    raise Failure(f"\\p{{{name}}} is not a class of a pattern")
