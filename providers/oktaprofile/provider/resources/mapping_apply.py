"""Writing the keys of `oktaprofile_mapping`, and what the state says when that fails part of the way.

The rule for a failure: what may be in Okta stays in the state, together with what it has to put back, so
that the next refresh finds out and nothing former is lost. A failure before anything was sent leaves the
state as it was.
"""

from __future__ import annotations

from oktaprofile.okta.errors import MappingNotFound, NotFound, NotStored, OktaError, ValidationFailed
from oktaprofile.plugin.resource import Applied
from oktaprofile.provider.diagnose import failed
from oktaprofile.provider.ownership import OWNER
from oktaprofile.provider.resources import mapping_form
from oktaprofile.provider.resources.mapping_change import MappingChange
from oktaprofile.provider.resources.mapping_plan import FOUND, IMPORTED, given_up, owned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from oktaprofile.okta.document import Document
    from oktaprofile.okta.org import Org
    from oktaprofile.plugin.diagnostics import Path


def put(
    org: Org, prior: Mapping[str, Any] | None, planned: dict[str, Any], private: Mapping[str, Any]
) -> Applied:
    """Brings the planned keys in, and puts those back that the plan gives up. Raises ApplyFailed."""
    found = private.get(FOUND) or {}
    wanted: dict[str, mapping_form.Entry | None] = {
        key: entry for key, entry in mapping_form.wanted(planned).items() if key in found
    }
    if prior is not None:
        wanted.update(given_up(prior, [key for key in found if key not in wanted], planned))
    kept = {name: private[name] for name in (OWNER, IMPORTED) if name in private}
    if not wanted:
        return Applied(planned, kept)
    try:
        _document(org, planned).write(MappingChange(wanted, found))
    except OktaError as error:
        raise failed(
            error,
            f"Writing {', '.join(wanted)} to the mapping {planned['id']}",
            state=_state_after(error, prior, planned, found),
            private=kept,
            path=_place_of(error, wanted),
        ) from error
    return Applied(planned, kept)


def give_up(org: Org, prior: Mapping[str, Any], found: Mapping[str, Any] | None) -> None:
    """Puts every key back, or removes it. A mapping that Okta removed with its app or user type is gone already.

    `found`: the keys as the plan of the destroy found them; None where that is not known (then as in `prior`).
    """
    wanted = given_up(prior, owned(prior), prior)
    if not wanted:
        return
    before = mapping_form.wanted(prior) if found is None else found
    try:
        row_of(org, prior).write(MappingChange(wanted, {key: before.get(key) for key in wanted}))
    except OktaError as error:
        if not is_gone(error):
            raise failed(
                error,
                f"Giving up {', '.join(wanted)} in the mapping {prior['id']}",
                state=_state_left(error, prior),
                path=("properties",),
            ) from error


def _state_left(error: OktaError, prior: Mapping[str, Any]) -> dict[str, Any]:
    """What the state says after a failed destroy: what Okta holds, where the read-back showed it."""
    if not isinstance(error, NotStored):
        return dict(prior)
    there = mapping_form.entries(error.document)
    return {**prior, "properties": _as_found(prior["properties"] or {}, there)}


def _as_found(properties: Mapping[str, Any], there: Mapping[str, Any]) -> dict[str, Any]:
    """The properties that exist, with the values they have."""
    return {
        key: {
            **item,
            "expression": there[key]["expression"],
            "effective_push_status": there[key]["pushStatus"],
        }
        for key, item in properties.items()
        if key in there
    }


def is_gone(error: OktaError) -> bool:
    """Whether the answer means that the row, its app or its user type does not exist any more.

    Rows that are looked for by the id of a deleted app or type may be answered with 400 instead of 404
    (Okta's SDK tests accept both).
    """
    from oktaprofile.okta.errors import UserTypeNotFound

    if isinstance(error, ValidationFailed):
        return any("Invalid source or target id" in text for text in (error.error_summary, *error.causes))
    return isinstance(error, (NotFound, MappingNotFound, UserTypeNotFound))


def row_of(org: Org, state: Mapping[str, Any]) -> Document:
    """The row that a state is about. Its user type is looked up by id: another type may have the name by now, and
    its row is somebody else's.
    """
    user_type = state["user_type"] and state["user_type_id"]
    return org.mapping(state["app_id"], state["direction"], user_type, state["id"])


def _document(org: Org, state: Mapping[str, Any]) -> Document:
    return org.mapping(state["app_id"], state["direction"], state["user_type"], state["id"])


def _state_after(
    error: OktaError,
    prior: Mapping[str, Any] | None,
    planned: Mapping[str, Any],
    found: Mapping[str, Any],
) -> dict[str, Any] | None:
    """What the state says after a failed write. `found`: the keys as they were before it.

    A new resource keeps a key that is no longer as it was found, whatever it holds now: only with its `restores` can
    the next apply put right what was stored in its place.
    """
    if not error.sent:
        return None if prior is None else dict(prior)
    properties = {**(prior or {}).get("properties", {}), **planned["properties"]}
    if isinstance(error, NotStored):
        there = mapping_form.entries(error.document)
        ours = mapping_form.wanted({"properties": properties})
        properties = {
            key: item
            for key, item in _as_found(properties, there).items()
            if prior is not None or there[key] == ours[key] or there[key] != found.get(key)
        }
        if prior is None and not properties:
            return None
    restores = {**((prior or {}).get("restores") or {}), **(planned["restores"] or {})}
    if prior is None:  # what it does not hold is not its to put back
        restores = {key: former for key, former in restores.items() if key in properties}
    return {**planned, "properties": properties, "restores": restores}


def _place_of(error: OktaError, wanted: Mapping[str, Any]) -> Path:
    """The attribute that Okta's words are about, as far as they name one."""
    for key in wanted:
        if any(f"Invalid target field {key}" == cause.strip() for cause in error.causes):
            return ("properties", key)
    return ("properties", next(iter(wanted))) if len(wanted) == 1 else ("properties",)
