"""What one resource wants of the custom properties of one schema, as a change of the shared document.

A schema POST merges at two levels (recorded): properties that it does not name stay, and so do the attributes
of a named property that it leaves out; null removes a property. So a change names its own properties and
sends those arguments that the configuration sets. Deeper objects (`items`, `master`) are sent whole: whether
Okta merges inside them is not recorded, so what this configuration doesn't manage in them is sent along as it
is now.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from oktaprofile.okta.change import ABSENT, Discrepancy
from oktaprofile.okta.fragments import custom_properties
from oktaprofile.okta.schema import properties_of
from oktaprofile.provider.owned.change import OwnedChange
from oktaprofile.provider.resources.properties.document import (
    JSON_PATHS,
    cleared,
    differences,
    expand,
    same_value,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

CUSTOM_PATH = ("definitions", "custom", "properties")
# Whether Okta drops an attribute that is sent as null is not recorded for each of them (`cleared`); after so many
# tries it does not.
TRIES_TO_CLEAR = 2


class PropertyChange(OwnedChange):
    """Puts properties in place and gives others up.

    `wanted`: name -> definition with the managed arguments set. `found`: for those of them that are new to this
    resource, what the plan found in Okta (None: nothing). `released`: name -> the definition to put
    back, None: remove the property. `touched`: released name -> the arguments that were ever written; no others are
    put back, they are somebody else's (an override of the source, an edit by hand). A name that is absent there is put
    back whole.
    """

    # One that somebody made since, exactly as wanted, would be deleted by a destroy: nothing is noted to put back.
    takes_the_wanted: ClassVar[bool] = False

    def __init__(
        self,
        *,
        wanted: Mapping[str, Mapping[str, Any]] | None = None,
        found: Mapping[str, Mapping[str, Any] | None] | None = None,
        released: Mapping[str, Mapping[str, Any] | None] | None = None,
        touched: Mapping[str, Collection[str]] | None = None,
        name_release_timeout_seconds: float = 0.0,
    ) -> None:
        super().__init__(wanted or {}, found or {})
        self.released = dict(released or {})
        self.touched = {
            name: {JSON_PATHS[argument][0] for argument in arguments}
            for name, arguments in (touched or {}).items()
        }
        self.name_release_timeout_seconds = name_release_timeout_seconds
        self._tries = 0

    def fragment(self, current: dict[str, Any]) -> dict[str, Any] | None:
        now = custom(current)
        self._tries += 1
        self.refuse_edits("The schema", now, _in_words)
        body: dict[str, dict[str, Any] | None] = {}
        for name, definition in self.wanted.items():
            if name not in now or differences(definition, now[name]):
                body[name] = _overlaid(expand(definition), now.get(name))
        for name, previous in self.released.items():
            if name not in now:
                continue
            if previous is None:
                body[name] = None
            elif put_back := self._restoring(name, previous, now[name]):
                body[name] = put_back
        return custom_properties(body) if body else None

    def unproved(self, current: dict[str, Any]) -> list[Discrepancy]:
        """See `Change`.

        A restored property is proved by the attributes it had. What it has besides may be a write that was lost: it is
        sent once more. Then Okta keeps it (`kept_besides`).
        """
        now = custom(current)
        missing = []
        for name, definition in self.wanted.items():
            if name not in now:
                missing.append(Discrepancy((*CUSTOM_PATH, name), expand(definition), ABSENT))
                continue
            missing += [
                Discrepancy(
                    (*CUSTOM_PATH, name, *found.json_path),
                    found.sent,
                    ABSENT if found.found is None else found.found,
                )
                for found in differences(definition, now[name])
            ]
        for name, previous in self.released.items():
            if previous is None and name in now:
                missing.append(Discrepancy((*CUSTOM_PATH, name), ABSENT, now[name]))
            elif previous is not None and name in now:
                missing += [
                    Discrepancy((*CUSTOM_PATH, name, key), value, now[name].get(key, ABSENT))
                    for key, value in previous.items()
                    if self._is_ours(name, key) and not same_value(key, value, now[name].get(key))
                ]
        if self._tries < TRIES_TO_CLEAR:
            for name, extra in self.kept_besides(current).items():
                missing += [Discrepancy((*CUSTOM_PATH, name, key), ABSENT, now[name][key]) for key in extra]
        return missing

    def kept_besides(self, current: dict[str, Any]) -> dict[str, list[str]]:
        """name -> Okta's attributes of restored properties that were not there before but still are."""
        now = custom(current)
        return {
            name: extra
            for name, previous in self.released.items()
            if previous is not None
            and (
                extra := [
                    key for key in now.get(name, {}) if key not in previous and self._is_ours(name, key)
                ]
            )
        }

    def _is_ours(self, name: str, attribute: str) -> bool:
        return name not in self.touched or attribute in self.touched[name]

    def _restoring(self, name: str, previous: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
        """What to send so that a property has its previous definition again; {} where it has."""
        wanted = {**previous, **{key: cleared(key) for key in now if key not in previous}}
        ours = {key: value for key, value in wanted.items() if self._is_ours(name, key)}
        return ours if any(now.get(key) != previous.get(key) for key in ours) else {}


def custom(schema: Mapping[str, Any]) -> dict[str, Any]:
    """name -> definition of a schema's custom properties; {} where it has none."""
    return properties_of(schema, "custom")


def _in_words(definition: Mapping[str, Any] | None) -> str:
    return "no such property" if definition is None else json.dumps(definition, ensure_ascii=False)


def _overlaid(definition: dict[str, Any], now: Mapping[str, Any] | None) -> dict[str, Any]:
    if now is not None and isinstance(definition.get("items"), dict) and isinstance(now.get("items"), dict):
        definition["items"] = {**now["items"], **definition["items"]}
    return definition
