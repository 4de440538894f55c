"""What of an org belongs to the sync, as resources to write code for. No I/O here.

What belongs: the target (`primaryPhone`), and what a mapping fills from the numbers' attributes (`directNumber`,
`extensionNumber`); the custom attributes that these expressions read; the overrides of what they fill; downstream, what
is filled from it. `all_keys` takes every custom attribute, key and override of the chosen apps.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from oktaprofile.expression import ExpressionError, check, references
from oktaprofile.provider.resources.properties.document import flatten
from oktaprofile.provider.resources.properties.schema import APP, ARRAY_TYPES, TYPES
from oktaprofile.tenant import model
from oktaprofile.tenant.found import App, Attributes, Found, Keys, Left, Override, UserType, identifier
from oktaprofile.tenant.model import TO_APP, TO_OKTA, Tenant, overriding

NUMBER_ATTRIBUTES = frozenset({"directNumber", "extensionNumber"})
# What a definition has without anybody's doing: in the code it would only be read past.
ORDINARY: Mapping[str, Any] = {
    "type": "string",
    "required": False,
    "scope": "NONE",
    "union": "DISABLE",
    "master": "PROFILE_MASTER",
}


def choose(
    tenant: Tenant,
    sources: Collection[str],
    downstream: Collection[str],
    *,
    target: str,
    all_keys: bool = False,
) -> Found:
    """The resources of the sync. `sources`, `downstream`: ids of apps of the tenant."""
    return _Choice(tenant, target, all_keys).run(sources, downstream)


class _Choice:
    """`found` grows while the tenant is gone through."""

    def __init__(self, tenant: Tenant, target: str, all_keys: bool) -> None:
        self.tenant = tenant
        self.target = target
        self.all_keys = all_keys
        self.found = Found(tenant.org_url)
        self.apps: dict[str, App] = {}
        self.names = {"self", "scope", "super"}  # taken in the code
        self.types = {
            one.id: UserType(one.name, identifier(one.name) if one.name else "") for one in tenant.user_types
        }

    def run(self, sources: Collection[str], downstream: Collection[str]) -> Found:
        filled: dict[str, set[str]] = {id_: set() for id_ in self.types}
        for id_ in sources:
            self._source(self._model(id_), filled)
        for one in self.tenant.user_types:
            self._overrides(one, filled[one.id], sources)
        for id_ in downstream:
            app = self._model(id_)
            for type_id, attributes in filled.items():
                self._keys(app, TO_APP, type_id, _reading(attributes))
        named = {one.app for one in self.found.attributes} | {one.app for one in self.found.mappings}
        named |= {source for one in self.found.overrides for source in one.sources if isinstance(source, App)}
        self.found.apps = [app for app in self.apps.values() if app in named]
        return self.found

    def _model(self, id_: str) -> model.App:
        app = self.tenant.app(id_)
        if app is None:
            raise LookupError(f"the tenant has no app {id_}")
        return app

    def _user_type(self, id_: str) -> model.UserType:
        return next(one for one in self.tenant.user_types if one.id == id_)

    def _app(self, app: model.App) -> App:
        """The app with a name of its own in the code."""
        if app.id not in self.apps:
            name = self._name(identifier(app.label), "_attributes")
            self.apps[app.id] = App(app.id, app.label, name, app.unique_label)
        return self.apps[app.id]

    def _name(self, wanted: str, also: str = "") -> str:
        """The name, or with a number behind it where it is taken. `also`: what may be put behind it in the code."""
        name, number = wanted, 2
        while not self.names.isdisjoint({name, name + also}):
            name, number = f"{wanted}_{number}", number + 1
        self.names |= {name, name + also}
        return name

    def _source(self, app: model.App, filled: Mapping[str, set[str]]) -> None:
        def belongs(target: str, text: str) -> bool:
            return target == self.target or not NUMBER_ATTRIBUTES.isdisjoint(reads(text))

        attributes = Attributes(self._app(app), {})
        read: set[str] = set()
        for type_id in self.types:
            keys = self._keys(app, TO_OKTA, type_id, belongs, attributes)
            filled[type_id].update(keys)
            read.update(name for text, _ in keys.values() for name in reads(text))
        for name, json in app.attributes.items():
            if self.all_keys or name in read | NUMBER_ATTRIBUTES:
                self._attribute(attributes, name, json)
        if attributes.definitions:
            self.found.attributes.append(attributes)
        for name in sorted(NUMBER_ATTRIBUTES & set(app.base)):
            self._leave(f"attribute {name} of {app.label}", "the app itself has it (base): nothing to manage")

    def _attribute(self, attributes: Attributes, name: str, json: Mapping[str, Any]) -> None:
        definition = flatten(json, APP)
        kind, elements = definition["type"], definition.get("array_type")
        if kind not in TYPES or (kind == "array" and elements not in ARRAY_TYPES):
            described = f"array of {elements}" if kind == "array" else kind
            why = f"its type is {described}, which no resource takes"
            self._leave(f"attribute {name} of {attributes.app.label}", why)
            return
        attributes.definitions[name] = {
            argument: value
            for argument, value in definition.items()
            if value is not None and value != [] and value != ORDINARY.get(argument)
        }

    def _keys(
        self,
        app: model.App,
        direction: str,
        type_id: str,
        belongs: Callable[[str, str], bool],
        attributes: Attributes | None = None,
    ) -> dict[str, tuple[str, str | None]]:
        """The keys of one mapping that belong to the sync; the others are left, in one line."""
        user_type = self.types[type_id]
        row = app.mappings[direction].get(type_id)
        if row is None:
            self._leave(_route(app, direction, user_type), "Okta has no such mapping")
            return {}
        keys: dict[str, tuple[str, str | None]] = {}
        others = []
        profile = app if direction == TO_APP else self._user_type(type_id)
        for target, json in row.items():
            text, status = str(json.get("expression") or ""), json.get("pushStatus")
            if not text or not (self.all_keys or belongs(target, text)):
                others.append(target)
            elif target not in profile.attributes and target not in profile.base:
                self._leave(f"{target} of {_route(app, direction, user_type)}", "there is no such attribute")
            elif refusal := _refusal(text, direction):
                self._leave(f"{target} of {_route(app, direction, user_type)}", refusal)
            else:
                keys[target] = (text, None if status in (None, app.automatic[direction]) else str(status))
        if others:
            count = f"{len(others)} key{'s' if len(others) > 1 else ''}"
            why = f"not part of the sync: {', '.join(others)}"
            self._leave(f"{count} of {_route(app, direction, user_type)}", why)
        if keys:
            code = self._app(app)
            route = f"{code.name}_to_okta" if direction == TO_OKTA else f"okta_to_{code.name}"
            name = self._name("_".join(part for part in (route, user_type.name) if part))
            self.found.mappings.append(Keys(code, direction, user_type, name, keys, attributes))
        return keys

    def _overrides(self, user_type: model.UserType, filled: set[str], chosen: Collection[str]) -> None:
        """Those of attributes that the sync fills, or all that name a chosen app."""
        for name, master in user_type.sources.items():
            ids = overriding(master)
            ours = not set(chosen).isdisjoint(ids)
            if not ids or (name not in filled and not (ours and self.all_keys)):
                continue
            what = f"override of {name}{f' ({user_type.name})' if user_type.name else ''}"
            apps = [self.tenant.app(id_) for id_ in ids]
            missing = [id_ for id_, app in zip(ids, apps, strict=True) if app is None]
            if missing:
                self._leave(what, f"the org has no app {', '.join(missing)}")
            elif not ours:
                labels = ", ".join(f"{app.label} ({app.id})" for app in apps if app)
                self._leave(what, f"its sources are other apps: {labels}")
            else:
                sources = tuple(self._source_of(app, name, user_type.id) for app in apps if app)
                code = self.types[user_type.id]
                unique = self._name(
                    "_".join(part for part in (identifier(name), code.name) if part), "_source"
                )
                self.found.overrides.append(Override(name, code, unique, sources))

    def _source_of(self, app: model.App, target: str, type_id: str) -> App | Keys:
        for mapping in self.found.mappings:
            if (mapping.app.id, mapping.user_type) == (
                app.id,
                self.types[type_id],
            ) and target in mapping.keys:
                return mapping
        return self._app(app)

    def _leave(self, what: str, why: str) -> None:
        self.found.left.append(Left(what, why))


def _reading(attributes: Collection[str]) -> Callable[[str, str], bool]:
    return lambda _, text: not set(attributes).isdisjoint(reads(text))


def _route(app: model.App, direction: str, user_type: UserType) -> str:
    okta = f"Okta ({user_type.selector})" if user_type.selector else "Okta"
    return f"{app.label} -> {okta}" if direction == TO_OKTA else f"{okta} -> {app.label}"


def _refusal(text: str, direction: str) -> str:
    """Why a configuration with this expression would be refused before Okta is asked; "" where it would not."""
    for finding in check(text, direction=direction):
        if finding.severity == "error":
            return f'its expression is not valid ({finding.message}); allow = ["{finding.code}"] lets it pass'
    return ""


def reads(expression: str) -> list[str]:
    """The attributes that an expression reads; [] for one that cannot be parsed."""
    try:
        return [one.attribute for one in references(expression) if one.attribute]
    except ExpressionError:
        return []
