"""The control paths. They need no token and are not counted, limited or delayed."""

from __future__ import annotations

import asyncio
from types import NoneType
from typing import Any

from oktaprofile.simulator.control.load import load
from oktaprofile.simulator.control.snapshot import canonical
from oktaprofile.simulator.http.faults import FaultRuleError
from oktaprofile.simulator.http.operations import Answer, ApiRequest, Handler, Operation, OperationTable
from oktaprofile.simulator.http.responses import RawBody
from oktaprofile.simulator.http.server import Service
from oktaprofile.simulator.import_engine import ImportRefused, ImportRun


class Control:
    """Handlers of the control paths of one service."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def table(self) -> OperationTable:
        """The control paths."""
        paths: dict[tuple[str, str], Handler] = {
            ("GET", "requests"): self.requests,
            ("DELETE", "requests"): self.reset_requests,
            ("GET", "faults"): self.faults,
            ("POST", "faults"): self.add_faults,
            ("DELETE", "faults"): self.clear_faults,
            ("POST", "import"): self.run_import,
            ("GET", "snapshot"): self.snapshot,
            ("POST", "load"): self.load,
            ("GET", "operations"): self.operations,
            ("GET", "health"): self.health,
        }
        return OperationTable(
            Operation(f"{method} {name}", method, f"/simulator/{name}", handler, None)
            for (method, name), handler in paths.items()
        )

    def requests(self, request: ApiRequest) -> Answer:
        """Counts per operation and the list of requests."""
        return Answer(body=self._service.journal.document())

    def reset_requests(self, request: ApiRequest) -> Answer:
        """Forgets the requests."""
        self._service.journal.reset()
        return Answer(204)

    def faults(self, request: ApiRequest) -> Answer:
        """All fault rules with their counts."""
        return Answer(body=self._service.faults.documents())

    def add_faults(self, request: ApiRequest) -> Answer:
        """Adds a rule: the body is one rule, or `{"rules": [...]}`. Nothing is added if one of them can't be read."""
        document = request.document()
        rules = document.get("rules", [document])
        if not isinstance(rules, list) or set(document) > {"rules"}:
            raise ValueError("`rules` is a list of rules, and nothing stands beside it")
        added: list[Any] = []
        try:
            for rule in rules:
                added.append(self._service.faults.add(rule))
        except FaultRuleError as error:
            for fault in added:
                self._service.faults.remove(fault)
            return Answer(400, {"error": str(error)})
        return Answer(201, [fault.document() for fault in added])

    def clear_faults(self, request: ApiRequest) -> Answer:
        """Removes all rules."""
        self._service.faults.clear()
        return Answer(204)

    async def run_import(self, request: ApiRequest) -> Answer:
        """Imports from one app (`{"app_id"}` or `{"label"}`) or, with an empty body, from every app that
        imports. Other requests are answered between two batches of people.
        """
        document = request.document() if request.body else {}
        app_id, label = document.get("app_id"), document.get("label")
        if unknown := sorted(document.keys() - {"app_id", "label"}):
            raise ValueError(f"unknown keys {unknown}; known are app_id and label")
        if not all(isinstance(one, (str, NoneType)) for one in (app_id, label)):
            raise ValueError("app_id and label are texts")
        if app_id is None and label is not None:
            app = request.org.apps.by_label(label)
            if app is None:
                return Answer(404, {"error": f"there is no app with the label {label!r}"})
            app_id = app.id
        try:
            run = ImportRun(request.org, app_id)
            for _ in run.steps():
                await asyncio.sleep(0)
        except ImportRefused as refusal:
            return Answer(refusal.status, {"error": str(refusal)})
        return Answer(body=run.counts())

    def snapshot(self, request: ApiRequest) -> Answer:
        """The org as canonical JSON; `?users=false` leaves people out."""
        return Answer(body=RawBody(canonical(request.org, people=request.query.get("users") != "false")))

    def load(self, request: ApiRequest) -> Answer:
        """Puts documents into the state."""
        return Answer(body=load(request.org, request.document()))

    def operations(self, request: ApiRequest) -> Answer:
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
                for one in self._service.table.operations
            ]
        )

    def health(self, request: ApiRequest) -> Answer:
        """Says that the org is there."""
        return Answer(body={"status": "ok"})
