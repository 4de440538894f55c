"""Writing and giving up the keys of `oktaprofile_mapping`. What the state says after a failure: owned/failures.py."""

from __future__ import annotations

from oktaprofile.okta.errors import MappingNotFound, NotFound, NotStored, OktaError, ValidationFailed
from oktaprofile.plugin.resource import Applied, ApplyFailed
from oktaprofile.provider.diagnose import explain, failed, problem
from oktaprofile.provider.owned.failures import after_failure
from oktaprofile.provider.owned.private_state import FOUND, IMPORTED, carried
from oktaprofile.provider.owned.state import Owned
from oktaprofile.provider.resources.mapping import document
from oktaprofile.provider.resources.mapping.change import MappingChange
from oktaprofile.provider.resources.mapping.plan import given_up, owned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from oktaprofile.okta.document import Document
    from oktaprofile.okta.org import Org
    from oktaprofile.plugin.diagnostics import Path
    from oktaprofile.plugin.resource import ApplyRequest


def put(org: Org, request: ApplyRequest) -> Applied:
    """Brings the planned keys in, and puts those back that the plan gives up. Raises ApplyFailed."""
    planned, private = request.planned, request.private
    prior = None if request.creates else request.prior
    found = private.get(FOUND) or {}
    wanted: dict[str, document.Entry | None] = {
        key: entry for key, entry in document.wanted(planned).items() if key in found
    }
    if prior is not None:
        wanted.update(given_up(prior, [key for key in found if key not in wanted], planned))
    kept = carried(private, IMPORTED)
    if not wanted:
        return Applied(planned, kept)
    row = org.mapping(planned["app_id"], planned["direction"], planned["user_type"], planned["id"])

    def stored(ours: Owned, answered: Mapping[str, Any]) -> Owned:
        there = document.entries(answered)
        entries = _as_found(ours.entries, there)
        if prior is None:  # what is as it was found is not this plan's doing
            entries = {key: item for key, item in entries.items() if there[key] != found.get(key)}
            return Owned(entries, {key: one for key, one in ours.restores.items() if key in entries})
        return Owned(entries, ours.restores)

    def take_back(part: Owned) -> None:
        previous = {key: found.get(key) for key in part.entries}
        row.write(MappingChange(previous, document.wanted({"properties": part.entries})))

    try:
        row.write(MappingChange(wanted, found))
    except OktaError as error:
        summary, detail = explain(error, f"Writing {', '.join(wanted)} to the mapping {planned['id']}")
        before = None if prior is None else _owned(prior)
        left, note = after_failure(error, before, _owned(planned), stored=stored, take_back=take_back)
        state = None if left is None else _state(planned if error.sent else prior or planned, left)
        path = _path_of(error, wanted)
        raise ApplyFailed(summary, detail + note, path, state=state, private=kept) from error
    return Applied(planned, kept)


def give_up(org: Org, prior: Mapping[str, Any], found: Mapping[str, Any] | None) -> None:
    """Puts every key back, or removes it. A mapping that Okta removed with its app or user type is gone already.

    `found`: the keys as the plan of the destroy found them; None where that is not known (then as in `prior`).
    """
    wanted = given_up(prior, owned(prior), prior)
    if not wanted:
        return
    before = document.wanted(prior) if found is None else found
    try:
        row_of(org, prior).write(MappingChange(wanted, {key: before.get(key) for key in wanted}))
    except OktaError as error:
        if not is_gone(error):
            left = _owned(prior)
            if isinstance(error, NotStored):
                left = Owned(_as_found(left.entries, document.entries(error.document)), left.restores)
            raise failed(
                error,
                f"Giving up {', '.join(wanted)} in the mapping {prior['id']}",
                state=_state(prior, left),
                path=("properties",),
            ) from error


def found_lines(org: Org, state: Mapping[str, Any]) -> dict[str, document.Entry] | None:
    """Every key of the row that a state is about, as Okta has it now; None where the row is gone."""
    try:
        return document.entries(row_of(org, state).read())
    except OktaError as error:
        if is_gone(error):
            return None
        raise problem(error, f"Reading the mapping {state['id']}", ("id",)) from error


def _owned(state: Mapping[str, Any]) -> Owned:
    return Owned(state["properties"] or {}, state["restores"])


def _state(state: Mapping[str, Any], left: Owned) -> dict[str, Any]:
    return {**state, "properties": left.entries, "restores": left.restores}


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
    expect_row(org, state)
    user_type = state["user_type"] and state["user_type_id"]
    return org.mapping(state["app_id"], state["direction"], user_type, state["id"])


def expect_row(org: Org, state: Mapping[str, Any]) -> None:
    """Notes the row of a state before anything is asked: who looks for it meanwhile lists no rows."""
    org.rows.expect(state["app_id"], state["direction"], state["user_type_id"], state["id"])


def _path_of(error: OktaError, wanted: Mapping[str, Any]) -> Path:
    """The attribute that Okta's words are about, as far as they name one."""
    for key in wanted:
        if any(f"Invalid target field {key}" == cause.strip() for cause in error.causes):
            return ("properties", key)
    return ("properties", next(iter(wanted))) if len(wanted) == 1 else ("properties",)
