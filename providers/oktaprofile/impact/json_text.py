"""JSON that people hand in: policies, values, the head of a snapshot."""

from __future__ import annotations

from typing import Any

from oktaprofile.impact.errors import ImpactError
from oktaprofile.plan import json_text


def parsed(text: str, what: str, next_step: str = "") -> Any:  # noqa: ANN401 - JSON
    """The JSON value in a text. Raises ImpactError, also for a name that occurs twice in one object."""
    return json_text.parsed(text, what, next_step, ImpactError)
