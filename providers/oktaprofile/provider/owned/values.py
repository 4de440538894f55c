"""The steps of a type that owns whole values: of targets of a mapping, or of the source of an attribute.

A value is Okta's JSON (document.py of the type), `nothing` where Okta has none. Properties of a schema are owned in
part only: their steps are in resources/properties/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from oktaprofile.okta.errors import OktaError
from oktaprofile.plugin.resource import Applied
from oktaprofile.provider.diagnose import explain, problem
from oktaprofile.provider.owned import failures, on_destroy
from oktaprofile.provider.owned.private_state import FOUND, FOUND_AT_DESTROY, IMPORTED, carried, token_of
from oktaprofile.provider.owned.state import Owned
from oktaprofile.provider.owned.steps import OwnedSteps

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oktaprofile.okta.change import Change
    from oktaprofile.okta.document import Document
    from oktaprofile.plugin.diagnostics import Path
    from oktaprofile.plugin.resource import ApplyRequest, ReadRequest

    State = dict[str, Any]
    Values = dict[str, Any]

TO_DELETE = 'To have them removed, set on_destroy = "delete" and apply that first.'


class ValueSteps(OwnedSteps):
    """First what a type supplies; then the steps that all of them share."""

    nothing: ClassVar[Any] = None
    one: ClassVar[str]
    many: ClassVar[str]
    """As messages name it: "the mapping"; and what the keys are, as messages begin: "Mappings"."""
    argument: ClassVar[str]
    """The argument that messages about the keys point at."""

    def document_key(self, state: State) -> str:
        """The registries' key of the document."""
        raise NotImplementedError

    def shared_document(self, state: State) -> Document:
        """The document of a state or a plan. Raises OktaError."""
        raise NotImplementedError

    def schemas(self, planned: State) -> Iterable[str]:
        """The registries' keys of the schemas whose new attributes are written before the plan is applied."""
        raise NotImplementedError

    def found(self, answered: Mapping[str, Any], state: State) -> Values | None:
        """key -> value in a document as Okta answered it; None: what the state is about is gone."""
        raise NotImplementedError

    def gone(self, state: State, error: OktaError | None) -> tuple[str, str]:
        """Summary and detail of the warning for a resource that leaves the state. `error`: see `is_gone`."""
        raise NotImplementedError

    def change(self, wanted: Values, found: Values) -> Change:
        """`wanted`: key -> value to write; `found`: the same keys as the plan saw them."""
        raise NotImplementedError

    def to_okta(self, entry: Any, /) -> Any:  # noqa: ANN401 - the type's own form
        """The value of one entry, wholly known, of `owned`."""
        raise NotImplementedError

    def as_found(self, entry: Any, value: Any, /) -> Any:  # noqa: ANN401 - the type's own form
        """One entry of `owned` as Okta has it."""
        raise NotImplementedError

    def previous(self, restores: Any, /) -> Any:  # noqa: ANN401 - the type's own form
        """The value of one of the `restores` of `owned`."""
        raise NotImplementedError

    def in_words(self, value: Any, /) -> str:  # noqa: ANN401 - see above
        """A value as messages show it."""
        raise NotImplementedError

    def found_in_words(self, restored: Any) -> str:  # noqa: ANN401 - the type's own form
        return self.in_words(self.nothing if restored is None else self.previous(restored))

    def keeps(self, state: State, key: str) -> bool:
        """Whether Okta keeps a key as it is, rather than `nothing`, when a state gives it up."""
        return False

    def completed(self, state: dict[str, Any], private: State, found: Values | None, /) -> dict[str, Any]:
        """A state of an older version with what it has not recorded."""
        return state

    def note_given_up(self, state: State, values: Values) -> None:
        """Tells the other resources of this run what a destroy or a replacement gives up."""

    def explain_put(self, planned: State, keys: Iterable[str], error: OktaError) -> tuple[str, str]:
        """Summary and detail of a failed write."""
        return explain(error, f"Writing {', '.join(keys)} to {self.one} {planned['id']}")

    def explain_give_up(self, prior: State, values: Values, error: OktaError) -> tuple[str, str]:
        """Summary and detail of a failed destroy."""
        return explain(error, f"Giving up {', '.join(values)} in {self.one} {prior['id']}")

    def path_of(self, error: OktaError, keys: Iterable[str]) -> Path:
        """The attribute that a failed write is about."""
        return (self.argument,)

    # The steps.

    def wanted(self, state: State) -> Values:
        """key -> value that a wholly known state or plan asks for."""
        return {key: self.to_okta(entry) for key, entry in self.owned(state).entries.items()}

    def keys(self, state: State) -> list[str]:
        """Every key that a state answers for: those that exist, and those that it has to put back."""
        return self.owned(state).keys()

    def given_up(self, prior: State, keys: Iterable[str], choice: State) -> Values:
        """What Okta gets for keys that are given up. `choice`: the plan or state whose `on_destroy` counts."""
        restores = {} if on_destroy.deletes(choice) else self.owned(prior).restores
        values = {key: self.previous(restores[key]) if key in restores else self.nothing for key in keys}
        return {key: one for key, one in values.items() if one != self.nothing or not self.keeps(prior, key)}

    def left_behind(self, state: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        keys = self.keys(state)
        values = self.given_up(state, keys, state)
        return self.document_key(state), {key: values.get(key) for key in keys}

    def plan_destroy(self, prior: dict[str, Any], private: dict[str, Any]) -> dict[str, Any]:
        """Looks at the document: Terraform 1.9.3 to 1.11 plan the destroy of a resource that left the configuration
        from the state as it was stored, not from what it has just refreshed. An edit made by hand would look like one
        made after the plan, for ever. Other versions, and OpenTofu, plan from the refreshed state: what was stored is
        known from the refresh.
        """
        keys = self.keys(prior)
        found = self.look(prior) if keys else None
        if found is None:
            return private
        prior = self.completed(prior, private, found)
        keys, before = self.keys(prior), self.session.edited.get(self.token) or self.wanted(prior)
        others = {
            key: found[key]
            for key in before
            if found.get(key, self.nothing) not in (before[key], self.nothing)
        }
        if others:
            self.diagnostics.warning(
                f"Changed in Okta since the last apply: {', '.join(others)}",
                f"Terraform shows what it stored, but Okta now has:\n{self._listed(others)}\n"
                "Destroy puts back what is in restores, or removes it, all the same.",
                (self.argument,),
            )
        self.announce_given_up(prior, keys, prior, found)
        self.note_given_up(prior, self.given_up(prior, keys, prior))
        return {**private, FOUND_AT_DESTROY: {key: found.get(key) for key in keys}}

    def announce_given_up(self, prior: State, keys: Iterable[str], choice: State, found: State) -> None:
        """Warns of what becomes of values that were there before Terraform. `found`: what Okta has now."""
        values, before = self.given_up(prior, sorted(keys), choice), self.owned(prior).restores
        back = {key: one for key, one in values.items() if one != self.nothing}
        stay = {key: one for key, one in back.items() if one == found.get(key)}
        lost = {
            key: found[key]
            for key, one in values.items()
            if one == self.nothing
            and found.get(key, self.nothing) != self.nothing
            and key in before
            and self.previous(before[key]) != self.nothing
        }
        becomes = "\n".join(
            f"  {key}: {self.in_words(found.get(key, self.nothing))} becomes {self.in_words(one)}"
            for key, one in back.items()
            if key not in stay
        )
        if stay:
            self.diagnostics.warning(
                f"{self.many} stay in Okta as they are: {', '.join(stay)}",
                "Terraform found them like this, so nothing is written for them:\n"
                f"{self._listed(stay)}\n{TO_DELETE}",
                (self.argument,),
            )
        if becomes:
            self.diagnostics.warning(
                f"{self.many} get back what was found before Terraform: "
                f"{', '.join(key for key in back if key not in stay)}",
                f"Apply writes (see restores):\n{becomes}\n{TO_DELETE}",
                (self.argument,),
            )
        if lost:
            self.diagnostics.warning(
                f"{self.many} that were there before Terraform are removed from Okta: {', '.join(lost)}",
                f'With on_destroy = "delete" nothing is put back. Apply removes:\n{self._listed(lost)}',
                (self.argument,),
            )

    def put(self, request: ApplyRequest) -> Applied:
        planned, kept = request.planned, carried(request.private, IMPORTED)
        self.session.pending.await_written(self.schemas(planned), self.ctx.stop)
        prior = None if request.creates else request.prior
        found: Values = {
            key: self.nothing if value is None else value
            for key, value in (request.private.get(FOUND) or {}).items()
        }
        wanted = {key: value for key, value in self.wanted(planned).items() if key in found}
        if prior is not None:
            wanted.update(self.given_up(prior, [key for key in found if key not in wanted], planned))
        if not wanted:
            return Applied(planned, kept)
        document = self.shared_document(planned)

        read_back: Values = {}

        def stored(ours: Owned, answered: Mapping[str, Any]) -> Owned:
            read_back.clear()  # taking back may fail in another way, and answers anew
            read_back.update(self.found(answered, planned) or {})
            if prior is not None:
                return self._refreshed(ours, read_back)
            # What is as it was found is not this plan's doing.
            made = {key: value for key, value in read_back.items() if value != found.get(key, self.nothing)}
            restores = {key: one for key, one in ours.restores.items() if key in made}
            return self._refreshed(Owned(ours.entries, restores), made)

        def take_back(part: Owned) -> None:
            before = {key: found.get(key, self.nothing) for key in part.entries}
            document.write(self.change(before, {key: read_back[key] for key in before}))

        failures.put(
            self,
            request,
            lambda: document.write(self.change(wanted, found)),
            lambda error: (*self.explain_put(planned, wanted, error), self.path_of(error, wanted)),
            stored,
            take_back,
            kept,
        )
        return Applied(planned, kept)

    def give_up(self, request: ApplyRequest) -> None:
        found = request.private.get(FOUND_AT_DESTROY)
        prior = self.completed(request.prior, request.private, found)
        values = self.given_up(prior, self.keys(prior), prior)
        if values:
            before = self.wanted(prior) if found is None else found
            change = self.change(values, {key: before.get(key, self.nothing) for key in values})
            failures.give_up(
                self,
                prior,
                lambda: self.shared_document(prior).write(change),
                lambda error: (*self.explain_give_up(prior, values, error), (self.argument,)),
                lambda owned, answered: self._refreshed(owned, self.found(answered, prior) or {}),
            )
        self.note_given_up(prior, values)

    def refresh(self, request: ReadRequest) -> Applied | None:
        """A key that Okta has no more leaves the state, so that the plan adds it again; its `restores` stays."""
        found = self.look(request.state)
        if found is None:
            return None
        state = self.completed(request.state, request.private, found)
        stored = self.wanted(state)
        if any(found.get(key) != value for key, value in stored.items()):
            self.session.edited[token_of(request.private) or ""] = stored
        return Applied(self.with_owned(state, self._refreshed(self.owned(state), found)))

    def look(self, state: State) -> Values | None:
        """key -> value as Okta has it now; None, with a warning, where what the state is about is gone."""
        found, missing = None, None
        try:
            found = self.found(self.shared_document(state).read(), state)
        except OktaError as error:
            if not self.is_gone(error):
                raise problem(error, f"Reading {self.one} {state['id']}", ("id",)) from error
            missing = error
        if found is None:
            self.diagnostics.warning(*self.gone(state, missing))
        return found

    def _refreshed(self, owned: Owned, found: Values) -> Owned:
        entries = owned.entries.items()
        return Owned(
            {key: self.as_found(entry, found[key]) for key, entry in entries if key in found}, owned.restores
        )

    def _listed(self, values: Values) -> str:
        return "\n".join(f"  {key}: {self.in_words(value)}" for key, value in values.items())
