"""Convert.*

Facts: Okta's Expression Language overview (classic), table "Data conversion functions". Its rounding of a
number is Java's (int) Math.round: the samples of both dialects' pages agree with it, the overflow of
2147483647.7 included. Nothing is published on null or on a text that is no number: undetermined.
"""

from __future__ import annotations

from oktaprofile.expression.errors import Unpublished
from oktaprofile.expression.values import type_name

_DIGITS = frozenset("0123456789")


def to_int(value: object) -> int:
    """A text of digits as a whole number; a number rounded to the nearest, a half upwards."""
    if isinstance(value, str):
        digits = value.removeprefix("-")
        if digits and _DIGITS.issuperset(digits) and len(digits) < 20 and -(2**31) <= int(value) < 2**31:
            return int(value)
        raise Unpublished(
            "Okta publishes nothing on Convert.toInt of a text that is no whole number of 32 bits"
        )
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unpublished(f"Okta publishes nothing on Convert.toInt of {type_name(value)}")
    from math import floor

    if not abs(value) <= 2**53:  # so also for NaN
        raise Unpublished("Okta publishes nothing on Convert.toInt of so large a number")
    rounded = int(value) if isinstance(value, int) else _rounded(value, floor(value))
    return (rounded + 2**31) % 2**32 - 2**31


def _rounded(value: float, below: int) -> int:
    """Math.round: 0.5 and above go up. (value + 0.5 itself can round up too early.)"""
    return below + 1 if value - below >= 0.5 else below


def to_num(value: object) -> float:
    """A text such as "3.141" as a number."""
    if not isinstance(value, str):
        raise Unpublished(f"Okta publishes nothing on Convert.toNum of {type_name(value)}")
    unsigned = value.removeprefix("-")
    whole, point, fraction = unsigned.partition(".")
    if not _DIGITS.issuperset(whole + fraction) or not whole or (point and not fraction) or len(value) > 300:
        raise Unpublished("Okta publishes nothing on Convert.toNum of a text that is no plain number")
    return float(value)
