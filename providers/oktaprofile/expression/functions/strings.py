"""String.* and their deprecated names without `String.`.

Facts: Okta's Expression Language overview (classic), table "String functions", and the support article named
at a function. Nothing is published on null, on a value that is not a string, or on a position outside the text:
undetermined.
"""

from __future__ import annotations

from oktaprofile.expression.errors import Failure, Unpublished
from oktaprofile.expression.unsettled import ANSWERS
from oktaprofile.expression.values import MAX_TEXT, limited, utf16_slice
from oktaprofile.text.characters import utf16_length

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# What a character means in a pattern of Java's String.replaceFirst, or in its replacement.
_PATTERN = frozenset("\\.[]{}()*+?^$|")
_REFERENCE = frozenset("\\$")


def append(text: str, suffix: str) -> str:
    """The two texts, one after the other."""
    return text + suffix


def join(separator: str, *texts: str) -> str:
    """The texts with the separator between them."""
    return limited(separator.join(texts))


def length(text: str | None) -> int:
    """The number of UTF-16 units, as Java counts: an emoji is 2.

    Assumed (row 16): 0 of null, as Okta's own sample asks `String.len(middleInitial) == 0` for people who have none. A
    mapping of `"" + String.len(appuser.neverSet)` in a real org would settle it.
    """
    if text is not None:
        return utf16_length(text)
    if ANSWERS.length_of_null == "fail":
        raise Failure("String.len of null")
    return 0


def remove_spaces(text: str) -> str:
    """The text without its spaces. Nothing is published on tabs and other blanks."""
    if any(character.isspace() and character != " " for character in text):
        raise Unpublished("Okta publishes nothing on String.removeSpaces of a text with tabs or other blanks")
    return text.replace(" ", "")


def replace(text: str | list[str], match: str, replacement: str) -> str | list[str]:
    """Every `match`, as plain text, replaced (release notes 2016.41), in each of an array (Okta Support, "flattening
    filtered groups and replacing string segments").
    """
    if isinstance(text, list):
        return [_replaced(one, match, replacement) for one in text]
    return _replaced(text, match, replacement)


def _replaced(text: str, match: str, replacement: str) -> str:
    if not match:
        raise Unpublished("Okta publishes nothing on String.replace with an empty text to look for")
    count = text.count(match)
    if count:
        _limited_length(len(text) + count * (len(replacement) - len(match)))
    return text.replace(match, replacement)


def replace_first(text: str, match: str, replacement: str) -> str:
    """The first `match` replaced.

    Whether `match` is a pattern, as in Java's replaceFirst, is not published. A mapping of
    `String.replaceFirst("a.b", ".", "-")` in a real org would settle it ("-.b": a pattern, "a-b": a text).
    """
    if not match:
        raise Unpublished("Okta publishes nothing on String.replaceFirst with an empty text to look for")
    if not _PATTERN.isdisjoint(match) or not _REFERENCE.isdisjoint(replacement):
        raise Unpublished(
            "Okta publishes nothing on whether String.replaceFirst looks for a text or a pattern, and the "
            "two differ here"
        )
    return limited(text.replace(match, replacement, 1))


def _limited_length(size: int) -> None:
    """Stops a replacement that would be too long before it is made."""
    if size > MAX_TEXT:
        raise Unpublished(f"the text grows over {MAX_TEXT} characters; it is not computed here")


def starts_with(text: str, prefix: str) -> bool:
    """Whether the text begins with `prefix`, in the same case."""
    return text.startswith(prefix)


def string_contains(text: str, search: str) -> bool:
    """Whether `search` occurs in the text, in the same case."""
    return search in text


def string_switch(text: str, default: str, *pairs: str) -> str:
    """The value of the first key that occurs in the text, else `default`.

    Keys are tried in the order written and need not be the whole text: Okta's samples "First match wins" and
    "Substrings count".
    """
    for key, value in zip(pairs[::2], pairs[1::2], strict=True):
        if not key:
            raise Unpublished("Okta publishes nothing on String.stringSwitch with an empty key")
        if key in text:
            return value
    return default


def substring(text: str, start: int, end: int) -> str:
    """The text from `start` up to, not including, `end`, counted from 0 in UTF-16 units."""
    size = utf16_length(text)
    if not 0 <= start <= end <= size:
        raise Unpublished(
            f"Okta publishes nothing on String.substring from {start} to {end} of a text of {size}: it may "
            "fail, or give what there is"
        )
    return utf16_slice(text, start, end)


def substring_after(text: str, search: str) -> str:
    """What follows the first `search`; "" if there is none (Okta Support, custom alias article)."""
    if not search:
        raise Unpublished("Okta publishes nothing on String.substringAfter with an empty text to look for")
    return text.partition(search)[2]


def substring_before(text: str, search: str) -> str:
    """The text before the first `search`. Nothing is published on a text without it."""
    if not search:
        raise Unpublished("Okta publishes nothing on String.substringBefore with an empty text to look for")
    if search not in text:
        raise Unpublished(
            "Okta publishes nothing on String.substringBefore where the text does not occur: the whole "
            "input, or nothing"
        )
    return text.partition(search)[0]


def to_lower_case(text: str) -> str:
    """The text in small letters."""
    if text.isascii():
        return text.lower()
    if "\u03a3" in text and not _is_plain_sigma(text):
        raise Unpublished(
            "which small sigma a \u03a3 becomes beside what is no letter differs between Java's versions"
        )
    _refuse_new_letters("String.toLowerCase", text, str.lower)
    return text.lower()


def to_upper_case(text: str) -> str:
    """The text in capitals."""
    if not text.isascii():
        _refuse_new_letters("String.toUpperCase", text, str.upper)
    return text.upper()


def _refuse_new_letters(function: str, text: str, changed: Callable[[str], str]) -> None:
    """Raises Unpublished where a letter or its other case is newer than Unicode 3.2.

    Each version of Java (and of Python) has its own table: Georgian got capitals in Java 11, for instance. All agree on
    what is older (compared with Java 17).
    """
    from unicodedata import ucd_3_2_0 as older

    for letter in set(text):
        other = changed(letter)
        if other != letter and any(older.category(one) == "Cn" for one in letter + other):
            raise Unpublished(
                f"{function} of letters that are newer in Unicode differs between Java's versions"
            )


def _is_plain_sigma(text: str) -> bool:
    """Whether each capital sigma follows a letter with two cases, and such a letter, a space or nothing follows it."""
    for index, letter in enumerate(text):
        if letter == "\u03a3":
            before, after = text[index - 1 : index], text[index + 1 : index + 2]
            if not _has_cases(before) or not (after in ("", " ") or _has_cases(after)):
                return False
    return True


def _has_cases(letter: str) -> bool:
    return letter.isalpha() and letter.lower() != letter.upper()
