"""Values as Java has them: numbers, their text, comparison, and strings counted in UTF-16 units.

Facts: ran on Spring SpEL 4.3.30 and Java 17, unless a function says otherwise. An `Integer` is a Python int;
a whole number of a profile that does not fit in 32 bits, and what is computed from one, is a `Long`. A
`Double` is a float.
"""

from __future__ import annotations

from oktaprofile.expression.errors import Failure, Unpublished

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeGuard

MAX_TEXT = 1_048_576  # characters; a longer text is not computed here

_INT_MIN, _INT_MAX = -(2**31), 2**31 - 1
_LONG_MIN, _LONG_MAX = -(2**63), 2**63 - 1


class Long(int):
    """A Java long. Only arithmetic tells it from an Integer."""

    __slots__ = ()


class Group(dict):  # type: ignore[type-arg]
    """One group, as user.getGroups gives it: id, name, type and what else the context tells of it."""

    __slots__ = ()


def type_name(value: object) -> str:
    """What a person calls the type of `value`."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int):
        return "a whole number"
    if isinstance(value, float):
        return "a number"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, list):
        return "an array"
    return "an object"


# text


def to_text(value: object) -> str:
    """What `+` joins for `value` beside a string. null gives "null", an array its elements with commas."""
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, int):
        _check_size(value)
        return str(int(value))
    if isinstance(value, float):
        return double_text(value)
    if isinstance(value, list):
        return ",".join([to_text(item) for item in value])
    raise Unpublished("Okta publishes nothing on an object joined to a text")


def double_text(value: float) -> str:
    """Java's Double.toString: plain from 0.001 to 10,000,000, else with an exponent; always with a fraction.

    Python and Java both print the shortest digits that read back as the same number. Java before 19 prints
    one digit more for a few numbers (JDK-4511638); no attribute of a profile is known to hold one of these.
    """
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return repr(value)
    digits, exponent = _shortest(abs(value))
    sign = "-" if value < 0 else ""
    if -3 <= exponent < 7:
        if exponent < 0:
            return f"{sign}0.{'0' * (-exponent - 1)}{digits}"
        padded = digits.ljust(exponent + 2, "0")
        return f"{sign}{padded[: exponent + 1]}.{padded[exponent + 1 :]}"
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{exponent}"


def _shortest(value: float) -> tuple[str, int]:
    """The shortest digits of `value`, and the exponent of ten of the first one."""
    mantissa, _, power = repr(value).partition("e")
    whole, _, fraction = mantissa.partition(".")
    if fraction == "0":
        fraction = ""
    digits = (whole + fraction).lstrip("0")
    leading = len(whole) - 1 if whole != "0" else -(len(fraction) - len(digits)) - 1
    return digits.rstrip("0") or "0", leading + int(power or "0")


def utf16_length(text: str) -> int:
    """The length of `text` as Java counts it: a character outside the basic plane counts twice."""
    if text.isascii():
        return len(text)
    return len(text) + sum(character > "\uffff" for character in text)


def utf16_slice(text: str, start: int, end: int) -> str:
    """`text[start:end]` in UTF-16 units; both are within the text. Unpublished if it halves a character."""
    if utf16_length(text) == len(text):
        return text[start:end]
    units = text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end]
    part = units.decode("utf-16-le", "surrogatepass")
    if any("\ud800" <= character <= "\udfff" for character in part):
        raise Unpublished(
            "the cut falls inside a character outside the basic plane (such as an emoji): Java keeps half "
            "of it, and Okta publishes nothing on what is stored then"
        )
    return part


def limited(text: str) -> str:
    """`text`, if it is not too long to be worked with."""
    if len(text) > MAX_TEXT:
        raise Unpublished(f"the text grows over {MAX_TEXT} characters; it is not computed here")
    return text


# arithmetic


def add(left: object, right: object) -> object:
    """`left + right`: numbers are added; if one side is a string, the other is joined to it as text."""
    if isinstance(left, str):
        return limited(left + to_text(right))
    if isinstance(right, str):
        return limited(to_text(left) + right)
    first, second = _numbers("+", left, right)
    if isinstance(first, int) and isinstance(second, int):
        return _whole(first + second, first, second)
    return float(first) + float(second)


def subtract(left: object, right: object) -> int | float:
    """`left - right`"""
    first, second = _numbers("-", left, right)
    if isinstance(first, int) and isinstance(second, int):
        return _whole(first - second, first, second)
    return float(first) - float(second)


def multiply(left: object, right: object) -> int | float:
    """`left * right`"""
    first, second = _numbers("*", left, right)
    if isinstance(first, int) and isinstance(second, int):
        return _whole(first * second, first, second)
    return float(first) * float(second)


def divide(left: object, right: object) -> int | float:
    """`left / right`: whole numbers are cut towards zero, and fail on a zero; others give Infinity or NaN."""
    first, second = _numbers("/", left, right)
    if isinstance(first, int) and isinstance(second, int):
        if second == 0:
            raise Failure("division by zero")
        quotient = abs(first) // abs(second)
        return _whole(quotient if (first < 0) == (second < 0) else -quotient, first, second)
    first, second = float(first), float(second)
    if second == 0:
        if first == 0 or first != first:
            return float("nan")
        from math import copysign

        return copysign(float("inf"), first) * copysign(1.0, second)
    return first / second


def remainder(left: object, right: object) -> int | float:
    """`left % right`: the sign is that of `left`."""
    first, second = _numbers("%", left, right)
    if isinstance(first, int) and isinstance(second, int):
        if second == 0:
            raise Failure("division by zero")
        rest = abs(first) % abs(second)
        return _whole(-rest if first < 0 else rest, first, second)
    from math import fmod, isinf

    first, second = float(first), float(second)
    if second == 0 or isinf(first) or first != first or second != second:
        return float("nan")
    return fmod(first, second)


def power(left: object, right: object) -> int | float:
    """`left ^ right`: whole numbers give a whole number, saturated at the limits of its size."""
    first, second = _numbers("^", left, right)
    result = _java_power(float(first), float(second))
    if not (isinstance(first, int) and isinstance(second, int)):
        return result
    if result > _INT_MAX or not (_is_integer(first) and _is_integer(second)):
        return Long(_saturated(result, _LONG_MIN, _LONG_MAX))
    return _saturated(result, _INT_MIN, _INT_MAX)


def _java_power(base: float, exponent: float) -> float:
    """Java's Math.pow, which gives NaN or an infinity where Python raises."""
    odd = exponent % 2 == 1
    try:
        return float(pow(base, exponent)) if base >= 0 or exponent == int(exponent) else float("nan")
    except ZeroDivisionError:
        from math import copysign

        return float("-inf") if odd and copysign(1.0, base) < 0 else float("inf")
    except OverflowError:
        return float("-inf") if base < 0 and odd else float("inf")
    except ValueError:  # int(NaN)
        return float("nan")


def negate(value: object) -> int | float:
    """`-value`"""
    if not _is_number(value):
        raise Failure(f"'-' needs a number, and this is {type_name(value)}")
    _check_size(value)
    return 0.0 - value if isinstance(value, float) else _whole(-value, value, value)  # no -0.0, as in Spring


def plus(value: object) -> int | float:
    """`+value`"""
    if not _is_number(value):
        raise Failure(f"'+' before a value needs a number, and this is {type_name(value)}")
    return value


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _numbers(operator: str, left: object, right: object) -> tuple[int | float, int | float]:
    if _is_number(left) and _is_number(right):
        _check_size(left)
        _check_size(right)
        return left, right
    if isinstance(left, str) and isinstance(right, int) and operator in "-*":
        raise Unpublished(f"Okta publishes nothing on a text and a number joined by '{operator}'")
    raise Failure(f"'{operator}' does not work on {type_name(left)} and {type_name(right)}")


def _check_size(value: int | float) -> None:
    """JSON has whole numbers of any size, Java and Okta have not."""
    if isinstance(value, int) and not _LONG_MIN <= value <= _LONG_MAX:
        raise Unpublished("a whole number of more than 64 bits has no place in an Okta profile")


def _is_integer(value: int) -> bool:
    return type(value) is not Long and _INT_MIN <= value <= _INT_MAX


def _whole(result: int, left: int, right: int) -> int:
    """Java's wrap-around: to 32 bits, or to 64 if one side is a long."""
    if _is_integer(left) and _is_integer(right):
        if _INT_MIN <= result <= _INT_MAX:
            return result
        return (result - _INT_MIN) % 2**32 + _INT_MIN
    return Long((result - _LONG_MIN) % 2**64 + _LONG_MIN)


def _saturated(value: float, least: int, most: int) -> int:
    """Java's cast of a double to a whole number."""
    if value != value:
        return 0
    if value >= most:
        return most
    if value <= least:
        return least
    return int(value)


# comparison


def equal(left: object, right: object) -> bool:
    """`left == right`: numbers by value (7 == 7.0), everything else within its own type ("7" is not 7)."""
    if _is_number(left) and _is_number(right):
        return bool(left == right)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(java_equals, left, right))
    return java_equals(left, right)


def java_equals(left: object, right: object) -> bool:
    """Java's equals, as elements of arrays are compared by: a whole number never equals a fraction number."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int) and isinstance(right, int):
        return left == right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(java_equals, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(java_equals(left[key], right[key]) for key in left)
    return type(left) is type(right) and bool(left == right)


def compare(operator: str, left: object, right: object) -> bool:
    """`left < right` and its like. null is below everything; NaN is in no relation to anything."""
    if _is_number(left) and _is_number(right):
        if operator == "<":
            return left < right
        if operator == ">":
            return left > right
        return left <= right if operator == "<=" else left >= right
    order = _order(operator, left, right)
    if operator == "<":
        return order < 0
    if operator == ">":
        return order > 0
    return order <= 0 if operator == "<=" else order >= 0


def _order(operator: str, left: object, right: object) -> int:
    """Below, at or above 0, as Java's compareTo."""
    if left is None or right is None:
        return 0 if left is right else (-1 if left is None else 1)
    if isinstance(left, str) and isinstance(right, str):
        if left.isascii() and right.isascii():
            return (left > right) - (left < right)
        # Java compares UTF-16 units
        units, others = (text.encode("utf-16-be", "surrogatepass") for text in (left, right))
        return (units > others) - (units < others)
    if isinstance(left, bool) and isinstance(right, bool):
        return int(left) - int(right)
    raise Failure(f"'{operator}' cannot compare {type_name(left)} with {type_name(right)}")


def truth(value: object, place: str) -> bool:
    """`value` as the truth of `place` ("the condition", "AND", ...). Only true and false are one."""
    if value is True or value is False:
        return bool(value)
    if isinstance(value, str) and value.lower() in ("true", "on", "yes", "1", "false", "off", "no", "0"):
        raise Unpublished(f"{place} needs true or false; Okta publishes nothing on the text {value!r} there")
    raise Failure(f"{place} needs true or false, and this is {type_name(value)}")
