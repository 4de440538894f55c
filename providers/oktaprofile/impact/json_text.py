"""JSON that people hand in: policies, plans, values, the head of a snapshot."""

from __future__ import annotations

import json
from typing import Any

from oktaprofile.impact.errors import ImpactError


def parsed(text: str, what: str, next_step: str = "") -> Any:  # noqa: ANN401 - JSON
    """The JSON value in a text. Raises ImpactError, which begins with `what` and quotes nothing of the text.

    A name that stands twice in one object is refused: Python would take the last one, and a limit above it would guard
    nothing.
    """
    try:
        return json.loads(text, object_pairs_hook=_each_once)
    except _Twice as twice:
        raise ImpactError(f"{what} has {twice.args[0]!r} twice in one object.", next_step) from None
    except RecursionError:
        raise ImpactError(f"{what} is nested too deeply.", next_step) from None
    except ValueError as error:
        raise ImpactError(f"{what} is no JSON ({error}).", next_step) from None


class _Twice(Exception):  # noqa: N818 - reads as what it is
    """A name stands twice in one object."""


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1)[:80])
    return found
