"""What one resource wants of the custom properties of one schema, as a change of the shared document.

A schema POST merges at two levels (recorded): properties that it does not name stay, and so do the attributes
of a named property that it leaves out; null removes a property. So a change names its own properties and
sends those arguments that the configuration sets. Deeper objects (`items`, `master`) are sent whole: whether
Okta merges inside them is not recorded, so what this configuration doesn't manage in them is sent along as it
is now.

Imported by create, update and delete only: it pulls in the Okta client.
"""

from __future__ import annotations

from oktaprofile.okta.document import ABSENT, Change, Discrepancy
from oktaprofile.okta.errors import Conflict
from oktaprofile.okta.fragments import custom_properties
from oktaprofile.provider.resources.properties.document import (
    JSON_PATHS,
    cleared,
    differences,
    expand,
    same_value,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

CUSTOM_PATH = ("definitions", "custom", "properties")
# Whether Okta lets go of an attribute that is sent as null is not recorded for each of them (`cleared`); after so many
# tries it does not.
TRIES_TO_CLEAR = 2


class PropertyChange(Change):
    """Puts properties in place and lets go of others.

    `wanted`: name -> definition with the managed arguments set. `expected`: for those of them that are new to
    this resource, what the plan found in Okta (None: nothing); anything else there now raises `Conflict`,
    since a reviewed plan is applied as reviewed or not at all. `released`: name -> the definition to put
    back, None: remove the property. `touched`: released name -> the arguments that were ever written; no others are
    put back, they are somebody else's (an override of the source, an edit by hand). A name that is absent there is put
    back whole.
    """

    def __init__(
        self,
        *,
        wanted: Mapping[str, Mapping[str, Any]] | None = None,
        expected: Mapping[str, Mapping[str, Any] | None] | None = None,
        released: Mapping[str, Mapping[str, Any] | None] | None = None,
        touched: Mapping[str, Collection[str]] | None = None,
        name_release_timeout_seconds: float = 0.0,
    ) -> None:
        self.wanted = dict(wanted or {})
        self.expected = dict(expected or {})
        self.released = dict(released or {})
        self.touched = {
            name: {JSON_PATHS[argument][0] for argument in arguments}
            for name, arguments in (touched or {}).items()
        }
        self.name_release_timeout_seconds = name_release_timeout_seconds
        self._checked = False
        self._tries = 0

    def fragment(self, current: dict[str, Any]) -> dict[str, Any] | None:
        """See `Change`. What exists is compared with the plan once: later tries may meet their own traces."""
        now = custom(current)
        self._tries += 1
        if not self._checked:
            self._refuse_changes_since_plan(now)
            self._checked = True
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

    def _refuse_changes_since_plan(self, now: Mapping[str, Any]) -> None:
        for name, expected in self.expected.items():
            found = now.get(name)
            if found == expected:
                continue
            if found is None:
                was = "was there when the plan was made, and is gone now"
            elif expected is None:
                was = "was not there when the plan was made, and exists now"
            else:
                was = "has another definition now than when the plan was made"
            raise Conflict(
                f"The property {name} {was}. Nothing was sent.",
                next_step="Plan again, look at what it would do, then apply.",
            )


def custom(schema: Mapping[str, Any]) -> dict[str, Any]:
    """name -> definition of a schema's custom properties; {} where it has none."""
    return ((schema.get("definitions") or {}).get("custom") or {}).get("properties") or {}


def _overlaid(definition: dict[str, Any], now: Mapping[str, Any] | None) -> dict[str, Any]:
    if now is not None and isinstance(definition.get("items"), dict) and isinstance(now.get("items"), dict):
        definition["items"] = {**now["items"], **definition["items"]}
    return definition
