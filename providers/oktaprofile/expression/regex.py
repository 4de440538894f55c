"""`matches`: the part of Java's regular expressions that can be run in bounded time.

A pattern becomes an automaton (`automaton`), never a backtracking search, so the time is at most length of
the text times size of the pattern; `_MAX_WORK` bounds that too. What needs backtracking (references to
groups, look-around, possessive repetition) or depends on the version of Java's character tables gives
undetermined; text that is no pattern for Java is an error, as in Spring (EL1018E). Checked against
java.util.regex of Java 17.
"""

from __future__ import annotations

from oktaprofile.expression.errors import Failure, Unpublished
from oktaprofile.expression.values import to_text, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oktaprofile.expression.automaton import Automaton

_MAX_WORK = 20_000_000  # characters of the text times states of the automaton
_MAX_KEPT = 256

_kept: dict[str, Automaton | Failure | Unpublished] = {}


def matches(text: object, pattern: object) -> bool:
    """Whether the whole of `text` fits `pattern`. What is no text on the left counts as `+` would join it (Spring)."""
    if text is None:
        raise Failure(f"'matches' needs a text to its left, and this is {type_name(text)}")
    if not isinstance(pattern, str):
        raise Failure(f"'matches' needs a pattern in quotes to its right, and this is {type_name(pattern)}")
    return _run(to_text(text), pattern, anywhere=False)


def found(text: str, pattern: str) -> bool:
    """Whether some part of `text` fits `pattern`."""
    return _run(text, pattern, anywhere=True)


def _run(text: str, pattern: str, *, anywhere: bool) -> bool:
    automaton = _automaton(pattern)
    if len(text) * automaton.size > _MAX_WORK:
        raise Unpublished("the text and the pattern are too long to be compared in bounded time here")
    if automaton.needs_ascii and not text.isascii():
        raise Unpublished("where a word begins depends on the version of Java for letters beyond a to z")
    return automaton.run(text, anywhere=anywhere)


def _automaton(pattern: str) -> Automaton:
    """The automaton of `pattern`, kept for the next person. Raises Failure or Unpublished, also again and again."""
    known = _kept.get(pattern)
    if known is None:
        from oktaprofile.expression.patterns import build

        try:
            known = build(pattern)
        except Failure as failure:
            known = failure
        except Unpublished as unpublished:
            known = unpublished
        if len(_kept) >= _MAX_KEPT:
            _kept.clear()
        _kept[pattern] = known
    if isinstance(known, Failure):
        raise Failure(known.message)
    if isinstance(known, Unpublished):
        raise Unpublished(known.message)
    return known
