"""Defects put into the product one at a time, to prove that the random sequences find them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from oktaprofile.okta.batch import Batch
from oktaprofile.provider.owned.values import ValueSteps
from oktaprofile.provider.resources.mapping import plan as mapping_plan
from oktaprofile.provider.resources.mapping.change import MappingChange
from oktaprofile.provider.resources.mapping.steps import MappingSteps
from oktaprofile.provider.resources.master_override import document as master_document
from oktaprofile.provider.resources.master_override.steps import OverrideSteps
from oktaprofile.provider.resources.properties.change import PropertyChange
from oktaprofile.provider.resources.properties.plan import Owned
from oktaprofile.provider.run.ownership import Ownership


def _whole_mapping(original: Any) -> Any:
    """Writes a mapping whole: lines that are not its own are removed."""

    def fragment(self: MappingChange, current: dict[str, Any]) -> Any:
        made = original(self, current)
        if made is None:
            return None
        others = {key: None for key in current["properties"] if key not in self.wanted}
        return {"properties": {**others, **made["properties"]}}

    return fragment


def _drops_a_foreign_property(original: Any) -> Any:
    """Every write of a schema takes one foreign property along."""

    def fragment(self: PropertyChange, current: dict[str, Any]) -> Any:
        made = original(self, current)
        if made is not None and "seqForeign" in current["definitions"]["custom"]["properties"]:
            made["definitions"]["custom"]["properties"]["seqForeign"] = None
        return made

    return fragment


def _sends_what_it_does_not_manage(original: Any) -> Any:
    """Clears the description of a property where the configuration sets none."""

    def fragment(self: PropertyChange, current: dict[str, Any]) -> Any:
        made = original(self, current)
        for one in (made or {}).get("definitions", {}).get("custom", {}).get("properties", {}).values():
            if one is not None:
                one.setdefault("description", None)
        return made

    return fragment


def _proves_without_reading(original: Any) -> Any:
    """Believes Okta's 200, whatever the read-back shows."""

    def prove(self: Batch, sent: list[Any]) -> None:
        self._shared.begun_after_now()
        for one in sent:
            if one.answer is not None:
                one.ticket.prove(one.answer)
            else:
                one.ticket.refuse(one.problem)

    return prove


def _forgets_previous_definitions(original: Any) -> Any:
    """Deletes an adopted property on destroy instead of putting its definition back."""
    return lambda self: dict.fromkeys(self.keys())


def _forgets_previous_values(original: Any) -> Any:
    """Removes a value that was taken over on destroy, instead of putting the previous one back."""
    return lambda self, prior, keys, choice: dict.fromkeys(keys, self.nothing)


def _restores_the_default(original: Any) -> Any:
    """Puts a source back to the profile source, whatever it was."""
    return lambda restores: {"type": master_document.INHERIT}


def _notes_its_own_line(original: Any) -> Any:
    """At an update of a mapping takes its own line for what was there before."""

    def restores(prior: Any, owned_keys: Any, planned: Any, found: Any) -> Any:
        return original(None, [], planned, found)

    return restores


def _does_not_look(original: Any) -> Any:
    """A refresh of a mapping shows what is in the state already."""
    return lambda self, org, state, diagnostics: self.wanted(state)


def _knows_no_owners(original: Any) -> Any:
    """Two resources of one property, line or source are let through."""
    return lambda self, token, kind, document, names: {}


def _does_not_see_the_source(original: Any) -> Any:
    """A refresh of an override shows the sources that are in the state already."""
    return lambda self, answered, state: None


MUTATIONS: dict[str, tuple[Any, str, Callable[[Any], Any]]] = {
    "writes the whole mapping": (MappingChange, "fragment", _whole_mapping),
    "drops a foreign property": (PropertyChange, "fragment", _drops_a_foreign_property),
    "clears what it does not manage": (PropertyChange, "fragment", _sends_what_it_does_not_manage),
    "proves without reading back": (Batch, "_prove", _proves_without_reading),
    "forgets previous definitions": (Owned, "put_back", _forgets_previous_definitions),
    "forgets previous values": (ValueSteps, "given_up", _forgets_previous_values),
    "restores the default source": (master_document, "from_state", _restores_the_default),
    "takes its own line for the previous one": (mapping_plan, "restores", _notes_its_own_line),
    "does not refresh a mapping": (MappingSteps, "look", _does_not_look),
    "takes an override for gone": (OverrideSteps, "found", _does_not_see_the_source),
    "knows no owners": (Ownership, "claim", _knows_no_owners),
}
"""name -> what is replaced, and what by."""


@contextmanager
def mutated(name: str) -> Iterator[None]:
    """The product with one of the defects."""
    where, attribute, mutate = MUTATIONS[name]
    with patch.object(where, attribute, mutate(getattr(where, attribute))):
        yield
