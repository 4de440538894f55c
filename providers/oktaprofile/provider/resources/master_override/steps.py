"""What `oktaprofile_master_override` does: apps that source one Okta user attribute, instead of the profile source.

In `manage` it writes the override, believes only the read-back, and restores the previous master on destroy.
Where Okta ignores or refuses the write, the apply fails with the steps that set it by hand, and nothing is
recorded. In `verify` it writes nothing: it asserts what an administrator set. A first plan without the
override fails; later drift shows as a difference in the plan, with a warning, so that the rest of the plan
stays readable, and the apply fails with the same steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from oktaprofile.okta.errors import NotFound, NotStored, OktaError, UserTypeNotFound, ValidationFailed
from oktaprofile.okta.schema import property_of, section_of, shows_sources
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.resource import Applied, ApplyFailed, Plan
from oktaprofile.plugin.values import UNKNOWN, is_wholly_known
from oktaprofile.provider import lookup
from oktaprofile.provider.arguments import DEFAULT
from oktaprofile.provider.diagnose import explain, problem
from oktaprofile.provider.owned.private_state import (
    FORMAT,
    FOUND,
    FOUND_AT_DESTROY,
    OWNER,
    carried,
    new_token,
    token_of,
)
from oktaprofile.provider.owned.state import Owned
from oktaprofile.provider.owned.values import ValueSteps
from oktaprofile.provider.profile_sources import check_sources
from oktaprofile.provider.resources.master_override import document, imports, plan, texts
from oktaprofile.provider.resources.master_override.change import AttributeGone, MasterChange
from oktaprofile.provider.resources.master_override.schema import MANAGE, VERIFY
from oktaprofile.provider.run.pending import ATTRIBUTES, MAPPINGS, source_key, user_schema_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oktaprofile.okta.document import Document
    from oktaprofile.plugin.diagnostics import Path
    from oktaprofile.plugin.resource import ApplyRequest, PlanRequest

    State = dict[str, Any]
    Master = dict[str, Any]


class OverrideSteps(ValueSteps):
    """The override of one attribute of one user type: one key, whose value is the attribute's `master`."""

    kind: ClassVar[str] = MAPPINGS
    location_arguments: ClassVar[tuple[str, ...]] = ("property", "user_type", "mode")
    nothing: ClassVar[Master] = document.normal(None)
    one: ClassVar[str] = "the override"
    many: ClassVar[str] = "Overrides"
    argument: ClassVar[str] = "sources"

    def apps(self, state: State) -> list[str]:
        return [app_id for app_id in state["sources"] or () if isinstance(app_id, str)]

    def document_key(self, state: State) -> str:
        return source_key(state["user_type_id"])

    def shared_document(self, state: State) -> Document:
        schema: Document = self.session.org.user_schema(document.type_of(state))
        return schema

    def schemas(self, planned: State) -> tuple[str]:
        return (user_schema_key(planned["user_type_id"]),)

    def found(self, answered: Mapping[str, Any], state: State) -> dict[str, Master] | None:
        attribute = property_of(answered, state["property"])
        return None if attribute is None else {state["property"]: document.normal(attribute.get("master"))}

    def is_gone(self, error: OktaError) -> bool:
        return isinstance(error, (AttributeGone, NotFound, UserTypeNotFound))

    def gone(self, state: State, error: OktaError | None) -> tuple[str, str]:
        name = state["property"]
        return texts.gone(
            f"The user type {state['user_type']}" if error else f"The user attribute {name}", name
        )

    def change(self, wanted: dict[str, Master], found: dict[str, Master]) -> MasterChange:
        ((name, master),) = wanted.items()
        return MasterChange(name, master, found[name], lookup.labels(self.session.org))

    def owned(self, state: State) -> Owned:
        """With `mode = "verify"`, and where nothing was noted to put back, nothing is: Okta keeps what it has."""
        name, manages = state["property"], state["mode"] == MANAGE
        entry = {"sources": state["sources"], "inherits": state["inherits"]}
        return Owned({name: entry}, {name: state["restores"]} if manages else {})

    def with_owned(self, state: State, owned: Owned) -> dict[str, Any]:
        return {**state, **owned.entries.get(state["property"], document.as_found(None))}

    def to_okta(self, entry: State) -> Master:
        sources, inherits = entry["sources"], entry["inherits"]
        return document.override(sources) if sources else document.normal({"type": inherits})

    def as_found(self, entry: State, value: Master) -> dict[str, Any]:
        return document.as_found(value)

    previous = staticmethod(document.from_state)

    def in_words(self, value: Master) -> str:
        return document.in_words(value, lookup.labels(self.session.org))

    def keeps(self, state: State, key: str) -> bool:
        return state["mode"] != MANAGE or state["restores"] is None

    def explain_put(self, planned: State, keys: Iterable[str], error: OktaError) -> tuple[str, str]:
        """With the steps by hand where Okta does not do it; an outage, or another writer: the next apply may do it."""
        name = planned["property"]
        if isinstance(error, NotStored) and error.dropped:
            found = (property_of(error.document, name) or {}).get("master")
            read_back = document.in_words(found, lookup.labels(self.session.org))
            return texts.not_stored(
                self.session.org, planned, f"Okta answered 200, but reads back {read_back}."
            )
        if isinstance(error, ValidationFailed):
            return texts.not_stored(self.session.org, planned, f"Okta refused it: {error.message}.")
        return explain(error, f"Setting the source of {name}")

    def explain_give_up(self, prior: State, values: dict[str, Master], error: OktaError) -> tuple[str, str]:
        ((name, previous),) = values.items()
        if isinstance(error, ValidationFailed) or (isinstance(error, NotStored) and error.dropped):
            return texts.not_restored(name, previous, error.message, lookup.labels(self.session.org))
        return explain(error, f"Restoring the source of {name}")

    def second_owner(self, key: str, other: str, state: State) -> tuple[str, str, Path]:
        return texts.second_owner(key, other)

    def leave_open(self, request: PlanRequest, planned: dict[str, Any]) -> None:
        planned.update(id=UNKNOWN, user_type_id=UNKNOWN, restores=UNKNOWN, inherits=None)

    def plan_known(self, request: PlanRequest, planned: dict[str, Any]) -> Plan:
        """Fills in id, user_type_id and restores; says what is wrong; never writes."""
        session, diagnostics, name = self.session, self.diagnostics, planned["property"]
        user_type = lookup.user_type(session.org, planned["user_type"])
        planned["user_type_id"] = user_type.id
        planned["id"], planned["inherits"] = f"{user_type.id}/{name}", None
        prior, replace = request.prior, []
        if prior is not None:
            self.will_release(prior)
            if prior["id"] != planned["id"]:
                replace = [("user_type",)] if prior["user_type_id"] != user_type.id else []
                prior = None
        if prior is None:
            self.claim(source_key(user_type.id), [name], planned)
        schema = plan.user_schema(session.org, planned["user_type"])
        if not shows_sources(schema):
            raise DiagnosticError(*texts.mastering_is_off(name))
        key = user_schema_key(user_type.id)
        session.pending.wait(
            ATTRIBUTES,
            MAPPINGS,
            lambda: property_of(schema, name) is not None or name in session.pending.adds(key),
            self.ctx.stop,
        )
        attribute = plan.attribute(session, schema, user_type, name)
        found = None if attribute is None else document.normal(attribute.get("master"))
        seen = plan.seen(session.org, request, name, found)
        if prior is None and found is not None:
            left = session.ownership.remainder(token_of(request.private), source_key(user_type.id), name)
            if left is not None and left.previous is not None:
                found = document.normal(left.previous)
        if name in session.pending.replaced(user_schema_key(user_type.id)):
            # The override goes with the old attribute. What the new one will have instead is known once it exists.
            found = None
            if prior is not None and planned["mode"] != VERIFY:
                replace, prior = [*replace, ("restores",)], None
        kept = FORMAT if prior is None else carried(request.private)
        if planned["mode"] == VERIFY:
            # Not used here, but kept: back in `manage`, destroy has to put back what was there before Terraform.
            planned["restores"] = None if prior is None else prior["restores"]
            plan.verify(session.org, prior, planned, found, user_type, diagnostics)
            return Plan(planned, replace, {**kept, **seen, OWNER: self.token})
        planned["restores"] = plan.restores(prior, found)
        wanted = document.override(planned["sources"]) if is_wholly_known(planned["sources"]) else None
        writes = wanted is None or wanted != found
        check_sources(session.org, planned["sources"], ("sources",), diagnostics, writes=writes)
        if writes and section_of(schema, name) == "base":
            plan.refuse_known(session, planned, user_type, diagnostics)
        if writes and wanted is not None and not diagnostics.has_errors:
            plan.warn_of_unmapped(session, planned, user_type, diagnostics)
        plan.announce(session.org, prior, planned, wanted, found, diagnostics)
        expected = document.override(prior["sources"]) if prior is not None and prior["sources"] else found
        return Plan(planned, replace, {**kept, **seen, OWNER: self.token, FOUND: {name: expected}})

    def plan_destroy(self, prior: dict[str, Any], private: dict[str, Any]) -> dict[str, Any]:
        name = prior["property"]
        if self.keeps(prior, name):
            return private
        noted = super().plan_destroy(prior, private)
        found, previous = (noted.get(FOUND_AT_DESTROY) or {}).get(name), self.previous(prior["restores"])
        if (
            found not in (None, previous)
            and previous == self.nothing
            and not FORMAT.items() <= private.items()
        ):
            self.diagnostics.warning(*texts.perhaps_imported(name, self.in_words(found)))
        return noted

    def put(self, request: ApplyRequest) -> Applied:
        return super().put(request) if request.planned["mode"] == MANAGE else self._assert_set(request)

    def _assert_set(self, request: ApplyRequest) -> Applied:
        """With `mode = "verify"`: succeeds only if Okta has the override, read anew. Writes nothing."""
        org, planned, kept = self.session.org, request.planned, carried(request.private)
        self.session.pending.await_written(self.schemas(planned), self.ctx.stop)
        try:
            schema = org.user_schema(planned["user_type"]).read(fresh=True)
        except OktaError as error:
            raise problem(error, "Reading the Okta user schema", ("property",)) from error
        found = document.normal((property_of(schema, planned["property"]) or {}).get("master"))
        if found != document.override(planned["sources"]):
            explained = texts.differs(org, planned, found, lookup.user_type(org, planned["user_type"]))
            state = None if request.creates else {**planned, **document.as_found(found)}
            raise ApplyFailed(*explained, ("sources",), state=state, private=kept)
        return Applied(planned, kept)

    def imported(self, id_: str) -> Applied:
        return Applied(imports.imported(self.session.org, id_), {**FORMAT, OWNER: new_token()})

    def imported_identity(self, identity: dict[str, Any]) -> Applied:
        selector = lookup.selector_of(self.session.org, identity["user_type_id"])
        return self.imported(f"{selector or DEFAULT}/{identity['property']}")
