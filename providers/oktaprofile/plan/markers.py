"""Values that a plan does not show: not known before apply, or sensitive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


class Marker(str):
    """A text that stands for a value. Compare with `is`: somebody's value may be the same text."""

    __slots__ = ()


UNKNOWN = Marker("(known after apply)")
SENSITIVE = Marker("(sensitive)")


class Secret(str):
    """A sensitive text that is read because a prediction needs it. It may be used, and must not be shown."""

    __slots__ = ()

    def __repr__(self) -> str:
        return SENSITIVE


def shown(text: str | None) -> str | None:
    """The text as a report may show it."""
    return SENSITIVE if isinstance(text, Secret) else text


def without_sensitive(value: Any, marks: Any) -> Any:  # noqa: ANN401
    """The value with SENSITIVE in place of what Terraform marks (`before_sensitive`, `after_sensitive`)."""
    if marks is True:
        return SENSITIVE if value is not None else None
    return _walked(value, marks, without_sensitive)


def with_secrets(value: Any, marks: Any) -> Any:  # noqa: ANN401
    """The value with a Secret in place of each text that Terraform marks."""
    if marks is True:
        if isinstance(value, str):
            return Secret(value)
        marks = dict.fromkeys(value, True) if isinstance(value, dict) else marks
        marks = [True] * len(value) if isinstance(value, list) else marks
    return _walked(value, marks, with_secrets)


def _walked(value: Any, marks: Any, each: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict) and isinstance(marks, dict):
        return {key: each(item, marks.get(key)) for key, item in value.items()}
    if isinstance(value, list) and isinstance(marks, list):
        return [each(item, marks[at] if at < len(marks) else None) for at, item in enumerate(value)]
    return value


def with_unknown(value: Any, marks: Any) -> Any:  # noqa: ANN401
    """The value with UNKNOWN where Terraform marks it (`after_unknown`); it leaves such values out of `after`."""
    if marks is True:
        return UNKNOWN
    if isinstance(marks, dict) and marks:
        merged = dict(value) if isinstance(value, dict) else {}
        for key, item in marks.items():
            result = with_unknown(merged.get(key), item)
            if result is not None:
                merged[key] = result
        return merged if merged or value is not None else None
    if isinstance(marks, list) and any(marks):
        value = value if isinstance(value, list) else []
        longest = max(len(value), len(marks))
        padded = [*value, *[None] * (longest - len(value))]
        return [with_unknown(item, marks[at] if at < len(marks) else None) for at, item in enumerate(padded)]
    return value


def paths_of(marker: Marker, value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:  # noqa: ANN401
    """The path of every UNKNOWN, or SENSITIVE, in a value; () for the value itself."""
    if value is marker:
        yield path
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from paths_of(marker, item, (*path, str(key)))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from paths_of(marker, item, (*path, str(index)))
