"""Terraform's calls of one resource, as it makes them, with a small org behind them."""

from __future__ import annotations

import threading
from typing import Any

from oktaprofile.okta.org import Org
from oktaprofile.plugin.diagnostics import DiagnosticError, Diagnostics
from oktaprofile.plugin.engine.checking import check_config
from oktaprofile.plugin.engine.planning import propose
from oktaprofile.plugin.resource import (
    ApplyFailed,
    ApplyRequest,
    Context,
    DataSource,
    Plan,
    PlanRequest,
    ReadRequest,
    Resource,
)
from oktaprofile.provider.run.session import Session
from tests.unit.provider.small_okta import ImpatientClock, SmallOkta


class InconsistentPlan(Exception):  # noqa: N818 - Terraform's own words
    """ "Provider produced inconsistent final plan": what Terraform makes of a plan that changed before the apply."""


class Run:
    """One provider process: a session on the org, and Terraform's calls in Terraform's order."""

    def __init__(self, okta: SmallOkta) -> None:
        self.okta = okta
        self.stop = threading.Event()
        self.session = Session(lambda: Org(okta, ImpatientClock(self.stop)))  # type: ignore[arg-type]
        self.session.pending.grace_seconds = 0.0
        self.diagnostics = Diagnostics()

    def context(self) -> Context:
        """A call's context; its messages are in `diagnostics` and, after the call, also in `told`."""
        self.diagnostics = Diagnostics()
        return Context(self.diagnostics, self.stop, self.session)

    @property
    def told(self) -> list[str]:
        """Severity, summary and detail of what the last call said."""
        return [f"{item.severity}: {item.summary}: {item.detail}" for item in self.diagnostics.items]


def validate(checked: Resource | DataSource, config: dict[str, Any], context: Context) -> None:
    """As the engine does: what the schema says of each argument, then the rules between them."""
    check_config(checked.schema, config, context.diagnostics)
    checked.validate(config, context)


class Terraform:
    """One resource with its state, planned and applied as Terraform would, each time in new processes."""

    def __init__(self, resource: Resource, okta: SmallOkta) -> None:
        self.resource = resource
        self.okta = okta
        self.state: dict[str, Any] | None = None
        self.private: dict[str, Any] = {}
        self.run = Run(okta)
        self.sends_first_private = False
        """As Terraform 1.16 does with the plan that it makes again."""

    def config(self, **arguments: Any) -> dict[str, Any]:
        """A configuration with every attribute as a key, at every depth."""
        return filled(self.resource.schema.attributes, arguments)

    def plan(
        self, *, run: Run | None = None, refresh: bool = True, first: Plan | None = None, **arguments: Any
    ) -> Any:
        """Refreshes, then plans; raises AssertionError with the messages where the plan has an error."""
        self.run = run or Run(self.okta)
        if refresh:
            self.refresh(self.run)
        config = self.config(**arguments)
        proposed = propose(self.resource.schema.attributes, config, self.state)
        request = PlanRequest(
            config,
            self.state,
            proposed,
            dict(self.private),
            first_private=first.private if first is not None and self.sends_first_private else None,
            keeps_private=self.sends_first_private,
        )
        try:
            plan = self.resource.plan(request, self.run.context())
        except DiagnosticError as error:
            self.run.diagnostics.error(error.summary, error.detail, error.path)
        assert not self.run.diagnostics.has_errors, "\n".join(self.run.told)
        return plan

    def refused(self, **arguments: Any) -> str:
        """The messages of a plan that must fail."""
        try:
            self.plan(**arguments)
        except AssertionError as error:
            return str(error)
        raise AssertionError("the plan was not refused")

    def refresh(self, run: Run | None = None) -> None:
        """Reads the state anew; a resource that is gone leaves it."""
        self.run = run or Run(self.okta)
        if self.state is not None:
            found = self.resource.read(ReadRequest(self.state, self.private), self.run.context())
            self.state = None if found is None else found.state
            if found is not None and found.private is not None:
                self.private = found.private

    def apply(self, *, between: Any = None, before_write: Any = None, **arguments: Any) -> None:
        """Plans in one process, then plans again and applies in a second one, as Terraform does.

        `between` is called between the two; `before_write` after the second plan. A second plan that is not
        the first one raises InconsistentPlan, as Terraform does.
        """
        reviewed = self.plan(**arguments)
        if between is not None:
            between()
        plan = self.plan(refresh=False, first=reviewed, **arguments)
        if plan.planned != reviewed.planned:
            raise InconsistentPlan(self.run.told)
        if before_write is not None:
            before_write()
        config, context = self.config(**arguments), self.run.context()
        private = plan.private or {}
        try:
            request = ApplyRequest(self.state, plan.planned, config, private)
            applied = (self.resource.create if self.state is None else self.resource.update)(request, context)
        except ApplyFailed as failure:
            self.state, self.private = failure.state, failure.private or {}
            raise
        assert applied.state == plan.planned, "applied is not as planned"
        self.state, self.private = applied.state, applied.private or {}

    def destroy(self, *, between: Any = None) -> None:
        """Refreshes, plans the destroy and applies it."""
        self.refresh()
        assert self.state is not None
        plan = self.resource.plan(PlanRequest(None, self.state, None, self.private), self.run.context())
        if between is not None:
            between()
        run = Run(self.okta)
        private = self.private if plan.private is None else plan.private
        try:
            self.resource.delete(ApplyRequest(self.state, None, None, private), run.context())
        except ApplyFailed as failure:  # as rpc/apply.py stores it
            self.state, self.private = failure.state, private if failure.private is None else failure.private
            raise
        self.state, self.private = None, {}

    def import_(self, id_: str) -> None:
        """`terraform import`: the first state, then a refresh."""
        self.run = Run(self.okta)
        applied = self.resource.import_state(id_, self.run.context())
        self.state, self.private = applied.state, applied.private or {}
        self.refresh(self.run)


def filled(attributes: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Configured values with null for whatever is left out."""
    assert not set(values) - set(attributes), f"no such arguments: {set(values) - set(attributes)}"
    result = {}
    for name, attribute in attributes.items():
        value = values.get(name)
        if attribute.nested is not None and isinstance(value, dict):
            inner = attribute.nested.attributes
            if attribute.nested.mode == "map":
                value = {
                    key: filled(inner, item) if isinstance(item, dict) else item
                    for key, item in value.items()
                }
            else:
                value = filled(inner, value)
        result[name] = value
    return result
