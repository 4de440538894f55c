"""When two values of one type are the same, and where an applied value breaks a promise."""

from __future__ import annotations

from oktaprofile.plugin.values import UNKNOWN, ExactNumber, is_wholly_known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from oktaprofile.plugin.diagnostics import Path
    from oktaprofile.plugin.types import Collection, Object, Type
    from oktaprofile.plugin.values import Value


def same(type_: Type, one: Value, other: Value) -> bool:
    """Whether both are the same value.

    Sets in any order; unknown is the same as unknown only; 1 is not true.
    """
    if one is other:
        return True
    if one is None or other is None or one is UNKNOWN or other is UNKNOWN:
        return False
    kind = type_.kind
    if kind == "object":
        inner: Object = type_  # type: ignore[assignment]
        return all(same(attribute, one[name], other[name]) for name, attribute in inner.attributes.items())
    if kind in ("string", "bool", "number"):
        return _same_primitive(one, other)
    element: Type = type_.element  # type: ignore[attr-defined]
    if len(one) != len(other):
        return False
    if kind == "map":
        return one.keys() == other.keys() and all(same(element, one[key], other[key]) for key in one)
    if all(same(element, left, right) for left, right in zip(one, other, strict=True)):
        return True
    return kind == "set" and _same_set(element, one, other)


def _same_primitive(one: Value, other: Value) -> bool:
    if isinstance(one, ExactNumber) or isinstance(other, ExactNumber):
        from decimal import Decimal

        return Decimal(digits(one)) == Decimal(digits(other))
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def digits(number: int | float) -> str:
    """The exact decimal digits of a number."""
    return number.digits if isinstance(number, ExactNumber) else repr(number)


def _same_set(element: Type, one: list[Value], other: list[Value]) -> bool:
    """Whether each has the other's elements, as often. In linear time: a set may have a million."""
    from collections import Counter

    return Counter(_frozen(element, item) for item in one) == Counter(
        _frozen(element, item) for item in other
    )


def _frozen(type_: Type, value: Value) -> Hashable:
    """Something hashable that is equal for the values that are ``same``, and for no others."""
    if value is None or value is UNKNOWN:
        return (repr(value),)
    kind = type_.kind
    if kind == "object":
        inner: Object = type_  # type: ignore[assignment]
        return tuple(_frozen(attribute, value[name]) for name, attribute in inner.attributes.items())
    if kind in ("string", "bool"):
        return kind, value
    if kind == "number":
        from decimal import Decimal

        return kind, Decimal(digits(value))
    element: Type = type_.element  # type: ignore[attr-defined]
    if kind == "map":
        return kind, frozenset((key, _frozen(element, item)) for key, item in value.items())
    frozen = [_frozen(element, item) for item in value]
    if kind == "set":
        from collections import Counter

        return kind, frozenset(Counter(frozen).items())
    return kind, tuple(frozen)


def contradictions(
    type_: Type, planned: Value, applied: Value, path: Path = ()
) -> Iterator[tuple[Path, str]]:
    """Each place where ``applied`` is not what ``planned`` said, with the reason.

    What was unknown may be anything.
    """
    if planned is UNKNOWN or applied is UNKNOWN:
        return
    if (planned is None) != (applied is None):
        yield path, f"it was planned to {'be null' if planned is None else 'have a value, but is null'}"
        return
    if planned is None:
        return
    kind = type_.kind
    if kind == "object":
        inner: Object = type_  # type: ignore[assignment]
        for name, attribute in inner.attributes.items():
            yield from contradictions(attribute, planned[name], applied[name], (*path, name))
    elif kind == "map":
        yield from _map_contradictions(type_, planned, applied, path)  # type: ignore[arg-type]
    elif kind in ("list", "set"):
        yield from _sequence_contradictions(type_, planned, applied, path)  # type: ignore[arg-type]
    elif not _same_primitive(planned, applied):
        yield path, "it was planned to have another value"


def _map_contradictions(
    type_: Collection, planned: dict[str, Value], applied: dict[str, Value], path: Path
) -> Iterator[tuple[Path, str]]:
    for key in sorted(planned.keys() | applied.keys()):
        if key not in applied:
            yield (*path, key), "it was planned, but is missing"
        elif key not in planned:
            yield (*path, key), "it was not planned"
        else:
            yield from contradictions(type_.element, planned[key], applied[key], (*path, key))


def _sequence_contradictions(
    type_: Collection, planned: list[Value], applied: list[Value], path: Path
) -> Iterator[tuple[Path, str]]:
    element = type_.element
    if type_.kind == "set":
        if not _set_fits(element, planned, applied):
            yield path, "it was planned to have other elements"
    elif len(planned) != len(applied):
        yield path, f"{len(planned)} elements were planned, {len(applied)} are there"
    else:
        for index, (before, after) in enumerate(zip(planned, applied, strict=True)):
            yield from contradictions(element, before, after, (*path, index))


def _set_fits(element: Type, planned: list[Value], applied: list[Value]) -> bool:
    """Known sets are equal.

    Else each has a counterpart that fits: unknown elements may turn out equal and merge.
    """
    if is_wholly_known(planned) and is_wholly_known(applied):
        return len(planned) == len(applied) and _same_set(element, planned, applied)

    def fits(before: Value, after: Value) -> bool:
        return next(contradictions(element, before, after), None) is None

    return all(any(fits(before, after) for before in planned) for after in applied) and all(
        any(fits(before, after) for after in applied) for before in planned
    )


def unknown_paths(value: Value, path: Path = ()) -> Iterator[Path]:
    """Each place in ``value`` that is UNKNOWN."""
    if value is UNKNOWN:
        yield path
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from unknown_paths(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from unknown_paths(item, (*path, index))


def unknown_as_null(value: Value) -> Value:
    """``value`` with None where it was UNKNOWN, fit to be stored."""
    if isinstance(value, dict):
        return {key: unknown_as_null(item) for key, item in value.items()}
    if isinstance(value, list):
        return [unknown_as_null(item) for item in value]
    return None if value is UNKNOWN else value
