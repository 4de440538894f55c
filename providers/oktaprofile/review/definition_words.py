"""A property definition, in Terraform's arguments, as a person reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from oktaprofile.plan.markers import SENSITIVE, UNKNOWN
from oktaprofile.review.directory import Directory
from oktaprofile.review.words import Sentence, Value, cut, joined, say

_KINDS = {
    "string": "text",
    "boolean": "yes/no",
    "number": "number",
    "integer": "whole number",
    "array": "list",
}
ARGUMENTS = {
    "title": "title",
    "description": "description",
    "type": "kind of value",
    "array_type": "kind of value in the list",
    "array_enum": "allowed values in the list",
    "array_one_of": "allowed values with titles in the list",
    "required": "rule on whether it is required",
    "external_name": "name in the app (external name)",
    "external_namespace": "external namespace",
    "scope": "rule on whom it is set for (scope)",
    "enum": "allowed values",
    "one_of": "allowed values with titles",
    "min_length": "smallest length",
    "max_length": "greatest length",
    "pattern": "pattern of values",
    "master": "source",
    "master_priority": "order of sources",
    "union": "rule on values from several groups (union)",
    "permissions": "right of people on their own value",
    "unique": "rule on whether values are unique",
}
"""A definition's arguments, in Okta's console's words."""

_SAID_IN_A_DEFINITION = {
    "external_name": "external name ",
    "external_namespace": "external namespace ",
    "array_type": "of ",
    "enum": "allowed values ",
    "one_of": "allowed values ",
    "array_enum": "allowed values ",
    "array_one_of": "allowed values ",
    "min_length": "shortest ",
    "max_length": "longest ",
    "pattern": "pattern ",
    "master": "source: ",
    "master_priority": "sources in order: ",
    "union": "values from several groups: ",
    "permissions": "people may: ",
    "scope": "set for ",
    "description": "described as ",
}
_CHOICES = {
    ("permissions", "HIDE"): "not see it",
    ("permissions", "READ_ONLY"): "see it",
    ("permissions", "READ_WRITE"): "see and change it",
    ("master", "PROFILE_MASTER"): "each user's profile source",
    ("master", "OKTA"): "Okta itself",
    ("master", "OVERRIDE"): "an override",
    ("union", "ENABLE"): "combined",
    ("union", "DISABLE"): "that of the group with priority",
    ("scope", "NONE"): "people and groups",
    ("scope", "SELF"): "each person alone",
}
_LONGEST_VALUE = 200


def definition_words(item: Mapping[str, Any], directory: Directory) -> Sentence:
    """Kind and title, and everything else that is set."""
    words = argument_words("type", item.get("type"), directory)
    if item.get("title") not in (None, ""):
        words = say(words, ", titled ", value_words(item["title"]))
    for argument in ("required", "unique"):
        if item.get(argument) is True:
            words = say(words, f", {argument}")
    for argument, said in _SAID_IN_A_DEFINITION.items():
        if item.get(argument) not in (None, "", []):
            words = say(words, f", {said}", argument_words(argument, item[argument], directory))
    return words


def okta_definition_words(item: Mapping[str, Any], directory: Directory) -> Sentence:
    """The same of a definition in Okta's JSON."""
    found = {_OKTA_NAMES.get(key, key): value for key, value in item.items()}
    for wrapped in ("items", "permissions"):  # not arguments in this form
        found.pop(wrapped, None)
    master = found.get("master")
    if isinstance(master, dict):
        found["master"] = master.get("type")
        found["master_priority"] = [
            one.get("value") for one in master.get("priority") or () if isinstance(one, dict)
        ]
    return definition_words(found, directory)


_OKTA_NAMES = {
    "externalName": "external_name",
    "externalNamespace": "external_namespace",
    "minLength": "min_length",
    "maxLength": "max_length",
    "oneOf": "one_of",
}


def argument_words(argument: str, value: Any, directory: Directory) -> Sentence:  # noqa: ANN401
    """One argument's value as an administrator reads it."""
    if isinstance(value, str) and argument in ("type", "array_type") and value in _KINDS:
        return (_KINDS[value],)
    if isinstance(value, str) and (argument, value) in _CHOICES:
        return (_CHOICES[argument, value],)
    if argument == "master_priority" and isinstance(value, list):
        return joined([directory.app(one) for one in value])
    return value_words(value)


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
    if new.get("pattern") not in (None, "", old.get("pattern")):
        found.append(("pattern", "a value has to match another pattern"))
    was, becomes = old.get("enum"), new.get("enum")
    if isinstance(becomes, list) and (not isinstance(was, list) or any(one not in becomes for one in was)):
        found.append(("enum", "not every value is allowed any more"))
    return found
