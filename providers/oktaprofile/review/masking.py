"""Takes phone numbers and e-mail addresses out of a finished text, whatever part of it they came through.

The model carries none by design; an address such as `x["+14155550100"]` or a literal in an expression can. This
runs over the whole body of every format, last.
"""

from __future__ import annotations

import re

PHONE, EMAIL = "(phone number)", "(e-mail address)"

# "+" written plainly or as a character reference, in a URL, or in JSON; then 7 to 15 digits, grouped in any way.
_PLUS = r"(?:\+|&#43;|&#x2[bB];|&plus;|%2[bB]|\\u002[bB])"
_INTERNATIONAL = re.compile(_PLUS + r"[\s]?\(?\d(?:[\s().\-/]{0,2}\d){6,14}(?!\d)")
# 415-555-0100, (415) 555 0100, 415.555.0100, 0100-style national grouping of ten digits
_NATIONAL = re.compile(r"(?<![\w.+\-/#])(?:\(\d{3}\)[\s.\-]?|\d{3}[\s.\-])\d{3}[\s.\-]\d{4}(?![\w\-])")
# ten and more digits in a row that belong to no word, identifier or decimal
_BARE = re.compile(r"(?<![\w.\-#&;=])\d{10,15}(?![\w.\-]|;)")
_AT = r"(?:@|&#64;|&#x40;|&commat;|%40|\\u0040|#64;)"
_EMAIL = re.compile(r"[\w.+%\-]{1,64}" + _AT + r"[A-Za-z0-9\-]{1,63}(?:(?:\.|&#46;)[A-Za-z0-9\-]{1,63}){1,8}")


def mask(body: str) -> str:
    """The text without phone numbers and e-mail addresses. Length and layout of the rest stay."""
    body = _EMAIL.sub(EMAIL, body)
    for pattern in (_INTERNATIONAL, _NATIONAL, _BARE):
        body = pattern.sub(PHONE, body)
    return body
