"""What goes wrong with an expression, said so that a person can act on it.

`ExpressionError` is raised for text that is not a valid classic expression. `Failure` and `Unpublished`
travel inside an evaluation only; `Compiled.evaluate` turns them into results (see `results`).
"""

from __future__ import annotations

from oktaprofile.text.characters import without_controls

Span = tuple[int, int]  # [start, end) in characters of the source

Token = tuple[str, "str | int | float", int, int]
"""`(kind, value, start, end)`:

    "name"    value: the word as written
    "string"  value: the text, quotes resolved
    "number"  value: int, or float if written with a point or an exponent
    an operator or bracket is its own kind, value: itself; "end" closes the list
"""

_WINDOW = 100  # characters of a source line shown around the caret


class ExpressionError(Exception):
    """The text is not a valid expression of the classic dialect.

    `span` is where, in characters of `source`; `expected` says what could be there (or ""); `suggestion`
    is a next step or a corrected text (or ""); `dialect` is "identity-engine" where the text belongs to that
    dialect of Okta's language, which profile mappings do not use, else "classic". `fix` is the whole text
    with this mistake corrected, or "" where that would be a guess; it may hold another mistake.
    """

    def __init__(
        self,
        message: str,
        span: Span,
        source: str,
        *,
        expected: str = "",
        suggestion: str = "",
        dialect: str = "classic",
        fix: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.source = source
        self.expected = expected
        self.suggestion = suggestion
        self.dialect = dialect
        self.fix = fix

    def __str__(self) -> str:
        return self.render()

    def render(self) -> str:
        """The message, the source line with a caret under the span, and what to do about it."""
        lines = [self.message, caret(self.source, self.span)]
        if self.expected:
            lines.append(f"expected: {self.expected}")
        if self.suggestion:
            lines.append(f"suggestion: {self.suggestion}")
        return "\n".join(lines)


def caret(source: str, span: Span) -> str:
    """The source line that holds the start of `span`, indented by two, with `^^^` under the span.

    A span that runs over the end of its line is underlined up to there; an empty one (the end of the text)
    gets one caret. A long line is cut to a window around the span. A second and later line is named by its
    number. Columns are those of a terminal: tabs before the span stay tabs, an emoji counts two.
    """
    start = min(max(span[0], 0), len(source))
    line_start = source.rfind("\n", 0, start) + 1
    line_end = source.find("\n", start)
    if line_end < 0:
        line_end = len(source)
    elif line_end > start and source[line_end - 1] == "\r":
        line_end -= 1
    end = min(span[1], line_end)

    left, right, before, after = line_start, line_end, "", ""
    if line_end - line_start > _WINDOW:
        left = max(line_start, min(start - _WINDOW // 3, line_end - _WINDOW))
        right = min(line_end, left + _WINDOW)
        before = "…" if left > line_start else ""
        after = "…" if right < line_end else ""
        end = min(end, right)
    shown = without_controls(source[left:right], "\t")
    padding = "".join(
        "\t" if character == "\t" else " " * _columns(character)
        for character in before + shown[: start - left]
    )
    width = max(1, sum(map(_columns, shown[start - left : max(end - left, 0)])))
    number = source.count("\n", 0, line_start) + 1
    line = f"line {number}:\n" if number > 1 else ""
    return f"{line}  {before}{shown}{after}\n  {padding}{'^' * width}"


def _columns(character: str) -> int:
    """How wide a terminal shows it: an emoji or a Chinese sign takes two columns, a combining accent none."""
    if character.isascii():
        return 1
    from unicodedata import category, east_asian_width

    if category(character) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(character) in ("W", "F") else 1


class Stop(Exception):  # noqa: N818 - the common base of two outcomes, neither of which need be an error
    """An evaluation ends without a value. `span` is set by the innermost node that has one."""

    def __init__(self, message: str, span: Span | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.span = span

    def at(self, span: Span) -> Stop:
        """Itself, with `span` unless it has one already."""
        if self.span is None:
            self.span = span
        return self


class Failure(Stop):
    """Okta's evaluation fails here: the target attribute keeps its old value."""


class Unpublished(Stop):
    """What Okta does here is published nowhere. The message says what is not known."""
