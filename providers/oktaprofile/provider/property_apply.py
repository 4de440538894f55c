"""Creates, updates, deletes and reads the custom properties that one resource owns, for its three resource types.

No false state: after a failure the state names what exists, as far as that is known. The cases, for a create:

- nothing was sent (refused by the plan check, Okta answered 400, no connection): no state;
- Okta stored a part: that part is taken back; if this fails too, the state holds it (tainted);
- nobody knows (the answer and the read-back were lost): the state holds what was planned (tainted), so that
  `restores` isn't lost; the next apply converges.

Imported after Configure only.
"""

from __future__ import annotations

from oktaprofile.okta.errors import NotFound, NotStored, OktaError
from oktaprofile.plugin.resource import ApplyFailed
from oktaprofile.provider.definition_json import PLACES
from oktaprofile.provider.diagnose import explain, failed, problem
from oktaprofile.provider.pending import ATTRIBUTES, MAPPINGS
from oktaprofile.provider.property_change import PLACE, PropertyChange, custom
from oktaprofile.provider.property_owner import AWAITS, TOUCHED, Owned, touched_of
from oktaprofile.provider.property_plan import former_definition, listed, refreshed, to_restores

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from threading import Event
    from typing import Any

    from oktaprofile.plugin.diagnostics import Diagnostics, Path
    from oktaprofile.provider.property_place import PropertyPlace
    from oktaprofile.provider.session import Session

    ToState = Callable[[Owned], dict[str, Any] | None]
    PathOf = Callable[[str], Path]


def create(
    place: PropertyPlace,
    planned: Owned,
    managed: Mapping[str, Any],
    *,
    wait_seconds: float,
    to_state: ToState,
    private: dict[str, Any],
    path_of: PathOf,
) -> None:
    """Puts planned properties in place. `managed`: name -> definition with the arguments to send.

    `path_of` leads from a property's name to its arguments. `to_state` makes the resource's state from what exists; it
    is called only where something does. Raises `ApplyFailed`.
    """
    change = PropertyChange(
        wanted=managed,
        expected={name: former_definition(planned.restores.get(name)) for name in managed},
        name_release_timeout_seconds=wait_seconds,
    )
    doing = f"Adding {listed(managed)} to {place.label}"
    try:
        place.document.write(change)
    except NotStored as error:
        summary, detail = explain(error, doing)
        left = _take_back(place, planned, managed, error.document)
        if left is None:
            detail += "\n\nWhat Okta had stored of it was taken back: nothing of this resource exists."
        else:
            detail += "\n\nWhat Okta stored of it is in the state now; the next apply replaces it."
        state = to_state(left) if left is not None else None
        path = _path_of(error, place, path_of)
        raise ApplyFailed(summary, detail, path, state=state, private=private) from error
    except OktaError as error:
        summary, detail = explain(error, doing)
        state = to_state(planned) if error.sent else None
        raise ApplyFailed(summary, detail, place.path, state=state, private=private) from error


def update(
    place: PropertyPlace,
    prior: Owned,
    planned: Owned,
    managed: Mapping[str, Any],
    *,
    wait_seconds: float,
    to_state: ToState,
    private: dict[str, Any],
    path_of: PathOf,
    diagnostics: Diagnostics,
) -> None:
    """Brings what exists to what is planned, in one change: added, changed and removed properties.

    Raises `ApplyFailed` with the state of what exists now.
    """
    released = {name: former for name, former in prior.former().items() if name not in planned.definitions}
    change = PropertyChange(
        wanted=managed,
        expected={
            name: former_definition(planned.restores.get(name))
            for name in managed
            if name not in prior.definitions
        },
        released=released,
        touched=touched_of(private, place.key),
        name_release_timeout_seconds=wait_seconds,
    )
    doing = f"Changing {listed([*managed, *released])} of {place.label}"
    try:
        document = place.document.write(change)
    except NotStored as error:
        summary, detail = explain(error, doing)
        exists = _existing(_either(planned, prior), error.document, place.kind)
        path = _path_of(error, place, path_of)
        raise ApplyFailed(summary, detail, path, state=to_state(exists), private=private) from error
    except OktaError as error:
        summary, detail = explain(error, doing)
        state = to_state(_either(planned, prior) if error.sent else prior)
        raise ApplyFailed(summary, detail, place.path, state=state, private=private) from error
    _warn_kept(change, document, place, diagnostics)


def delete(
    place: PropertyPlace,
    prior: Owned,
    private: Mapping[str, Any],
    diagnostics: Diagnostics,
    to_state: ToState,
) -> None:
    """Removes own properties and puts former definitions back. Already gone, also with the app, is success."""
    change = PropertyChange(released=prior.former(), touched=touched_of(private, place.key))
    try:
        document = place.document.write(change)
    except NotFound:
        return
    except OktaError as error:
        left = _existing(prior, error.document, place.kind) if isinstance(error, NotStored) else prior
        raise failed(
            error,
            f"Removing {listed(prior.definitions)} from {place.label}",
            state=to_state(left),
            path=place.path,
        ) from error
    _warn_kept(change, document, place, diagnostics)


def await_mappings(session: Session, private: Mapping[str, Any], stop: Event) -> None:
    """Waits until this run has given up the lines that the plan of the destroy wants gone first, where it does so at
    the same time: nothing refers to the properties' resource then.
    """
    awaits = private.get(AWAITS) or ()
    session.pending.wait(
        MAPPINGS,
        ATTRIBUTES,
        lambda: all(target in session.pending.left(mapping_id) for mapping_id, target in awaits),
        stop,
    )


def read(
    place: PropertyPlace, state: Owned, private: Mapping[str, Any]
) -> tuple[Owned, dict[str, Any]] | None:
    """What exists of the properties in the state, with Okta's present values, and the private state with it; None
    where their schema is gone.

    A property that version 0.1.0 imported has nothing in `restores` and no record of what was written: from now on it
    is put back as it is found here.
    """
    try:
        document = place.document.read()
    except NotFound:
        return None
    except OktaError as error:
        raise problem(error, f"Reading the schema of {place.label}", place.path) from error
    exists, touched = _existing(state, document, place.kind), touched_of(private, place.key)
    imported = [name for name in exists.definitions if name not in exists.restores and name not in touched]
    exists.restores.update({name: to_restores(custom(document)[name]) for name in imported})
    return exists, {**private, **record_of_import(private, place.key, imported)} if imported else dict(
        private
    )


def record_of_import(private: Mapping[str, Any], key: str, names: list[str]) -> dict[str, Any]:
    """The part of private state that says: nothing was written of these properties yet."""
    touched = private.get(TOUCHED) or {}
    return {TOUCHED: {**touched, key: {**touched_of(private, key), **{name: [] for name in names}}}}


def warn_gone(id_: str, what: str, next_step: str, diagnostics: Diagnostics) -> None:
    """For a read that finds nothing: the resource leaves the state. The id keeps the summaries of several apart: of
    equal ones Terraform shows the first only.
    """
    diagnostics.warning(
        f"It was deleted outside of Terraform: {id_}", f"{what} It is removed from the state. {next_step}"
    )


# The last sentence: Terraform plans a whole configuration before it destroys it, and that fails without the app.
WHEN_THE_APP_IS_GONE = (
    "If the app was deleted on purpose, remove this resource from the configuration; otherwise give the id of the app "
    "that took its place. To destroy what is left of this configuration: terraform destroy -refresh=false."
)


def _path_of(error: NotStored, place: PropertyPlace, path_of: PathOf) -> Path:
    """The one argument, or else the one property, that Okta did not store as sent; else where the schema is named."""
    names = {found.path[len(PLACE)] for found in error.discrepancies if len(found.path) > len(PLACE)}
    if len(names) != 1:
        return place.path
    spots = {found.path[len(PLACE) + 1 :] for found in error.discrepancies}
    arguments = [argument for argument, spot in PLACES.items() if spots == {spot}]
    return (*path_of(names.pop()), *arguments) or place.path


def _take_back(
    place: PropertyPlace, planned: Owned, managed: Mapping[str, Any], document: Mapping[str, Any]
) -> Owned | None:
    """Undoes a create that Okta stored in part. None: nothing is left; else what is."""
    there = _existing(planned, document, place.kind)
    if not there.definitions:
        return None
    touched = {name: [key for key, value in managed[name].items() if value is not None] for name in managed}
    try:
        place.document.write(PropertyChange(released=there.former(), touched=touched))
    except OktaError:
        return there  # the error that led here is the one to report
    return None


def _existing(owned: Owned, document: Mapping[str, Any], kind: str) -> Owned:
    now = custom(document)
    return Owned(
        {
            name: refreshed(kind, definition, now[name])
            for name, definition in owned.definitions.items()
            if name in now
        },
        {name: text for name, text in owned.restores.items() if name in now},
        deletes=owned.deletes,
    )


def _either(planned: Owned, prior: Owned) -> Owned:
    return Owned({**prior.definitions, **planned.definitions}, {**prior.restores, **planned.restores})


def _warn_kept(
    change: PropertyChange, document: Mapping[str, Any], place: PropertyPlace, diagnostics: Diagnostics
) -> None:
    for name, attributes in change.kept_besides(dict(document)).items():
        diagnostics.warning(
            "Okta keeps a part",
            f"{name} of {place.label} has its former definition again, but Okta did not let go of "
            f"{', '.join(attributes)}, which it did not have then. Clear it by hand if it matters: Directory > "
            "Profile Editor.",
        )
