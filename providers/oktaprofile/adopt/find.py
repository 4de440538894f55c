"""Reads an org and chooses what belongs to the sync. Reads only: apps, schemas, user types and mappings.

What belongs to the sync: the target (`primaryPhone`), and what a mapping fills from the numbers' attributes
(`directNumber`, `extensionNumber`); the custom attributes that these expressions read; the overrides of what they fill;
downstream, what is filled from it. `all_keys` takes every custom attribute, key and override of the chosen apps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from oktaprofile.adopt.found import (
    TO_APP,
    TO_OKTA,
    App,
    Attributes,
    Found,
    Left,
    Override,
    UserType,
    identifier,
)
from oktaprofile.adopt.found import Mapping as FoundMapping
from oktaprofile.expression import ExpressionError, references
from oktaprofile.okta.errors import MappingNotFound, NotFound
from oktaprofile.okta.org import Org
from oktaprofile.provider import lookup
from oktaprofile.provider.app_features import automatic_push_status
from oktaprofile.provider.definition import APP, ARRAY_TYPES, TYPES
from oktaprofile.provider.definition_json import flatten

NUMBER_ATTRIBUTES = ("directNumber", "extensionNumber")
ALL = "all"
APP_ID_PREFIX = "0oa"
# What a definition has without anybody's doing: not written into the code, where it would only be read past.
ORDINARY: dict[str, Any] = {
    "type": "string",
    "required": False,
    "scope": "NONE",
    "union": "DISABLE",
    "master": "PROFILE_MASTER",
}
Progress = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to look for. `apps`, `downstream`: labels or ids. `user_types`: ids or names; None: the default type."""

    apps: Sequence[str]
    downstream: Sequence[str] = ()
    user_types: Sequence[str] | None = None
    target: str = "primaryPhone"
    all_keys: bool = False


def find(org: Org, url: str, wanted: Wanted, progress: Progress = lambda _: None) -> Found:
    """What the org has of the sync. Raises OktaError, and DiagnosticError for an app or user type that is not there."""
    return _Search(org, url, wanted, progress).run()


class _Search:
    """One look at an org; `found` grows while it is read."""

    def __init__(self, org: Org, url: str, wanted: Wanted, progress: Progress) -> None:
        self.org = org
        self.wanted = wanted
        self.progress = progress
        self.found = Found(url)
        self.apps: dict[str, App] = {}

    def run(self) -> Found:
        sources = [self._chosen_app(text) for text in dict.fromkeys(self.wanted.apps)]
        targets = [self._chosen_app(text) for text in dict.fromkeys(self.wanted.downstream)]
        types = self._user_types()
        filled: dict[UserType, set[str]] = {one: set() for one in types}
        for app in dict.fromkeys(sources):
            self.progress(f"{app.label}: attributes and mappings")
            self._source(app, types, filled)
        for one in types:
            self._overrides(one, filled[one], {app.id for app in sources})
        for app in dict.fromkeys(targets):
            self.progress(f"{app.label}: mappings")
            for one in types:
                self._downstream(app, one, filled[one])
        used = {id(app) for app in self._used_apps()}
        self.found.apps = [app for app in self.apps.values() if id(app) in used]
        return self.found

    # -- apps and user types --

    def _chosen_app(self, text: str) -> App:
        if text.startswith(APP_ID_PREFIX):
            try:
                return self._app(self.org.application(text))
            except NotFound:  # a label may begin like an id
                pass
        return self._app(lookup.application_by_label(self.org, text))

    def _app(self, json: Mapping[str, Any]) -> App:
        if json["id"] not in self.apps:
            label = str(json.get("label") or json["id"])
            name, number = identifier(label), 2
            taken = {app.name for app in self.apps.values()}
            while name in taken:
                name, number = f"{identifier(label)}_{number}", number + 1
            unique = len(self.org.find_applications(label=label)) == 1
            self.apps[json["id"]] = App(json["id"], label, name, by_label=unique)
        return self.apps[json["id"]]

    def _used_apps(self) -> Iterable[App]:
        for attributes in self.found.attributes:
            yield attributes.app
        for mapping in self.found.mappings:
            yield mapping.app
        for override in self.found.overrides:
            yield from (source for source in override.sources if isinstance(source, App))

    def _user_types(self) -> list[UserType]:
        chosen = self.wanted.user_types
        if chosen is None:
            return [UserType(self.org.user_type().id, None, "")]
        listed = self.org.user_types()
        found = listed if ALL in chosen else [lookup.user_type(self.org, text) for text in chosen]
        return [
            UserType(one.id, None, "")
            if one.default
            else UserType(one.id, one.name or one.id, identifier(one.name or one.id))
            for one in {one.id: one for one in found}.values()
        ]

    # -- what an app has --

    def _source(self, app: App, types: list[UserType], filled: dict[UserType, set[str]]) -> None:
        schema = self.org.application_schema(app.id).read()
        custom, base = _properties(schema, "custom"), _properties(schema, "base")
        chosen = {one: self._keys_to_okta(app, one) for one in types}
        read = {name for keys in chosen.values() for text, _ in keys.values() for name in _reads(text)}
        names = set(custom) if self.wanted.all_keys else set(custom) & {*read, *NUMBER_ATTRIBUTES}
        attributes = self._attributes(app, {name: custom[name] for name in sorted(names)})
        for name in sorted(set(base) & {*NUMBER_ATTRIBUTES}):
            self._leave(
                f"attribute {name} of {app.label}",
                "it is in the base section of the app's profile, which is the app's own: nothing to manage",
            )
        for one, keys in chosen.items():
            filled[one] |= set(keys)
            if keys:
                ours = attributes if attributes and read & set(attributes.definitions) else None
                self.found.mappings.append(FoundMapping(app, TO_OKTA, one, keys, ours))

    def _attributes(self, app: App, found: Mapping[str, dict[str, Any]]) -> Attributes | None:
        definitions = {}
        for name, json in found.items():
            definition = flatten(json, APP)
            elements = definition.get("array_type")
            if definition["type"] not in TYPES or (
                definition["type"] == "array" and elements not in ARRAY_TYPES
            ):
                kind = f"array of {elements}" if definition["type"] == "array" else definition["type"]
                self._leave(
                    f"attribute {name} of {app.label}", f"its type is {kind}, which no resource takes"
                )
                continue
            definitions[name] = {
                argument: value
                for argument, value in definition.items()
                if value not in (None, [], ORDINARY.get(argument))
            }
        if not definitions:
            return None
        attributes = Attributes(app, definitions)
        self.found.attributes.append(attributes)
        return attributes

    def _keys_to_okta(self, app: App, user_type: UserType) -> dict[str, tuple[str, str | None]]:
        numbers = {*NUMBER_ATTRIBUTES}
        return self._keys(
            app,
            TO_OKTA,
            user_type,
            lambda target, text: target == self.wanted.target or not numbers.isdisjoint(_reads(text)),
        )

    def _downstream(self, app: App, user_type: UserType, filled: set[str]) -> None:
        keys = self._keys(app, TO_APP, user_type, lambda _, text: bool(set(_reads(text)) & filled))
        if keys:
            self.found.mappings.append(FoundMapping(app, TO_APP, user_type, keys))

    def _keys(
        self, app: App, direction: str, user_type: UserType, belongs: Callable[[str, str], bool]
    ) -> dict[str, tuple[str, str | None]]:
        """The keys of one mapping that belong to the sync; the others are left, in one line."""
        try:
            row = self.org.mapping(app.id, direction, user_type.selector).read()  # type: ignore[arg-type]
        except MappingNotFound:
            self._leave(_route(app, direction, user_type), "Okta has no such mapping")
            return {}
        automatic = automatic_push_status(self.org.application(app.id), direction)
        keys, others = {}, []
        for target, json in sorted((row.get("properties") or {}).items()):
            text, status = str(json.get("expression") or ""), json.get("pushStatus")
            if not text:
                others.append(target)
            elif self.wanted.all_keys or belongs(target, text):
                keys[target] = (text, None if status in (None, automatic) else str(status))
            else:
                others.append(target)
        if others:
            count = f"{len(others)} key{'s' * (len(others) > 1)}"
            self._leave(
                f"{count} of {_route(app, direction, user_type)}",
                f"not part of the sync: {', '.join(others)}",
            )
        return keys

    def _overrides(self, user_type: UserType, filled: set[str], chosen: set[str]) -> None:
        """Those of attributes that the sync fills, or all that name a chosen app."""
        schema = self.org.user_schema(user_type.selector).read()
        for name, sources in _overridden(schema).items():
            ours = not chosen.isdisjoint(sources)
            if name not in filled and not (ours and self.wanted.all_keys):
                continue
            what = f"override of {name}{f' ({user_type.selector})' if user_type.selector else ''}"
            if not ours:
                self._leave(what, f"its sources are other apps: {', '.join(sources)}")
                continue
            try:
                apps = [self._app(self.org.application(source)) for source in sources]
            except NotFound as error:
                self._leave(what, f"one of its sources is no app of this org: {error.message}")
                continue
            by_mapping = (self._by_mapping(app, name, user_type) for app in apps)
            self.found.overrides.append(Override(name, user_type, tuple(by_mapping)))

    def _by_mapping(self, app: App, target: str, user_type: UserType) -> App | FoundMapping:
        for mapping in self.found.mappings:
            if mapping.app == app and mapping.user_type == user_type and target in mapping.keys:
                return mapping
        return app

    def _leave(self, what: str, why: str) -> None:
        self.found.left.append(Left(what, why))


def _route(app: App, direction: str, user_type: UserType) -> str:
    okta = "Okta" if user_type.selector is None else f"Okta ({user_type.selector})"
    return f"{app.label} -> {okta}" if direction == TO_OKTA else f"{okta} -> {app.label}"


def _reads(expression: str) -> list[str]:
    """The attributes of the source profile that an expression reads; [] for one that cannot be parsed."""
    try:
        return [one.attribute for one in references(expression) if one.attribute]
    except ExpressionError:
        return []


def _properties(schema: Mapping[str, Any], section: str) -> dict[str, Any]:
    return dict(((schema.get("definitions") or {}).get(section) or {}).get("properties") or {})


def _overridden(schema: Mapping[str, Any]) -> dict[str, list[str]]:
    """User attribute -> app ids in order, for each attribute whose source is an override by apps."""
    result = {}
    for section in ("base", "custom"):
        for name, json in sorted(_properties(schema, section).items()):
            master = json.get("master") or {}
            sources = [str(one.get("value")) for one in master.get("priority") or () if one.get("value")]
            if master.get("type") == "OVERRIDE" and sources:
                result[name] = sources
    return result
