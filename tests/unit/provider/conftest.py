"""Doubles for the provider's unit tests: Okta's schemas in memory under the real `Org`, and Terraform's order of calls.

`FakeOkta` merges as section 2.2 of Okta's schema API does (recorded): named properties only, null removes.
`Driver` calls a resource as the engine does: propose, plan, plan again at apply, create or update.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from oktaprofile.okta.org import Org
from oktaprofile.plugin.diagnostics import Diagnostics
from oktaprofile.plugin.engine.checking import check_config
from oktaprofile.plugin.engine.planning import propose
from oktaprofile.plugin.resource import (
    Applied,
    ApplyFailed,
    ApplyRequest,
    Context,
    Plan,
    PlanRequest,
    ReadRequest,
    Resource,
)
from oktaprofile.provider.run.session import Session
from tests.unit.provider.fake_okta import FakeOkta, InstantClock
from tests.unit.provider.small_terraform import filled

APP_ID = "0oa1"


class Driver:
    """Drives one resource the way Terraform does. One instance is one provider process."""

    def __init__(self, okta: FakeOkta) -> None:
        self.okta = okta
        self.clock = InstantClock()
        self.session = Session(lambda: Org(okta, self.clock), "https://acme.okta.com")  # type: ignore[arg-type]
        self.session.pending.grace_seconds = 0.0
        self.diagnostics = Diagnostics()

    def context(self) -> Context:
        """A call's context; its messages replace those of the call before."""
        self.diagnostics = Diagnostics()
        return Context(self.diagnostics, self.clock.stop, self.session)

    def errors(self) -> list[str]:
        """Summary and detail of the errors of the last call."""
        return [
            f"{item.summary}: {item.detail}" for item in self.diagnostics.items if item.severity == "error"
        ]

    def warnings(self) -> list[str]:
        """Summary and detail of the warnings of the last call."""
        return [
            f"{item.summary}: {item.detail}" for item in self.diagnostics.items if item.severity == "warning"
        ]

    def validate(self, resource: Resource, arguments: dict[str, Any]) -> list[str]:
        """The errors of validate."""
        config, context = filled(resource.schema.attributes, arguments), self.context()
        check_config(resource.schema, config, context.diagnostics)
        resource.validate(config, context)
        return self.errors()

    def plan(
        self,
        resource: Resource,
        arguments: dict[str, Any] | None,
        prior: Applied | None = None,
        private: dict[str, Any] | None = None,
    ) -> Plan:
        """One PlanResourceChange call; `arguments` None is a destroy."""
        before = prior.state if prior else None
        given = private if private is not None else (prior.private or {}) if prior else {}
        if arguments is None:
            return resource.plan(PlanRequest(None, before, None, given), self.context())
        config = filled(resource.schema.attributes, arguments)
        proposed = propose(resource.schema.attributes, config, before)
        return resource.plan(PlanRequest(config, before, proposed, given), self.context())

    def apply(
        self, resource: Resource, arguments: dict[str, Any] | None, prior: Applied | None = None
    ) -> Applied:
        """Plan and apply; `ApplyFailed` becomes what it says exists, with its message among the errors."""
        plan = self.plan(resource, arguments, prior)
        assert self.errors() == []
        before = prior.state if prior else None
        private = plan.private or {}
        context = self.context()
        try:
            if arguments is None:
                assert before is not None
                resource.delete(ApplyRequest(before, None, None, private), context)
                return Applied(None)
            config = filled(resource.schema.attributes, arguments)
            assert plan.planned is not None
            request = ApplyRequest(before, plan.planned, config, private)
            return (resource.create if before is None else resource.update)(request, context)
        except ApplyFailed as failed:
            context.diagnostics.error(failed.summary, failed.detail, failed.path)
            return Applied(failed.state, failed.private)

    def read(self, resource: Resource, applied: Applied) -> Applied | None:
        """ReadResource; private state is carried on as the engine does."""
        assert applied.state is not None
        found = resource.read(ReadRequest(applied.state, applied.private or {}), self.context())
        if found is not None and found.private is None:
            found.private = applied.private
        return found


@pytest.fixture
def okta() -> FakeOkta:
    """An org with the app RingCentral and two user types."""
    return FakeOkta()


@pytest.fixture
def driver(okta: FakeOkta) -> Driver:
    """One provider process on that org."""
    return Driver(okta)


@pytest.fixture
def new_driver(okta: FakeOkta) -> Callable[[], Driver]:
    """Starts a further provider process on the same org, as Terraform does for each command."""
    return lambda: Driver(okta)
