"""Writes, gives up and reads the custom properties that one resource owns, for its three types.

What the state says after a failure: owned/failures.py. Imported after Configure only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oktaprofile.okta.errors import NotFound, NotStored, OktaError
from oktaprofile.provider.diagnose import explain, problem
from oktaprofile.provider.owned import failures
from oktaprofile.provider.owned.private_state import AWAITS, MOVED, OWNER, TOUCHED
from oktaprofile.provider.owned.state import Owned
from oktaprofile.provider.resources.properties import texts
from oktaprofile.provider.resources.properties.change import CUSTOM_PATH, PropertyChange, custom
from oktaprofile.provider.resources.properties.checks import (
    previous_definition,
    refreshed,
    to_restores,
)
from oktaprofile.provider.resources.properties.document import JSON_PATHS, flatten
from oktaprofile.provider.resources.properties.plan import managed_definition, touched_of
from oktaprofile.provider.run.pending import ATTRIBUTES, MAPPINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oktaprofile.plugin.diagnostics import Diagnostics, Path
    from oktaprofile.plugin.resource import ApplyRequest
    from oktaprofile.provider.resources.properties.adapter import PropertiesAdapter
    from oktaprofile.provider.resources.properties.location import SchemaLocation


def put(owner: PropertiesAdapter, location: SchemaLocation, request: ApplyRequest) -> None:
    """Brings what exists to what is planned, in one change: added, changed and removed properties.

    Raises `ApplyFailed` with the state of what exists then.
    """
    planned, private = owner.owned(request.planned), request.private
    prior = None if request.creates else owner.owned(request.prior, request.planned)
    configured = owner.definitions(request.config)
    managed = {name: managed_definition(configured[name], one) for name, one in planned.entries.items()}
    before = {} if prior is None else prior.entries
    released = (
        {} if prior is None else _previous(prior, [name for name in before if name not in planned.entries])
    )
    change = PropertyChange(
        wanted=managed,
        found={
            name: previous_definition(planned.restores.get(name)) for name in managed if name not in before
        },
        released=released,
        touched=touched_of(private, location.key),
        name_release_timeout_seconds=request.planned["name_release_timeout_seconds"],
    )

    def take_back(part: Owned) -> None:
        touched = {
            name: [key for key, value in managed[name].items() if value is not None] for name in managed
        }
        found = Owned(part.entries, part.restores)  # put back, whatever `on_destroy` says: this is no destroy
        location.document.write(PropertyChange(released=_previous(found, part.entries), touched=touched))

    doing = (
        f"Adding {texts.listed(managed)} to {location.label}"
        if prior is None
        else f"Changing {texts.listed([*managed, *released])} of {location.label}"
    )
    document = failures.put(
        owner,
        request,
        lambda: location.document.write(change),
        lambda error: (*explain(error, doing), _path_of(error, location, owner)),
        lambda owned, answered: _existing(owned, answered, location.kind),
        take_back,
        private,
    )
    _warn_kept(change, document, location, owner.diagnostics)


def give_up(owner: PropertiesAdapter, location: SchemaLocation, request: ApplyRequest) -> None:
    """Removes own properties and puts previous definitions back. Already gone, also with the app, is success.

    Waits first until this run has given up the lines of mappings that the plan of the destroy wants gone before, where
    it does so at the same time: nothing refers to the properties' resource then.
    """
    prior, session = owner.owned(request.prior), owner.session
    awaits = request.private.get(AWAITS) or ()
    session.pending.wait(
        MAPPINGS,
        ATTRIBUTES,
        lambda: all(target in session.pending.left(mapping_id) for mapping_id, target in awaits),
        owner.ctx.stop,
    )
    change = PropertyChange(
        released=_previous(prior, prior.entries), touched=touched_of(request.private, location.key)
    )
    document = failures.give_up(
        owner,
        request.prior,
        lambda: location.document.write(change),
        lambda error: (
            *explain(error, f"Removing {texts.listed(prior.entries)} from {location.label}"),
            location.path,
        ),
        lambda owned, answered: _existing(owned, answered, location.kind),
    )
    if document is not None:
        _warn_kept(change, document, location, owner.diagnostics)


def read(
    location: SchemaLocation, state: Owned, private: Mapping[str, Any]
) -> tuple[Owned, dict[str, Any]] | None:
    """What exists of the properties in the state, with Okta's present values, and the private state with it; None
    where their schema is gone.

    One that another provider's state was moved from is read like an import. One that version 0.1.0 imported has
    nothing in `restores` and no record of what was written: from now on it is put back as it is found here.
    """
    try:
        document = location.document.read()
    except NotFound:
        return None
    except OktaError as error:
        raise problem(error, f"Reading the schema of {location.label}", location.path) from error
    if MOVED in private:
        there = custom(document)
        return as_found(
            location, {name: there[name] for name in state.entries if name in there}, private[OWNER]
        )
    exists, touched = _existing(state, document, location.kind), touched_of(private, location.key)
    imported = [name for name in exists.entries if name not in exists.restores and name not in touched]
    exists.restores.update({name: to_restores(custom(document)[name]) for name in imported})
    return exists, {**private, **record_of_import(private, location.key, imported)} if imported else dict(
        private
    )


def as_found(location: SchemaLocation, found: Mapping[str, Any], token: str) -> tuple[Owned, dict[str, Any]]:
    """Properties as they are found (name -> Okta's JSON), which is what destroy puts back, and the private state."""
    owned = Owned(
        {name: flatten(one, location.kind) for name, one in found.items()},
        {name: to_restores(one) for name, one in found.items()},
    )
    return owned, {OWNER: token, **record_of_import({}, location.key, list(found))}


def record_of_import(private: Mapping[str, Any], key: str, names: list[str]) -> dict[str, Any]:
    """The part of private state that says: nothing was written of these properties yet."""
    touched = private.get(TOUCHED) or {}
    return {TOUCHED: {**touched, key: {**touched_of(private, key), **{name: [] for name in names}}}}


def _path_of(error: OktaError, location: SchemaLocation, owner: PropertiesAdapter) -> Path:
    """The one argument, or else the one property, that Okta did not store as sent; else where the schema is named."""
    if not isinstance(error, NotStored):
        return location.path
    names = {
        found.path[len(CUSTOM_PATH)] for found in error.discrepancies if len(found.path) > len(CUSTOM_PATH)
    }
    if len(names) != 1:
        return location.path
    json_paths = {found.path[len(CUSTOM_PATH) + 1 :] for found in error.discrepancies}
    arguments = [argument for argument, json_path in JSON_PATHS.items() if json_paths == {json_path}]
    return (*owner.path(names.pop()), *arguments) or location.path


def _previous(owned: Owned, names: Iterable[str]) -> dict[str, Any]:
    """name -> definition that is put back, None: the property goes."""
    put_back = owned.put_back()
    return {name: previous_definition(put_back[name]) for name in names}


def _existing(owned: Owned, document: Mapping[str, Any], kind: str) -> Owned:
    now = custom(document)
    return Owned(
        {
            name: refreshed(kind, definition, now[name])
            for name, definition in owned.entries.items()
            if name in now
        },
        {name: text for name, text in owned.restores.items() if name in now},
        deletes=owned.deletes,
    )


def _warn_kept(
    change: PropertyChange, document: Mapping[str, Any], location: SchemaLocation, diagnostics: Diagnostics
) -> None:
    for name, attributes in change.kept_besides(dict(document)).items():
        diagnostics.warning(*texts.kept_besides(name, location.label, attributes))
