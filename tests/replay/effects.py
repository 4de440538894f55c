"""Takes the effect of a request out of the answer that shows it: the document as it was before, as far as
that can be told.

Used only where the recording never showed the document before. What a request asks for is removed, undone or
turned round, so the simulator has to do it itself; what the request does not mention is left as the answer
shows it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from tests.replay.compare import same_document
from tests.replay.documents import Document

_SECTIONS = ("custom", "base")
_SWITCHED = {"ENABLED": "DISABLED", "DISABLED": "ENABLED"}
_ALWAYS_REQUIRED = frozenset({"login", "email", "userName"})  # documented: nullability of these is fixed
_OTHER_ACTION = {"READ_ONLY": "READ_WRITE", "READ_WRITE": "READ_ONLY", "HIDE": "READ_ONLY"}


def schema_before(request: Document, answer: Document, known: list[Document]) -> tuple[Document, bool]:
    """The schema that a write met, and whether a known version explains it.

    known: versions shown earlier, the latest first. The first one that agrees with the answer in everything
    the request does not name is the one; else the answer minus the request's effect.
    """
    after = _untouched(request, answer)
    for version in known:
        if same_document(_untouched(request, version), after):
            return version, True
    return _schema_without_effect(request, answer, known), False


def mapping_before(request: Document, answer: Document) -> Document:
    """The mapping before a write: set keys taken out, removed keys put in (with any expression)."""
    before = copy.deepcopy(answer)
    for target, rule in ((request or {}).get("properties") or {}).items():
        if rule is None:
            before["properties"][target] = {"expression": "appuser.userName", "pushStatus": "DONT_PUSH"}
        else:
            before["properties"].pop(target, None)
    return before


def fields_before(request: Document, answer: Document) -> Document:
    """A flat document (user type) before a partial write: every text that the request sets was another one."""
    before = copy.deepcopy(answer)
    for name, value in (request or {}).items():
        if name != "name" and isinstance(value, str) and before.get(name) == value:
            before[name] = f"{value} (before)"
    return before


def feature_before(request: Document, answer: Document) -> Document:
    """An app feature before a PUT: every status that the request sets was the other one."""
    before = copy.deepcopy(answer)
    _turn_round(request or {}, before.get("capabilities") or {})
    return before


def org_feature_before(answer: Document) -> Document:
    """An org feature before ENABLE or DISABLE: the other status."""
    return {**answer, "status": _SWITCHED.get(str(answer.get("status")), answer.get("status"))}


def _named(request: Document) -> Iterator[tuple[str, str, Document | None]]:
    definitions = (request or {}).get("definitions") or {}
    for section in _SECTIONS:
        for name, definition in ((definitions.get(section) or {}).get("properties") or {}).items():
            yield section, name, definition


def _untouched(request: Document, document: Document) -> Document:
    """A schema without the properties that the request names, and without what depends on them."""
    rest = copy.deepcopy(document)
    for section, name, _ in _named(request):
        rest["definitions"][section]["properties"].pop(name, None)
    for section in _SECTIONS:
        names = rest["definitions"][section]["properties"]
        required = rest["definitions"][section].get("required") or []
        rest["definitions"][section]["required"] = [name for name in required if name in names]
    return rest


def _schema_without_effect(request: Document, answer: Document, known: list[Document]) -> Document:
    before = copy.deepcopy(answer)
    for section, name, definition in _named(request):
        properties = before["definitions"][section]["properties"]
        former = next(
            (found for found in (_property(version, section, name) for version in known) if found), None
        )
        if former is not None:
            properties[name] = copy.deepcopy(former)
        elif definition is None:
            properties[name] = {"title": name, "type": "string", "scope": "NONE"}
        elif section == "base" and name in properties:
            properties[name] = _base_property_before(name, definition, properties[name])
        else:
            properties.pop(name, None)
    for section in _SECTIONS:
        block = before["definitions"][section]
        required = [name for name, definition in block["properties"].items() if definition.get("required")]
        block.pop("required", None)
        if block["properties"] or section == "base":
            block["required"] = required
    return before


def _property(version: Document, section: str, name: str) -> Document | None:
    found: Document | None = version["definitions"][section]["properties"].get(name)
    return found


def _base_property_before(name: str, sent: Document, after: Document) -> Document:
    """A base property always exists; what was sent was the other value. Title and type never change."""
    before = copy.deepcopy(after)
    if sent.get("required") is False:
        before["required"] = True
    elif sent.get("required") and name not in _ALWAYS_REQUIRED:
        before.pop("required", None)
    for permission in before.get("permissions") or []:
        if permission in (sent.get("permissions") or []):
            permission["action"] = _OTHER_ACTION[permission["action"]]
    if "pattern" in sent:
        before.pop("pattern", None)
        if sent["pattern"] is None:
            before["pattern"] = ".+"
    return before


def _turn_round(sent: dict[str, Any], stored: dict[str, Any]) -> None:
    for name, value in sent.items():
        if isinstance(value, dict) and isinstance(stored.get(name), dict):
            _turn_round(value, stored[name])
        elif name == "status" and value in _SWITCHED and name in stored:
            stored[name] = _SWITCHED[value]
