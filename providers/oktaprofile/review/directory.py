"""Names of apps and user types, and whole schemas, as far as the plan itself has them.

The plan holds what data sources read: `oktaprofile_app` and `oktaprofile_user_type` give names,
`oktaprofile_app_user_schema` and `oktaprofile_user_schema` whole schemas; an impact has labels, too. Nothing is asked
of an org.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from oktaprofile.plan.markers import SENSITIVE, UNKNOWN
from oktaprofile.plan.reader import PlanFile
from oktaprofile.review.impact_file import Impact
from oktaprofile.review.words import Sentence, Value, say

DEFAULT_TYPE = "default"
UNKNOWN_TYPE = "a user type known after apply"


class Directory:
    """What ids mean. `apps`: id -> label; `types`: id -> name."""

    def __init__(self, apps: Mapping[str, str], types: Mapping[str, str]) -> None:
        self.apps = dict(apps)
        self.types = dict(types)
        self.app_schemas: dict[str, dict[str, Any]] = {}
        self.user_schemas: dict[str, dict[str, Any]] = {}

    @classmethod
    def of(cls, plan: PlanFile, impact: Impact | None = None) -> Directory:
        """What the plan's data sources read, and the attributes that the plan adds to schemas read there. The impact
        knows the labels of apps that no data source looked up."""
        targets = () if impact is None else impact.targets
        found = cls({app_id: label for one in targets for app_id, label in one.apps.items()}, {})
        for kind, values in plan.documents:
            if kind == "oktaprofile_app" and _text(values.get("id")):
                found.apps[values["id"]] = str(values.get("label") or values["id"])
            elif kind == "oktaprofile_user_type" and _text(values.get("id")):
                found.types[values["id"]] = str(
                    values.get("display_name") or values.get("name") or values["id"]
                )
            elif kind == "oktaprofile_app_user_schema" and _text(values.get("app_id")):
                found.app_schemas[values["app_id"]] = _definitions(values.get("properties"))
            elif kind == "oktaprofile_user_schema" and _text(values.get("user_type_id")):
                found.user_schemas[values["user_type_id"]] = _definitions(values.get("properties"))
        for kind, values in plan.documents:  # planned ones come last, so they win
            if kind == "oktaprofile_app_user_properties" and values.get("app_id") in found.app_schemas:
                found.app_schemas[values["app_id"]].update(_definitions(values.get("properties")))
            elif kind == "oktaprofile_app_user_property" and values.get("app_id") in found.app_schemas:
                found.app_schemas[values["app_id"]].update(_definitions({values.get("name"): values}))
            elif kind == "oktaprofile_user_property" and values.get("user_type_id") in found.user_schemas:
                found.user_schemas[values["user_type_id"]].update(_definitions({values.get("name"): values}))
        return found

    def label(self, app_id: object) -> str:
        """The app's label; its id where nothing has the label, and beside it where another app has the same one."""
        if app_id is UNKNOWN or app_id is None:
            return "an app known after apply"
        id_ = str(app_id)
        label = self.apps.get(id_, id_)
        same = any(other == label and key != id_ for key, other in self.apps.items())
        return f"{label} ({id_})" if same else label

    def app(self, app_id: object) -> Sentence:
        """The app as a sentence shows it."""
        return (Value(self.label(app_id)),)

    def type_name(self, state: Mapping[str, Any]) -> str:
        """The user type that a resource is about, by the best name there is."""
        selector, type_id = state.get("user_type"), state.get("user_type_id")
        if _text(type_id) and type_id in self.types:
            return self.types[str(type_id)]
        if selector is UNKNOWN and not _text(type_id):
            return UNKNOWN_TYPE
        return str(selector) if _text(selector) else DEFAULT_TYPE

    def user(self, state: Mapping[str, Any]) -> Sentence:
        """The Okta user profile that a resource is about; the default type needs no name."""
        name = self.type_name(state)
        if name == DEFAULT_TYPE:
            return ("the Okta user profile",)
        if name == UNKNOWN_TYPE:
            return (f"the Okta profile of {UNKNOWN_TYPE}",)
        return say("the Okta profile of user type ", Value(name))

    def schemas(self, state: Mapping[str, Any]) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
        """The whole schemas of a mapping's app and user type as Okta's documents; None where the plan has none."""
        return (
            _document(self.app_schemas.get(str(state.get("app_id")))),
            _document(self.user_schemas.get(str(state.get("user_type_id")))),
        )


def _document(properties: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if properties is None else {"definitions": {"custom": {"properties": properties}}}


def _definitions(properties: object) -> dict[str, Any]:
    """Terraform's definitions as Okta's, as far as the expression checker reads them."""
    if not isinstance(properties, dict):
        return {}
    return {str(name): _definition(item) for name, item in properties.items() if isinstance(item, dict)}


def _definition(item: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {
        word: item[argument]
        for argument, word in (
            ("type", "type"),
            ("required", "required"),
            ("min_length", "minLength"),
            ("max_length", "maxLength"),
        )
        if item.get(argument) is not None
        and item[argument] is not UNKNOWN
        and item[argument] is not SENSITIVE
    }
    if _text(item.get("array_type")):
        made["items"] = {"type": item["array_type"]}
    enum = item.get("enum")
    if isinstance(enum, list) and all(_text(choice) for choice in enum):
        made["enum"] = list(_parsed(enum, str(item.get("type") or "string")))
    return made


def _parsed(choices: Iterable[str], kind: str) -> Iterable[object]:
    """Choices as values: Terraform writes numbers as text."""
    for choice in choices:
        if kind in ("number", "integer"):
            try:
                yield json.loads(choice)
                continue
            except ValueError:
                pass
        yield choice


def _text(value: object) -> bool:
    return isinstance(value, str) and value is not UNKNOWN and value is not SENSITIVE
