"""What is planned for the keys of `oktaprofile_mapping`: the push status, and what they restore. No I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider.app_features import DONT_PUSH, automatic_push_status
from oktaprofile.provider.owned.private_state import IMPORTED
from oktaprofile.provider.resources.mapping import document
from oktaprofile.provider.resources.mapping.schema import AUTO

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from oktaprofile.provider.resources.mapping.document import Entry
    from oktaprofile.provider.resources.mapping.location import MappingLocation


def leave_open(planned: dict[str, Any]) -> None:
    """Marks unknown what depends on an app, direction or user type that is not known yet."""
    planned.update(id=UNKNOWN, user_type_id=UNKNOWN, restores=UNKNOWN)
    if planned["properties"] is not UNKNOWN:
        planned["properties"] = {
            key: item if item is UNKNOWN else {**item, "effective_push_status": UNKNOWN}
            for key, item in planned["properties"].items()
        }


def with_push_status(properties: Mapping[str, Any], location: MappingLocation) -> dict[str, Any]:
    """The planned `properties` with `effective_push_status` filled in."""
    automatic = automatic_push_status(location.app, location.direction)
    return {
        key: item
        if item is UNKNOWN
        else {
            **item,
            "effective_push_status": automatic if item["push_status"] == AUTO else item["push_status"],
        }
        for key, item in properties.items()
    }


def on_create_only(planned: Mapping[str, Any], changed: Collection[str]) -> list[str]:
    """The keys among those that an apply writes for which `auto` is DONT_PUSH: people who exist never get them."""
    return [
        key
        for key, item in planned["properties"].items()
        if key in changed
        and item is not UNKNOWN
        and (item["push_status"], item["effective_push_status"]) == (AUTO, DONT_PUSH)
    ]


def restores(
    prior: Mapping[str, Any] | None,
    owned_keys: Collection[str],
    planned: Mapping[str, Any],
    found: Mapping[str, Entry],
) -> dict[str, Any]:
    """The planned `restores`: what was found under a key when it was taken over, and stays known from then on."""
    kept = {} if prior is None else prior["restores"] or {}
    result = {}
    for key in planned["properties"]:
        if key in owned_keys:
            if key in kept:
                result[key] = kept[key]
        elif key in found:
            result[key] = document.to_restores(found[key])
    return result


def completed(
    state: dict[str, Any], private: Mapping[str, Any], found: Mapping[str, Entry] | None
) -> dict[str, Any]:
    """A state whose keys version 0.1.0 imported, with nothing noted to restore: they are put back as they are found."""
    there, known = document.wanted(state) if found is None else found, state["restores"] or {}
    imported = [
        key for key in private.get(IMPORTED) or () if key in (state["properties"] or ()) and there.get(key)
    ]
    return {**state, "restores": {**{key: document.to_restores(there[key]) for key in imported}, **known}}
