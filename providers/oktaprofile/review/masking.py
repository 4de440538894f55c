"""Takes phone numbers and e-mail addresses out of what is shown, whatever part of it they came through.

The model carries none by design; an address such as `x["+14155550100"]` or a literal in an expression can. It runs
twice: over each value that is not ours before it is escaped, cut or wrapped (an escaped bracket or a line break would
hide a number), and over the whole body of every format, last.
"""

from __future__ import annotations

import re
from typing import Any

PHONE, EMAIL = "(phone number)", "(e-mail address)"

# "+" written plainly or as a character reference, in a URL, or in JSON; then 7 to 15 digits, grouped in any way.
_PLUS = r"(?:\+|&#43;|&#x2[bB];|&plus;|%2[bB]|\\u002[bB])"
_INTERNATIONAL = re.compile(_PLUS + r"[\s]?\(?\d(?:[\s().\-/]{0,2}\d){6,14}(?!\d)")
# 415-555-0100, (415) 555 0100, 415.555.0100, 0100-style national grouping of ten digits
_NATIONAL = re.compile(r"(?<![\w.+\-/#])(?:\(\d{3}\)[\s.\-]?|\d{3}[\s.\-])\d{3}[\s.\-]\d{4}(?![\w\-])")
# 020 7946 0958, (030) 901820-11, 0049 30 901820: nine digits or more behind a leading zero, in groups
_TRUNK = re.compile(r"(?<![\w.+\-/#,])\(?0\d{1,5}\)?(?:[ ./\-]{1,2}\d{2,10}){1,4}(?!\w|:\d)")
_LEAST_DIGITS_OF_TRUNK = 9  # a date has eight
# ten and more digits in a row that belong to no word, identifier or decimal
_BARE = re.compile(r"(?<![\w.\-#&;])\d{10,15}(?:\.0)?(?![\w\-;]|\.\d)")
_AT = r"(?:@|&#64;|&#x40;|&commat;|%40|\\u0040|#64;)"
_EMAIL = re.compile(
    r"[\w.+%\-][\w.+%'\-]{0,63}" + _AT + r"[^\W_][\w\-]{0,62}(?:(?:\.|&#46;)[\w\-]{1,63}){1,8}"
)
_MAY_HOLD_ONE = re.compile(r"[\d@]|&commat;")  # most texts hold none of these
_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def mask(body: str) -> str:
    """The text without phone numbers and e-mail addresses. Length and layout of the rest stay."""
    if not _MAY_HOLD_ONE.search(body):
        return body
    body = _EMAIL.sub(EMAIL, body)
    for pattern in (_INTERNATIONAL, _NATIONAL, _BARE):
        body = pattern.sub(PHONE, body)
    return _TRUNK.sub(_number_or_date, body)


def _number_or_date(found: re.Match[str]) -> str:
    digits = sum(character.isdigit() for character in found[0])
    return PHONE if digits >= _LEAST_DIGITS_OF_TRUNK else found[0]


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
    return _JSON_STRING.sub(lambda found: mask(found[0]), body)
