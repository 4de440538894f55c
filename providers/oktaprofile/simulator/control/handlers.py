"""The control paths. They need no token and are not counted, limited or delayed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import NoneType
from typing import Any

from oktaprofile.simulator.control import ringcentral
from oktaprofile.simulator.control.load import load
from oktaprofile.simulator.control.snapshot import canonical
from oktaprofile.simulator.http.faults import FaultRuleError, Faults
from oktaprofile.simulator.http.journal import Journal
from oktaprofile.simulator.http.operations import Answer, ApiRequest, Operation, operation
from oktaprofile.simulator.import_engine import FULL, INCREMENTAL, ImportRefused, ImportRun


def control_operations(faults: Faults, journal: Journal, simulated: Sequence[Operation]) -> list[Operation]:
    """The paths below `/simulator` of one org."""

    @operation("requests", "GET /simulator/requests")
    def requests(request: ApiRequest) -> Answer:
        """Counts per operation and the list of requests."""
        return Answer(body=journal.document())

    @operation("resetRequests", "DELETE /simulator/requests")
    def reset_requests(request: ApiRequest) -> Answer:
        """Forgets the requests."""
        journal.reset()
        return Answer(204)

    @operation("faults", "GET /simulator/faults")
    def list_faults(request: ApiRequest) -> Answer:
        """All fault rules with their counts."""
        return Answer(body=faults.documents())

    @operation("addFaults", "POST /simulator/faults")
    def add_faults(request: ApiRequest) -> Answer:
        """Adds a rule: the body is one rule, or `{"rules": [...]}`. Nothing is added if one of them can't be read."""
        document = request.document()
        rules = document.get("rules", [document])
        if not isinstance(rules, list) or set(document) > {"rules"}:
            raise ValueError("`rules` is a list of rules, and nothing is beside it")
        added: list[Any] = []
        try:
            for rule in rules:
                added.append(faults.add(rule))
        except FaultRuleError as error:
            for fault in added:
                faults.remove(fault)
            return Answer(400, {"error": str(error)})
        return Answer(201, [fault.document() for fault in added])

    @operation("clearFaults", "DELETE /simulator/faults")
    def clear_faults(request: ApiRequest) -> Answer:
        """Removes all rules."""
        faults.clear()
        return Answer(204)

    @operation("operations", "GET /simulator/operations")
    def list_operations(request: ApiRequest) -> Answer:
        """The operations simulated."""
        return Answer(
            body=[
                {
                    "operation": one.id,
                    "method": one.method,
                    "path": one.template,
                    "scope": one.scope,
                    "note": one.note,
                }
                for one in simulated
            ]
        )

    changing_rules = [add_faults, clear_faults, reset_requests, ringcentral.token, ringcentral.entries]
    return [requests, list_faults, list_operations, *changing_rules, run_import, snapshot, load_state, health]


@operation("import", "POST /simulator/import")
async def run_import(request: ApiRequest) -> Answer:
    """Imports from one app (`{"app_id"}` or `{"label"}`) or, with an empty body, from every app that
    imports; `{"kind": "incremental"}` takes only people whose values changed there. Other requests are answered between
    two batches of people.
    """
    document = request.document() if request.body else {}
    app_id, label = document.get("app_id"), document.get("label")
    if unknown := sorted(document.keys() - {"app_id", "label", "kind"}):
        raise ValueError(f"unknown keys {unknown}; known are app_id, label and kind")
    kind = document.get("kind", FULL)
    if kind not in (FULL, INCREMENTAL):
        raise ValueError(f"kind is {FULL} or {INCREMENTAL}")
    if not all(isinstance(one, (str, NoneType)) for one in (app_id, label)):
        raise ValueError("app_id and label are texts")
    if app_id is None and label is not None:
        app = request.org.apps.by_label(label)
        if app is None:
            return Answer(404, {"error": f"there is no app with the label {label!r}"})
        app_id = app.id
    try:
        run = ImportRun(request.org, app_id, kind=kind)
        for _ in run.steps():
            await asyncio.sleep(0)
    except ImportRefused as refusal:
        return Answer(refusal.status, {"error": str(refusal)})
    return Answer(body=run.counts())


@operation("snapshot", "GET /simulator/snapshot")
def snapshot(request: ApiRequest) -> Answer:
    """The org as canonical JSON; `?users=false` leaves people out."""
    return Answer(body=canonical(request.org, people=request.query.get("users") != "false"))


@operation("load", "POST /simulator/load")
def load_state(request: ApiRequest) -> Answer:
    """Puts documents into the state."""
    return Answer(body=load(request.org, request.document()))


@operation("health", "GET /simulator/health")
def health(request: ApiRequest) -> Answer:
    """Says that the org is there."""
    return Answer(body={"status": "ok"})
