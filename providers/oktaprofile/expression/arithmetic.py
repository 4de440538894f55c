"""Arithmetic as Java has it: whole numbers wrap round, or stay whole; everything else is a double.

Facts: ran on Spring SpEL 4.3.30 and Java 17. The kinds of numbers are those of `values`.
"""

from __future__ import annotations

from math import copysign, fmod, isinf

from oktaprofile.expression.errors import Failure, Unpublished
from oktaprofile.expression.unsettled import ANSWERS
from oktaprofile.expression.values import (
    LONG_MAX,
    LONG_MIN,
    Long,
    check_size,
    is_number,
    limited,
    to_text,
    type_name,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_INT_MIN, _INT_MAX = -(2**31), 2**31 - 1


def add(left: object, right: object) -> object:
    """`left + right`: numbers are added; if one side is a string, the other is joined to it as text."""
    if isinstance(left, str):
        return limited(left + _joined(right))
    if isinstance(right, str):
        return limited(_joined(left) + right)
    return _sum(left, right)


def _joined(value: object) -> str:
    if value is None and (answer := ANSWERS.null_joined) != "word":
        if answer == "fail":
            raise Failure("a text is joined to null")
        return ""
    return to_text(value)


def power(left: object, right: object) -> int | float:
    """`left ^ right`: whole numbers give a whole number, saturated at the limits of its size."""
    first, second = _numbers("^", left, right)
    result = _java_power(float(first), float(second))
    if not (isinstance(first, int) and isinstance(second, int)):
        return result
    if result > _INT_MAX or not (_is_integer(first) and _is_integer(second)):
        return Long(_saturated(result, LONG_MIN, LONG_MAX))
    return _saturated(result, _INT_MIN, _INT_MAX)


def negate(value: object) -> int | float:
    """`-value`"""
    if not is_number(value):
        raise Failure(f"'-' needs a number, and this is {type_name(value)}")
    check_size(value)
    return 0.0 - value if isinstance(value, float) else _whole(-value, value, value)  # no -0.0, as in Spring


def plus(value: object) -> int | float:
    """`+value`"""
    if not is_number(value):
        raise Failure(f"'+' before a value needs a number, and this is {type_name(value)}")
    return value


def _operation(
    operator: str, whole: Callable[[int, int], int], real: Callable[[float, float], float]
) -> Callable[[object, object], int | float]:
    """An operator of numbers: `whole` of two whole ones, else `real`."""

    def operation(left: object, right: object) -> int | float:
        first, second = _numbers(operator, left, right)
        if isinstance(first, int) and isinstance(second, int):
            return _whole(whole(first, second), first, second)
        return real(float(first), float(second))

    return operation


def _cut_quotient(first: int, second: int) -> int:
    """Cut towards zero."""
    if second == 0:
        raise Failure("division by zero")
    quotient = abs(first) // abs(second)
    return quotient if (first < 0) == (second < 0) else -quotient


def _quotient(first: float, second: float) -> float:
    if second != 0:
        return first / second
    if first == 0 or first != first:
        return float("nan")
    return copysign(float("inf"), first) * copysign(1.0, second)


def _whole_rest(first: int, second: int) -> int:
    """With the sign of `first`."""
    if second == 0:
        raise Failure("division by zero")
    rest = abs(first) % abs(second)
    return -rest if first < 0 else rest


def _rest(first: float, second: float) -> float:
    if second == 0 or isinf(first) or first != first or second != second:
        return float("nan")
    return fmod(first, second)


_sum = _operation("+", int.__add__, float.__add__)
subtract = _operation("-", int.__sub__, float.__sub__)
multiply = _operation("*", int.__mul__, float.__mul__)
divide = _operation("/", _cut_quotient, _quotient)
remainder = _operation("%", _whole_rest, _rest)


def _java_power(base: float, exponent: float) -> float:
    """Java's Math.pow, which gives NaN or an infinity where Python raises."""
    odd = exponent % 2 == 1
    try:
        return float(pow(base, exponent)) if base >= 0 or exponent == int(exponent) else float("nan")
    except ZeroDivisionError:
        return float("-inf") if odd and copysign(1.0, base) < 0 else float("inf")
    except OverflowError:
        return float("-inf") if base < 0 and odd else float("inf")
    except ValueError:  # int(NaN)
        return float("nan")


def _numbers(operator: str, left: object, right: object) -> tuple[int | float, int | float]:
    if is_number(left) and is_number(right):
        check_size(left)
        check_size(right)
        return left, right
    if isinstance(left, str) and isinstance(right, int) and operator in "-*":
        raise Unpublished(f"Okta publishes nothing on a text and a number joined by '{operator}'")
    raise Failure(f"'{operator}' does not work on {type_name(left)} and {type_name(right)}")


def _is_integer(value: int) -> bool:
    return type(value) is not Long and _INT_MIN <= value <= _INT_MAX


def _whole(result: int, left: int, right: int) -> int:
    """Java's wrap-around: to 32 bits, or to 64 if one side is a long."""
    if _is_integer(left) and _is_integer(right):
        if _INT_MIN <= result <= _INT_MAX:
            return result
        return (result - _INT_MIN) % 2**32 + _INT_MIN
    return Long((result - LONG_MIN) % 2**64 + LONG_MIN)


def _saturated(value: float, least: int, most: int) -> int:
    """Java's cast of a double to a whole number."""
    return 0 if value != value else most if value >= most else least if value <= least else int(value)
