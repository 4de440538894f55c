"""The three answers of an evaluation: a value, an error, or undetermined. None of them is raised."""

from __future__ import annotations

from oktaprofile.expression.errors import Span, caret


class Value:
    """The expression has this value: str, int, float, bool, None (null), list or dict."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Value) and type(self.value) is type(other.value) and self.value == other.value
        )

    def __hash__(self) -> int:
        return hash(("Value", repr(self.value)))

    def __repr__(self) -> str:
        return f"Value({self.value!r})"


class _NoValue:
    """An outcome that has a text and a span instead of a value."""

    __slots__ = ("source", "span", "text")

    def __init__(self, text: str, span: Span = (0, 0), source: str = "") -> None:
        self.text = text
        self.span = span
        self.source = source

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and isinstance(other, _NoValue) and self.text == other.text

    def __hash__(self) -> int:
        return hash((type(self).__name__, self.text))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.text!r})"

    def render(self) -> str:
        """The text, with a caret under the part of the expression it is about."""
        return f"{self.text}\n{caret(self.source, self.span)}"


class EvaluationError(_NoValue):
    """The evaluation fails in Okta: the target attribute keeps the value it had. `message` says why."""

    __slots__ = ()

    @property
    def message(self) -> str:
        return self.text


class Undetermined(_NoValue):
    """Nothing published says what Okta gives here. `reason` names what is not known; it is never a guess."""

    __slots__ = ()

    @property
    def reason(self) -> str:
        return self.text


Outcome = Value | EvaluationError | Undetermined
