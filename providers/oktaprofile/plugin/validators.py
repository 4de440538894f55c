"""What a value may be, said once beside the attribute: the engine checks it, the docs and the bindings show it.

    Attribute(STRING, required=True, validators=(NotEmpty("Give the id of the app."),))
    Attribute(List(STRING), optional=True, validators=(NotEmpty(), Unique(), Each(NotEmpty())))

A validator sees one known value that is not null. Rules between several arguments are the resource's own (`validate`).
"""

from __future__ import annotations

from oktaprofile.plugin.values import UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from oktaprofile.plugin.diagnostics import Path
    from oktaprofile.plugin.values import Value

    Problem = tuple[str, str, Path]
    """What the summary says of the argument ("is empty"), the detail, and the path below the argument."""


class Validator:
    """`description`: a sentence for the docs, without the value's name; "" where it goes without saying."""

    description = ""

    def problems(self, value: Any) -> Iterator[Problem]:  # noqa: ANN401 - any known Terraform value
        """Each mistake in a known value. An element may be null or UNKNOWN."""
        raise NotImplementedError


class NotEmpty(Validator):
    """No text of blanks alone, no empty list, set or map. `advice`: what to do instead."""

    def __init__(self, advice: str = "Give a value, or leave the argument out.") -> None:
        self.advice = advice

    def problems(self, value: Any) -> Iterator[Problem]:  # noqa: ANN401 - see Validator
        if not (value.strip() if isinstance(value, str) else value):
            yield "is empty", self.advice, ()


class Range(Validator):
    """A number from `least` to `most` (None: without end). `whole`: no fraction. `unit` follows the number."""

    def __init__(self, least: int, most: int | None = None, *, whole: bool = False, unit: str = "") -> None:
        self.least = least
        self.most = most
        self.whole = whole
        upwards = f"from {least} to {most}" if most is not None else f"{least} or more"
        self.meaning = f"{'a whole number, ' if whole else ''}{upwards}{' ' if unit else ''}{unit}"
        self.description = f"{self.meaning[0].upper()}{self.meaning[1:]}."

    def problems(self, value: Any) -> Iterator[Problem]:  # noqa: ANN401 - see Validator
        high = self.most is not None and value > self.most
        if value < self.least or high or (self.whole and value != int(value)):
            yield "is out of range", f"{value} is not {self.meaning}.", ()


class Pattern(Validator):
    """A text that a regular expression matches as a whole. `meaning` says it in words."""

    def __init__(self, expression: str, meaning: str) -> None:
        self.expression = expression
        self.meaning = meaning
        self.description = f"{meaning[0].upper()}{meaning[1:]}."

    def problems(self, value: Any) -> Iterator[Problem]:  # noqa: ANN401 - see Validator
        import re

        if re.fullmatch(self.expression, value) is None:
            yield "is not allowed", f"{value!r} is not: {self.meaning}.", ()


class Unique(Validator):
    """No element twice. A set has none by itself."""

    description = "No element twice."

    def problems(self, value: Any) -> Iterator[Problem]:  # noqa: ANN401 - see Validator
        first: dict[Value, int] = {}
        for index, element in enumerate(value):
            if element is None or element is UNKNOWN:
                continue
            if element in first:
                detail = f"{element!r} is at positions {first[element] + 1} and {index + 1}: keep the one that counts."
                yield "has an element twice", detail, (index,)
            first.setdefault(element, index)


class Each(Validator):
    """Each known element of a list, set or map; none may be null."""

    def __init__(self, validator: Validator) -> None:
        self.validator = validator
        self.description = f"Each element: {validator.description}" if validator.description else ""

    def problems(self, value: Any) -> Iterator[Problem]:  # noqa: ANN401 - see Validator
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for step, element in pairs:
            if element is None:
                yield "has an element that is null", "Give each element a value, or leave it out.", (step,)
            elif element is not UNKNOWN:
                for what, detail, path in self.validator.problems(element):
                    yield f"has an element that {what}", detail, (step, *path)


class Keys(Validator):
    """Each key of a map."""

    def __init__(self, validator: Validator) -> None:
        self.validator = validator
        self.description = f"Each name: {validator.description}" if validator.description else ""

    def problems(self, value: Any) -> Iterator[Problem]:  # noqa: ANN401 - see Validator
        for key in value:
            for what, detail, _ in self.validator.problems(key):
                yield f"has a name that {what}", detail, (key,)
