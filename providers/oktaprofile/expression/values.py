"""Values as Java has them: numbers, their text, comparison, and strings counted in UTF-16 units.

Facts: ran on Spring SpEL 4.3.30 and Java 17, unless a function says otherwise. An `Integer` is a Python int;
a whole number of a profile that does not fit in 32 bits, and what is computed from one, is a `Long`. A
`Double` is a float.
"""

from __future__ import annotations

from operator import ge, gt, le, lt

from oktaprofile.expression.errors import Failure, Unpublished
from oktaprofile.text.characters import utf16_length

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeGuard

MAX_TEXT = 1_048_576  # characters; a longer text is not computed here

_LEAST_SURE, _LEAST_UNSURE = 1e-300, 1e16  # between them every version of Java prints the same digits

LONG_MIN, LONG_MAX = -(2**63), 2**63 - 1


class Long(int):
    """A Java long. Only arithmetic tells it from an Integer."""

    __slots__ = ()


class NoElements(list):  # type: ignore[type-arg]
    """What `{}` is, as written in an expression. Arrays.flatten takes it, but no empty array of a profile."""

    __slots__ = ()


class Group(dict):  # type: ignore[type-arg]
    """One group, as user.getGroups gives it: id, name, type and what else the context says of it."""

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


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether it is an Integer, a Long or a Double."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def check_size(value: int | float) -> None:
    """JSON has whole numbers of any size, Java and Okta have not."""
    if isinstance(value, int) and not LONG_MIN <= value <= LONG_MAX:
        raise Unpublished("an Okta profile cannot hold a whole number of more than 64 bits")


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
        check_size(value)
        return str(int(value))
    if isinstance(value, float):
        return double_text(value)
    if isinstance(value, list):
        return ",".join([to_text(item) for item in value])
    raise Unpublished("Okta publishes nothing on an object joined to a text")


def double_text(value: float) -> str:
    """Java's Double.toString: plain from 0.001 to 10,000,000, else with an exponent; always with a fraction.

    Python and Java both print the shortest digits that read back as the same number, except that Java before 19
    prints more for some numbers from 10^16 on and for the very smallest (JDK-4511638; compared with Java 17 for
    a million numbers). Which Java Okta runs is not published.
    """
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return repr(value)
    if not _LEAST_SURE < abs(value) < _LEAST_UNSURE:
        raise Unpublished(
            "how so large or so small a number is written as a text differs between Java's versions"
        )
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


# comparison


def equal(left: object, right: object) -> bool:
    """`left == right`: numbers by value (7 == 7.0), everything else within its own type ("7" is not 7)."""
    if is_number(left) and is_number(right):
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
    compared = _COMPARISONS[operator]
    if is_number(left) and is_number(right):
        return bool(compared(left, right))
    return bool(compared(_order(operator, left, right), 0))


_COMPARISONS = {"<": lt, "<=": le, ">": gt, ">=": ge}


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


def truth(value: object, role: str) -> bool:
    """`value` as the truth of `role` ("the condition", "AND", ...). Only true and false are one."""
    if value is True or value is False:
        return bool(value)
    if isinstance(value, str) and value.lower() in ("true", "on", "yes", "1", "false", "off", "no", "0"):
        raise Unpublished(f"{role} needs true or false; Okta publishes nothing on the text {value!r} there")
    raise Failure(f"{role} needs true or false, and this is {type_name(value)}")
