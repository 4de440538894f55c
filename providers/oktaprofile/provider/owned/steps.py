"""The order of steps of every resource that owns named keys of one shared document.

A type says where its keys are, how they are planned, written, given up and read; what comes before and after is here:
the claims, what a destroy leaves behind, who waits for whom, the unknown location. Imported after Configure only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.resource import Plan
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider.owned import companions, on_destroy, reviewed
from oktaprofile.provider.owned.private_state import (
    MOVED,
    OWNER,
    REVIEWED,
    new_token,
    token_of,
    without_failed_destroy,
)
from oktaprofile.provider.run.session import session_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oktaprofile.okta.errors import OktaError
    from oktaprofile.plugin.diagnostics import Path
    from oktaprofile.plugin.resource import Applied, ApplyRequest, Context, PlanRequest, ReadRequest
    from oktaprofile.provider.owned.state import Owned


class OwnedSteps:
    """What a resource type does with the keys that it owns, in one call of Terraform."""

    kind: ClassVar[str]
    """Who waits for its calls: ATTRIBUTES or MAPPINGS (pending.py)."""
    location_arguments: ClassVar[tuple[str, ...]]
    """The arguments that say where the keys are. Where one is unknown, nothing is read and everything is left open."""

    def __init__(self, type_name: str, ctx: Context) -> None:
        self.type_name = type_name
        self.ctx = ctx
        self.session = session_of(ctx)
        self.diagnostics = ctx.diagnostics
        self.token = ""
        """The owner's, known from `plan` on."""

    # What a type supplies.

    def leave_open(self, request: PlanRequest, planned: dict[str, Any]) -> None:
        """Marks unknown what depends on an unknown location."""
        raise NotImplementedError

    def plan_known(self, request: PlanRequest, planned: dict[str, Any]) -> Plan:
        """The plan of a create or an update whose location is known."""
        raise NotImplementedError

    def plan_destroy(self, prior: dict[str, Any], private: dict[str, Any]) -> dict[str, Any]:
        """Says what a destroy does, and refuses what would fail; returns the private state for the delete."""
        raise NotImplementedError

    def put(self, request: ApplyRequest) -> Applied:
        """Carries out a create or an update. Raises ApplyFailed."""
        raise NotImplementedError

    def give_up(self, request: ApplyRequest) -> None:
        """Carries out a destroy. Already gone is success. Raises ApplyFailed."""
        raise NotImplementedError

    def refresh(self, request: ReadRequest) -> Applied | None:
        """The state as Okta has it now; None, with a warning, where it is gone."""
        raise NotImplementedError

    def imported(self, id_: str) -> Applied:
        """A first state from the id of an import. DiagnosticError where it names nothing that exists."""
        raise NotImplementedError

    def imported_identity(self, identity: dict[str, Any]) -> Applied:
        """The same from an identity (identities.py)."""
        raise NotImplementedError

    def owned(self, state: dict[str, Any]) -> Owned:
        """What a state or a plan owns."""
        raise NotImplementedError

    def with_owned(self, state: dict[str, Any], owned: Owned) -> dict[str, Any]:
        """The same state with what is owned."""
        raise NotImplementedError

    def found_in_words(self, restored: Any) -> str:  # noqa: ANN401 - the type's own form
        """What was found before Terraform, as one of the `restores` of `owned` shows it; None: nothing."""
        return "nothing" if restored is None else str(restored)

    def is_gone(self, error: OktaError, /) -> bool:
        """Whether the answer means that the document does not exist any more."""
        raise NotImplementedError

    def left_behind(self, state: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The registries' key of the document, and key -> what is there once this state is given up (None: nothing)."""
        raise NotImplementedError

    def second_owner(self, key: str, other: str, state: dict[str, Any]) -> tuple[str, str, Path]:
        """Summary, detail and path of the error where another resource, an `other`, owns the key too."""
        raise NotImplementedError

    def apps(self, state: dict[str, Any]) -> Iterable[str]:
        """The apps that a state or a plan is about, whose other resources it is destroyed with (companions.py)."""
        return ()

    # The order of steps.

    def plan(self, request: PlanRequest) -> Plan:
        if MOVED in request.private:
            raise DiagnosticError(
                "What was moved has not been read yet",
                f"This {self.type_name} comes from another provider by a moved block, and what it holds in Okta is not "
                "known yet: Terraform was told not to look. Plan once without -refresh=false. Nothing was changed.",
            )
        self.token = token_of(request.private) or new_token()
        # Without a prior state it is the second half of a replacement, which is handed the first one's notes.
        if request.prior is not None:
            request.private = without_failed_destroy(request.private)
        with self.session.pending.working(self.kind):
            if request.proposed is None:
                return self._plan_destroy(request)
            self.session.only_destroys = False
            planned = dict(request.proposed)
            on_destroy.refuse_unknown(planned, self.diagnostics)
            if any(planned[name] is UNKNOWN for name in self.location_arguments):
                self.leave_open(request, planned)
                return Plan(planned, private={**request.private, OWNER: self.token})
            plan = self.plan_known(request, planned)
            reviewed.compare(request, plan, self.owned, self.found_in_words)
            reviewed.keep(request, plan)
            if companions.COMPANIONS in request.private and plan.private is not None:
                plan.private[companions.COMPANIONS] = request.private[companions.COMPANIONS]
            return plan

    def _plan_destroy(self, request: PlanRequest) -> Plan:
        """Claims the keys once more: a new resource for one of them would run beside this destroy, in no order."""
        if request.prior is None:
            return Plan(None)
        self.will_release(request.prior)
        private = companions.begin_plan(self.session, request.private)
        return Plan(None, private=self.plan_destroy(request.prior, private))

    def will_release(self, prior: dict[str, Any]) -> None:
        """Notes what this resource would leave behind, and claims it: also what a plan gives up is not another's."""
        document, left = self.left_behind(prior)
        self.session.ownership.will_release(self.token, document, left)
        self.claim(document, left, prior)

    def claim(self, document: str, keys: Iterable[str], state: dict[str, Any]) -> None:
        """Claims keys of a document; an error for each that another resource owns."""
        clashes = self.session.ownership.claim(self.token, self.type_name, document, keys)
        for key, other in clashes.items():
            self.diagnostics.error(*self.second_owner(key, other, state))

    def apply(self, request: ApplyRequest) -> Applied:
        request.private.pop(REVIEWED, None)
        with self.session.pending.working(self.kind):
            applied = self.put(request)
            if applied.state is not None:
                private = request.private if applied.private is None else applied.private
                noted = companions.noted(
                    self.session, self.apps(applied.state), request.private, applied.state["id"]
                )
                applied.private = {**private, **noted}
            return applied

    def delete(self, request: ApplyRequest) -> None:
        with self.session.pending.working(self.kind):
            companions.begin_delete(self.session, request.private)
            self.give_up(request)
        self.session.ownership.forget(*self.left_behind(request.prior))

    def read(self, request: ReadRequest) -> Applied | None:
        self.session.only_destroys = False
        with self.session.pending.working(self.kind):
            companions.expect(self.session, request.private)
            found = self.refresh(request)
            if found is not None and found.state is not None:
                self.session.ownership.observe(token_of(request.private), *self.left_behind(found.state))
            return found
