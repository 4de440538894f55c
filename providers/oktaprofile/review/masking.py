"""Takes phone numbers and e-mail addresses out of what is shown, whatever part of it they came through.

The model carries none by design; an address such as `x["+14155550100"]` or a literal in an expression can. It runs
twice: over each value that is not ours before it is escaped, cut or wrapped (an escaped bracket or a line break would
hide a number), and over the whole body of every format, last.

A text is searched as `plain_text.py` reads it: without escapes, with ASCII digits and separators. Every pattern is
bounded, so the time grows with the length of the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from oktaprofile.review.plain_text import PlainText

PHONE, EMAIL = "(phone number)", "(e-mail address)"

_BETWEEN = r"[ \-./_()]"  # what may be between two groups of digits
_NO_WORD = r"(?<![0-9A-Za-z])"
_EXTENSION = r"(?:[ ,;]{0,2}(?:#|x|extension|ext\.?)[ .:=]{0,2}\d{1,8}(?!\d))?"
_GROUPS = rf"\d(?:{_BETWEEN}{{0,4}}\d){{%s,16}}\d*"
# +14155550100, +49 (0)89 / 123456, + 1 (415) 555-0100 ext. 12
_INTERNATIONAL = re.compile(rf"\+{_BETWEEN}{{0,3}}{_GROUPS % 6}{_EXTENSION}", re.IGNORECASE)
# tel:89-123456, sip:4155550100@…
_URI = re.compile(
    rf"{_NO_WORD}(?:tel|sips?|callto|sms|fax):(?://)?\+?{_GROUPS % 4}{_EXTENSION}", re.IGNORECASE
)
# 415-555-0100, (415) 555 0100, 1_415_555_0100: national grouping of ten digits
_NATIONAL = re.compile(
    rf"{_NO_WORD}(?<!\d[+\-./#])(?:1{_BETWEEN}{{1,2}})?\(?\d{{3}}{_BETWEEN}{{1,4}}\d{{3}}{_BETWEEN}{{1,4}}\d{{4}}"
    rf"(?![0-9A-Za-z]|-\w){_EXTENSION}",
    re.IGNORECASE,
)
# 020 7946 0958, (030) 901820-11, (0)89 123456, 0049 30 901820: digits behind a leading zero, in groups
_TRUNK = re.compile(
    rf"{_NO_WORD}(?<!\d[+\-./#,])(?:\(?0\d{{1,5}}\)?|\(0\) ?\d{{1,5}})(?:{_BETWEEN}{{1,4}}\d{{2,10}}){{1,4}}"
    rf"(?![0-9A-Za-z]|:\d){_EXTENSION}",
    re.IGNORECASE,
)
_LEAST_DIGITS_OF_TRUNK = 9  # a date has eight
# ten and more digits in a row that belong to no word, identifier or decimal
_BARE = re.compile(
    rf"(?<![0-9A-Za-z.\-#])\d{{10,15}}(?:\.0)?(?![0-9A-Za-z\-]|\.\d){_EXTENSION}", re.IGNORECASE
)

_DOMAIN = re.compile(r"[^\W_][\w\-]{0,62}(?:\.[\w\-]{1,63}){1,8}|\[[0-9a-fA-F.:IPv]{3,45}\]")
_LOCAL = re.compile(r"""(?:"(?:[^"\\]|\\.){1,64}"|[\w.+%'\-!#$*/=?~^{}]{1,64})\Z""")
_LONGEST_LOCAL = 66

_MAY_HOLD_ONE = re.compile(r"[\d@&%#\\]|[^\x00-\x7f]")  # most texts hold none of these
_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')

_Spans = Iterator[tuple[int, int]]


def mask(body: str) -> str:
    """The text without phone numbers and e-mail addresses. Length and layout of the rest stay."""
    if not _MAY_HOLD_ONE.search(body):
        return body
    text = PlainText(body)
    found: list[tuple[int, int, str]] = []
    for search, word in _SEARCHES:
        spans = list(search(text.plain))
        text.blank(spans)
        found += [(*text.original(*span), word) for span in spans]
    parts, position = [], 0
    for start, end, word in sorted(found):
        parts += [body[position:start], word]
        position = end
    return "".join([*parts, body[position:]])


def _addresses(text: str) -> _Spans:
    """From each @ the domain forwards, and as much as may be the local part backwards."""
    at, behind = text.find("@"), 0
    while at >= 0:
        domain = _DOMAIN.match(text, at + 1)
        local = _LOCAL.search(text, max(behind, at - _LONGEST_LOCAL), at) if domain else None
        if domain and local:
            yield local.start(), domain.end()
            behind = domain.end()
        at = text.find("@", domain.end() if domain and local else at + 1)


def _all(pattern: re.Pattern[str]) -> Callable[[str], _Spans]:
    return lambda text: (found.span() for found in pattern.finditer(text))


def _trunks(text: str) -> _Spans:
    for found in _TRUNK.finditer(text):
        if sum(character.isdigit() for character in found[0]) >= _LEAST_DIGITS_OF_TRUNK:
            yield found.span()


_SEARCHES: tuple[tuple[Callable[[str], _Spans], str], ...] = (
    (_addresses, EMAIL),
    (_all(_INTERNATIONAL), PHONE),
    (_all(_URI), PHONE),
    (_all(_NATIONAL), PHONE),
    (_all(_BARE), PHONE),
    (_trunks, PHONE),
)


def masked_values(value: Any) -> Any:  # noqa: ANN401
    """A JSON value with every text in it masked, names too. Numbers are ours: counts and lines."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {masked_values(name): masked_values(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [masked_values(item) for item in value]
    return value


def mask_json(body: str) -> str:
    """`mask` for a JSON text: inside of its strings alone, since a number put in brackets would be no JSON."""
    return _JSON_STRING.sub(lambda found: f'"{mask(found[0][1:-1])}"', body)
