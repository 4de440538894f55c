"""JSON that people hand in: plans, predictions, policies, values, the head of a snapshot."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from oktaprofile.plan.errors import DocumentError


def parsed(
    text: str,
    what: str,
    next_step: str = "",
    raises: type[DocumentError] = DocumentError,
    number: Callable[[str], Any] | None = None,
) -> Any:  # noqa: ANN401
    """The JSON value in a text. Raises `raises`; the message begins with `what` and quotes no value of the text.
    `number`: makes the numbers that are not whole.

    A name that occurs twice in one object is an error: Python would take the last one, and of two lists of gates the
    one that failed would be lost. So is NaN, Infinity, and a number that no float holds: no limit is above it.
    """
    with damaged(what, next_step, raises):
        return json.loads(
            text,
            object_pairs_hook=each_once,
            parse_int=int if number else _whole,
            parse_float=number or _finite,
            parse_constant=_finite,
        )


@contextmanager
def damaged(what: str, next_step: str, raises: type[DocumentError]) -> Iterator[None]:
    """Raises `raises`, whose message begins with `what`, for anything that reading JSON raises."""
    try:
        yield
    except _Twice as twice:
        raise raises(f"{what} has {twice.args[0]!r} twice in one object.", next_step) from None
    except RecursionError:
        raise raises(f"{what} is nested too deeply.", next_step) from None
    except UnicodeDecodeError:
        raise raises(f"{what} is no text in UTF-8.", next_step) from None
    except ValueError as error:
        raise raises(f"{what} is not JSON ({error}).", next_step) from None


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is not finite")
    return number


def _whole(text: str) -> int:
    _finite(text)
    return int(text)


class _Twice(Exception):  # noqa: N818 - reads as what it is
    """The name that occurs twice in one object."""


def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of its names and values, none of which is there twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1)[:80])
    return found


DECODER = json.JSONDecoder(
    object_pairs_hook=each_once, parse_int=_whole, parse_float=_finite, parse_constant=_finite
)
"""As strict as `parsed`; what it raises is for `damaged`."""
