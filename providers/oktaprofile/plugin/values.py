"""The one value that Python lacks: what Terraform will know only after apply.

All others are Python's own: ``str``, ``int`` (every whole number), ``float``, ``bool``, ``None`` for null,
``list`` (list, set), ``dict`` (map, object). An object's dict has all of its attributes as keys, null ones
too.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, NoReturn, TypeAlias

    Value: TypeAlias = Any  # any of the above, UNKNOWN included


CONTAINERS = (dict, list, tuple)


class Unknown:
    """The type of ``UNKNOWN``; there is one instance."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> NoReturn:
        raise TypeError("UNKNOWN is neither true nor false: compare it with UNKNOWN first")

    def __copy__(self) -> Unknown:
        return self

    def __deepcopy__(self, memo: object) -> Unknown:
        return self

    def __reduce__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


class ExactNumber(float):
    """A fraction that a ``float`` cannot hold, with the digits that Terraform sent.

    It counts and compares as the nearest float; sent back unchanged it is the very number that came. Without
    it a configured ``0.1234567890123456789`` would come back as another number, which Terraform refuses.
    """

    __slots__ = ("digits",)

    def __new__(cls, digits: str) -> ExactNumber:
        number = super().__new__(cls, digits)
        number.digits = digits
        return number

    digits: str

    def __reduce__(self) -> tuple[type[ExactNumber], tuple[str]]:
        return ExactNumber, (self.digits,)


def is_wholly_known(value: Value) -> bool:
    """Whether this value and everything inside it is known."""
    if isinstance(value, dict):
        return all(is_wholly_known(item) for item in value.values())
    if isinstance(value, (list, tuple)):
        return all(is_wholly_known(item) for item in value)
    return value is not UNKNOWN


def fresh(value: Value) -> Value:
    """A copy, so that an author may change it in place."""
    if isinstance(value, dict):
        return {key: fresh(item) if isinstance(item, CONTAINERS) else item for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [fresh(item) if isinstance(item, CONTAINERS) else item for item in value]
    return value
