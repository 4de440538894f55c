"""A Terraform of a few lines that keeps a whole configuration: refresh, plan, apply, destroy, import.

In process, each command in new provider sessions, resources of one rank at the same time, so that their changes meet
in one batch. What it does as Terraform 1.11 does it:

- A resource that left the configuration is planned from the state as it was stored, not as refreshed; mappings and
  overrides are planned before properties (Terraform plans them at the same time, and the provider waits).
- Destroys (also the first halves of replacements) come before creates and updates: mappings and overrides first,
  then properties; creates and updates go the other way round. After a failure nothing of a later rank is tried.
- A create that failed and left something is tainted: planned as a create, with neither state nor private state, and
  carried out as a replacement.
- Just before a create or update it is planned again; a plan that has become another one is refused.
- A failed plan leaves the state alone; an apply stores what the refresh found, whatever becomes of it.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from oktaprofile.okta.org import Org
from oktaprofile.plugin.diagnostics import DiagnosticError, Diagnostics
from oktaprofile.plugin.engine.planning import propose, replaced_paths
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
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider.resources.app_user_properties.schema import AppUserProperties
from oktaprofile.provider.resources.app_user_property.schema import AppUserProperty
from oktaprofile.provider.resources.mapping.schema import Mapping
from oktaprofile.provider.resources.master_override.schema import MasterOverride
from oktaprofile.provider.resources.user_property.schema import UserProperty
from oktaprofile.provider.run.session import Session
from tests.unit.provider.small_okta import ImpatientClock
from tests.unit.provider.small_terraform import filled

RESOURCES: dict[str, Resource] = {
    "app_user_properties": AppUserProperties(),
    "app_user_property": AppUserProperty(),
    "user_property": UserProperty(),
    "mapping": Mapping(),
    "master_override": MasterOverride(),
}
RANK = {
    "app_user_properties": 0,
    "app_user_property": 0,
    "user_property": 0,
    "mapping": 1,
    "master_override": 1,
}
GATHERING_SECONDS = 0.003

Configuration = dict[str, tuple[str, dict[str, Any]]]
"""address -> (kind of resource, arguments)."""


class Refused(Exception):  # noqa: N818 - Terraform's own word
    """A command ended with these errors. `planning`: nothing was applied."""

    def __init__(self, errors: list[str], *, planning: bool) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors
        self.planning = planning


class Instance:
    """One resource in the state."""

    def __init__(
        self, kind: str, state: dict[str, Any], private: dict[str, Any], *, tainted: bool = False
    ) -> None:
        self.kind = kind
        self.state = state
        self.private = private
        self.tainted = tainted


class Action:
    """What a plan does to one address: no-op, create, update, replace or destroy."""

    def __init__(
        self, address: str, what: str, kind: str, prior: Instance | None, plan: Plan, config: dict[str, Any]
    ) -> None:
        self.address = address
        self.what = what
        self.kind = kind
        self.prior = prior
        self.plan = plan
        self.config = config


class _Clock(ImpatientClock):
    """No wait waits, but that for others who may join a batch."""

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        condition.wait(GATHERING_SECONDS)
        super().wait(condition, seconds)


class _Command:
    """One provider process, with the errors of its calls."""

    def __init__(self, client: Any) -> None:
        self.stop = threading.Event()
        self.session = Session(lambda: Org(client, _Clock(self.stop)))
        self.session.pending.grace_seconds = 0.0
        self.errors: list[str] = []

    def call(self, method: Any, *arguments: Any) -> Any:
        """Calls a resource; what it raises becomes an error message, and an ApplyFailed the answer."""
        diagnostics = Diagnostics()
        answer = None
        try:
            answer = method(*arguments, Context(diagnostics, self.stop, self.session))
        except DiagnosticError as error:
            diagnostics.error(error.summary, error.detail, error.path)
            answer = error
        said = [item for item in diagnostics.items if item.severity == "error"]
        self.errors += [f"{item.summary}: {item.detail}" for item in said]
        return answer


class Stack:
    """The state of one configuration."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.instances: dict[str, Instance] = {}

    def apply(self, configuration: Configuration) -> list[str]:
        """`terraform apply`. Returns what it did ("changed: update of a mapping"); raises Refused."""
        refreshed, actions = self._plan(_Command(self.client), configuration)
        self.instances = refreshed
        changes = [action for action in actions if action.what != "no-op"]
        self._carry_out(changes)
        return [f"changed: {action.what} of {action.kind}" for action in changes]

    def plan(self, configuration: Configuration) -> dict[str, str]:
        """`terraform plan`: address -> what it would do, without what stays. Raises Refused."""
        _, actions = self._plan(_Command(self.client), configuration)
        return {action.address: action.what for action in actions if action.what != "no-op"}

    def destroy(self, configuration: Configuration) -> None:
        """`terraform destroy`: plans the configuration first, then destroys all from the refreshed state."""
        refreshed, _ = self._plan(_Command(self.client), configuration)
        command = _Command(self.client)
        in_order = sorted(refreshed.items(), key=lambda one: -RANK[one[1].kind])
        actions = [self._plan_destroy(command, address, one) for address, one in in_order]
        if command.errors:
            raise Refused(command.errors, planning=True)
        self.instances = refreshed
        self._carry_out(actions)

    def import_(self, address: str, kind: str, identifier: str) -> None:
        """`terraform import`. Raises Refused."""
        command, resource = _Command(self.client), RESOURCES[kind]
        imported = command.call(resource.import_state, identifier)
        read = None
        if not command.errors:
            read = command.call(resource.read, ReadRequest(imported.state, imported.private or {}))
        if command.errors or read is None:
            raise Refused(command.errors, planning=True)
        private = imported.private if read.private is None else read.private
        self.instances[address] = Instance(kind, read.state, private or {})

    def _plan(
        self, command: _Command, configuration: Configuration
    ) -> tuple[dict[str, Instance], list[Action]]:
        refreshed = self._refresh(command)
        actions = []
        for address, stored in sorted(self.instances.items(), key=lambda one: -RANK[one[1].kind]):
            if address in refreshed and address not in configuration:
                actions.append(self._plan_destroy(command, address, stored))
        for rank in (0, 1):
            for address, (kind, arguments) in configuration.items():
                if RANK[kind] == rank:
                    actions.append(_plan_block(command, address, kind, arguments, refreshed.get(address)))
            if command.errors:
                raise Refused(command.errors, planning=True)
        return refreshed, actions

    def _refresh(self, command: _Command) -> dict[str, Instance]:
        refreshed = {}
        for address, one in self.instances.items():
            found = command.call(RESOURCES[one.kind].read, ReadRequest(one.state, one.private))
            if isinstance(found, Applied) and found.state is not None:
                private = one.private if found.private is None else found.private
                refreshed[address] = Instance(one.kind, found.state, private, tainted=one.tainted)
        if command.errors:
            raise Refused(command.errors, planning=True)
        return refreshed

    @staticmethod
    def _plan_destroy(command: _Command, address: str, one: Instance) -> Action:
        request = PlanRequest(None, one.state, None, dict(one.private))
        plan = command.call(RESOURCES[one.kind].plan, request)
        return Action(address, "destroy", one.kind, one, plan, {})

    def _carry_out(self, actions: list[Action]) -> None:
        command = _Command(self.client)
        for rank in (1, 0):
            going = [one for one in actions if one.what in ("destroy", "replace") and RANK[one.kind] == rank]
            _together(self._delete, command, going)
        for rank in (0, 1):
            coming = [one for one in actions if one.what != "destroy" and RANK[one.kind] == rank]
            _together(self._put, command, coming)

    def _delete(self, command: _Command, action: Action) -> None:
        assert action.prior is not None
        private = action.prior.private if action.plan.private is None else action.plan.private
        request = ApplyRequest(action.prior.state, None, None, private)
        answer = command.call(RESOURCES[action.kind].delete, request)
        if answer is None:
            del self.instances[action.address]
        elif isinstance(answer, ApplyFailed):
            kept = private if answer.private is None else answer.private  # as rpc/apply.py stores it
            self.instances[action.address] = Instance(action.kind, answer.state or action.prior.state, kept)

    def _put(self, command: _Command, action: Action) -> None:
        resource, prior = RESOURCES[action.kind], self.instances.get(action.address)
        before = None if prior is None else prior.state
        proposed = propose(resource.schema.attributes, action.config, before)
        request = PlanRequest(action.config, before, proposed, {} if prior is None else dict(prior.private))
        plan = command.call(resource.plan, request)
        if not isinstance(plan, Plan):
            return
        if not agrees(action.plan.planned, plan.planned):
            both = f"{action.plan.planned}\n{plan.planned}"
            command.errors.append(f"inconsistent final plan of {action.address} ({action.what}):\n{both}")
            return
        private = plan.private or {}
        method = resource.create if before is None else resource.update
        answer = command.call(method, ApplyRequest(before, plan.planned, action.config, private))
        if isinstance(answer, Applied):
            assert answer.state is not None
            assert agrees(plan.planned, answer.state), f"{action.address} was applied otherwise than planned"
        if isinstance(answer, (Applied, ApplyFailed)):
            kept = private if answer.private is None else answer.private
            if answer.state is None:
                self.instances.pop(action.address, None)
            else:
                failed = before is None and isinstance(answer, ApplyFailed)
                self.instances[action.address] = Instance(
                    action.kind, known(answer.state), kept, tainted=failed
                )


def _plan_block(
    command: _Command, address: str, kind: str, arguments: dict[str, Any], prior: Instance | None
) -> Action:
    resource = RESOURCES[kind]
    attributes = resource.schema.attributes
    config = filled(attributes, arguments)
    command.call(resource.validate, config)
    planned_anew = prior is None or prior.tainted
    before = None if prior is None or planned_anew else prior.state
    private = {} if prior is None or planned_anew else dict(prior.private)
    plan = command.call(
        resource.plan, PlanRequest(config, before, propose(attributes, config, before), private)
    )
    if not isinstance(plan, Plan):
        return Action(address, "no-op", kind, prior, Plan(None), config)
    if before is None:
        return Action(address, "create" if prior is None else "replace", kind, prior, plan, config)
    assert plan.planned is not None
    paths = {*replaced_paths(attributes, before, plan.planned), *plan.requires_replace}
    if any(_at(before, path) != _at(plan.planned, path) for path in paths):
        again = PlanRequest(config, None, propose(attributes, config, None), plan.private or private)
        second = command.call(resource.plan, again)
        return Action(address, "replace", kind, prior, second if isinstance(second, Plan) else plan, config)
    return Action(address, "no-op" if plan.planned == before else "update", kind, prior, plan, config)


def _together(carry_out: Any, command: _Command, actions: list[Action]) -> None:
    """All at the same time; Refused where one of them failed."""
    if len(actions) == 1:
        carry_out(command, actions[0])
    elif actions:
        with ThreadPoolExecutor(len(actions)) as pool:
            list(pool.map(lambda action: carry_out(command, action), actions))
    if command.errors:
        raise Refused(command.errors, planning=False)


def _at(value: Any, path: Any) -> Any:
    for step in path:
        value = value[step] if isinstance(value, (dict, list)) else None
    return value


def agrees(planned: Any, later: Any) -> bool:
    """Whether a later value keeps to what was planned; UNKNOWN promises nothing."""
    if planned is UNKNOWN:
        return True
    if isinstance(planned, dict) and isinstance(later, dict):
        return planned.keys() == later.keys() and all(agrees(one, later[key]) for key, one in planned.items())
    if isinstance(planned, list) and isinstance(later, list):
        return len(planned) == len(later) and all(map(agrees, planned, later))
    return later is not UNKNOWN and bool(planned == later)


def known(value: Any) -> Any:
    """A value as it is stored: UNKNOWN becomes null."""
    if isinstance(value, dict):
        return {key: known(item) for key, item in value.items()}
    if isinstance(value, list):
        return [known(item) for item in value]
    return None if value is UNKNOWN else value
