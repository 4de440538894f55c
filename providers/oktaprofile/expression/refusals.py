"""The tokenizer's errors: quotes, signs and operators that the language does not have, with what to write instead.

Imported only once something is refused.
"""

from __future__ import annotations

from oktaprofile.expression.errors import ExpressionError, Token

_NO_PART = "is not part of the Expression Language"
_COMMENT = ("comments are not part of the Expression Language", "remove it", None)

# As written -> (message, suggestion, what to write instead, None: that would be a guess). Longest first.
_OPERATORS: dict[str, tuple[str, str, str | None]] = {
    "===": (f"'===' {_NO_PART}", "to compare write '=='", "=="),
    "!==": (f"'!==' {_NO_PART}", "to compare write '!='", "!="),
    "<>": (f"'<>' {_NO_PART}", "write '!='", "!="),
    "=>": (f"'=>' {_NO_PART}", "write '>='", ">="),
    "=<": (f"'=<' {_NO_PART}", "write '<='", "<="),
    "=~": (f"'=~' {_NO_PART}", "write 'matches'", "matches"),
    "+=": (f"'+=' {_NO_PART}", "to join two texts write '+'", "+"),
    "-=": (f"'-=' {_NO_PART}", "to subtract write '-'", "-"),
    "->": (f"'->' {_NO_PART}", "", None),
    "//": _COMMENT,
    "/*": _COMMENT,
    "++": (f"'++' {_NO_PART}", "to join two texts write one '+'", None),
    "--": (f"'--' {_NO_PART}", "to subtract a negative number write '- -1'", None),
    "??": (f"'??' {_NO_PART}", "for a default value write 'a ?: b'", "?:"),
    ".?": ("selection '.?[...]' is not documented for the Expression Language", "", None),
    ".^": ("selection '.^[...]' is not documented for the Expression Language", "", None),
    ".$": ("selection '.$[...]' is not documented for the Expression Language", "", None),
    "=": ("'=' does not assign or compare in the Expression Language", "to compare write '=='", "=="),
    "&": (
        "'&' is not an operator of the Expression Language",
        "for logic write 'AND', to join texts write '+'",
        None,
    ),
    "|": ("'|' is not an operator of the Expression Language", "for logic write 'OR'", "OR"),
    "#": (
        "variables (#name) of Spring's language are not part of the Expression Language",
        'a text needs quotes: "#"',
        None,
    ),
    "@": (
        "bean references (@name) of Spring's language are not part of the Expression Language",
        'a text needs quotes: "@"',
        None,
    ),
    ";": ("an expression is one expression: ';' ends nothing here", "remove the ';'", None),
    "\\": ("a backslash can be inside quotes only", "", None),
    "~": ("'~' is not an operator of the Expression Language", "for patterns write 'matches'", None),
}
# Written as escapes: they look like the straight ones
_TYPOGRAPHIC = dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb\uff02", '"') | dict.fromkeys(
    "\u2018\u2019\u201a`\u00b4\uff07", "'"
)
_LOOK_ALIKES = (
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | {"\u00d7": "*", "\u00f7": "/", "\u2260": "!=", "\u2264": "<=", "\u2265": ">="}
    | {chr(0xFEE0 + code): chr(code) for code in range(0x21, 0x7F) if not chr(code).isalnum()}
)
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"


def refusal(source: str, position: int, before: list[Token]) -> ExpressionError:
    """The character at `position` begins no token; `before` are the tokens up to it."""
    character = source[position]
    if character in "\"'":
        return _unclosed(source, position, before)
    if character.isspace():
        return _stray(
            source,
            position,
            f"a blank that is not a plain space (U+{ord(character):04X})",
            "type a plain space",
        )
    if character in _INVISIBLE:
        return _stray(source, position, f"an invisible character (U+{ord(character):04X})", "remove it")
    if character in _TYPOGRAPHIC:
        return _typographic(source, position)
    for length in (3, 2, 1):
        written = source[position : position + length]
        if len(written) == length and written in _OPERATORS:
            message, suggestion, instead = _OPERATORS[written]
            end = position + length
            fix = (
                source[:position] + _spaced(source, position, end, instead) + source[end:] if instead else ""
            )
            return ExpressionError(message, (position, end), source, suggestion=suggestion, fix=fix)
    span = (position, position + 1)
    if character in _LOOK_ALIKES:
        plain = _LOOK_ALIKES[character]
        message = (
            f"{character} only looks like {plain}" if len(plain) == 1 else f"{character} is not an operator"
        )
        return ExpressionError(message, span, source, suggestion=f"write {plain}", fix=_straightened(source))
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    return ExpressionError(
        f"the character {shown} has no meaning outside a quoted text",
        span,
        source,
        suggestion="a text needs quotes",
    )


def _spaced(source: str, start: int, end: int, word: str) -> str:
    """A word instead of a sign needs blanks around it."""
    if not word.isalpha():
        return word
    before, after = source[start - 1 : start], source[end : end + 1]
    return f"{'' if before.isspace() else ' '}{word}{'' if after.isspace() else ' '}"


def _stray(source: str, position: int, message: str, what: str) -> ExpressionError:
    return ExpressionError(
        message,
        (position, position + 1),
        source,
        suggestion=f"it often comes with a copy from a web page or a document: {what}",
        fix=_straightened(source),
    )


def _typographic(source: str, position: int, what: str = "is a typographic quote") -> ExpressionError:
    character = source[position]
    return ExpressionError(
        f"{character} {what}; the Expression Language knows the straight ones only",
        (position, position + 1),
        source,
        suggestion=f"write {_TYPOGRAPHIC[character]}",
        fix=_straightened(source),
    )


def _unclosed(source: str, start: int, before: list[Token]) -> ExpressionError:
    """The quote at `start` has no closing one."""
    quote = source[start]
    twice = f"write the quote twice ({quote * 2}), or use the other kind of quote around the text"
    last = next((token for token in reversed(before) if token[0] == "string"), None)
    if last and str(last[1]).endswith("\\"):
        end = last[3]
        return ExpressionError(
            "a backslash does not escape a quote in the Expression Language",
            (end - 2, end),
            source,
            suggestion=twice,
        )
    for index, token in enumerate(before[:-1]):
        following = before[index + 1]
        if token[0] == "string" and following[0] == "name" and token[3] == following[2]:
            end = token[3]
            if source[end - 1] == quote:
                return ExpressionError(
                    f"the {quote} inside this text ends it", (end - 1, end), source, suggestion=twice
                )
    for position in range(start + 1, len(source)):
        if _TYPOGRAPHIC.get(source[position]) == quote:
            return _typographic(source, position, f"does not close this text, which begins with {quote}")
    return ExpressionError(
        "this text is not closed",
        (start, len(source)),
        source,
        expected=f"a closing {quote}",
        suggestion=f"a {quote} inside the text is written twice",
    )


def _straightened(source: str) -> str:
    """`source` with plain characters outside its texts and straight quotes around them; "" if that is no better."""
    parts: list[str] = []
    position = 0
    while position < len(source):
        character = source[position]
        quote = _TYPOGRAPHIC.get(character, character)
        if quote in "\"'":
            end = _closing(source, position + 1, quote)
            if end < 0:
                return ""
            parts.append(f"{quote}{source[position + 1 : end]}{quote}")
            position = end + 1
            continue
        if character in _INVISIBLE:
            character = ""
        elif character.isspace() and character not in " \t\r\n":
            character = " "
        parts.append(_LOOK_ALIKES.get(character, character))
        position += 1
    return "".join(parts)


def _closing(source: str, start: int, quote: str) -> int:
    """Where the text that begins at `start` ends: at a quote of its kind, straight or not; -1: nowhere."""
    position = start
    while position < len(source):
        if source[position] == quote and source.startswith(quote, position + 1):
            position += 2
        elif _TYPOGRAPHIC.get(source[position], source[position]) == quote:
            return position
        else:
            position += 1
    return -1
