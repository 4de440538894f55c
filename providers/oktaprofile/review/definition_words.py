"""A property definition, in Terraform's arguments, as a person reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from oktaprofile.review.plan_file import SENSITIVE, UNKNOWN
from oktaprofile.review.words import Sentence, Value, cut, say

_KINDS = {
    "string": "text",
    "boolean": "yes/no",
    "number": "number",
    "integer": "whole number",
    "array": "list",
}
_LONGEST_VALUE = 200


def definition_words(item: Mapping[str, Any]) -> Sentence:
    """Kind and title, and what is said beyond that."""
    kind = item.get("type")
    words = say(_KINDS.get(kind, "") if isinstance(kind, str) and kind in _KINDS else value_words(kind))
    if item.get("title") not in (None, ""):
        words = say(words, ", titled ", value_words(item["title"]))
    for argument in ("required", "unique"):
        if item.get(argument) is True:
            words = say(words, f", {argument}")
    for argument in ("external_name", "enum", "max_length"):
        if item.get(argument) is not None:
            words = say(words, f", {argument.replace('_', ' ')} ", value_words(item[argument]))
    return words


def okta_definition_words(item: Mapping[str, Any]) -> Sentence:
    """The same of a definition in Okta's JSON."""
    words = {"externalName": "external_name", "maxLength": "max_length"}
    return definition_words({words.get(key, key): value for key, value in item.items()})


def value_words(value: Any) -> Sentence:  # noqa: ANN401
    """One argument's value."""
    if value is None:
        return ("not set",)
    if value is UNKNOWN or value is SENSITIVE:
        return (str(value),)
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    if isinstance(value, (int, float)):
        return (f"{value:,}",)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return (Value(cut(text, _LONGEST_VALUE)),)


def tightened(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Arguments by which fewer values fit than before, with words for each."""
    found = []
    for argument, words in (
        ("required", "a value is required now"),
        ("unique", "no two people may share a value now"),
    ):
        if new.get(argument) is True and old.get(argument) is not True:
            found.append((argument, words))
    for argument, words, sign in (
        ("max_length", "fewer characters are allowed", -1),
        ("min_length", "more characters are asked for", 1),
    ):
        was, becomes = old.get(argument), new.get(argument)
        if isinstance(becomes, int) and (not isinstance(was, int) or sign * becomes > sign * was):
            found.append((argument, words))
    was, becomes = old.get("enum"), new.get("enum")
    if isinstance(becomes, list) and (not isinstance(was, list) or any(one not in becomes for one in was)):
        found.append(("enum", "not every value is allowed any more"))
    return found
