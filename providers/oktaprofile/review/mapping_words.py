"""A mapping and its lines in an identity admin's words: from where to where, and what a line has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oktaprofile.plan.markers import SENSITIVE, UNKNOWN
from oktaprofile.plan.resources import DONT_PUSH, TO_APP, Line, direction
from oktaprofile.review.directory import Directory
from oktaprofile.review.words import Sentence, Value, cut, say

LONGEST_EXPRESSION = 2_000
"""Of a sentence; the expressions themselves are carried whole."""


def direction_words(state: Mapping[str, Any], directory: Directory) -> Sentence:
    """From where to where."""
    app, user = directory.app(state.get("app_id")), directory.user(state)
    if direction(state) is UNKNOWN:
        return say("between ", user, " and ", app)
    if direction(state) == TO_APP:
        return say("from ", user, " to ", app)
    return say("from ", app, " to ", user)


def push_words(old: Line | None, new: Line | None) -> Sentence:
    """To whom a line is applied afterwards, where that is not everybody, or was not."""
    if new is None:
        return ()
    if new.push_status == DONT_PUSH:
        return (", applied only when a user is created",)
    if old is not None and old.push_status == DONT_PUSH:
        return (", applied on every update from now on",)
    return ()


def shown(line: Line | None) -> Sentence:
    """A line's expression."""
    if line is None:
        return ("not mapped",)
    if line.expression is None:
        return ("known only after apply",)
    if line.expression is SENSITIVE:
        return (SENSITIVE,)
    return (Value(cut(line.expression, LONGEST_EXPRESSION)),)
