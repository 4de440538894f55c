"""A small org before and after a change: its prediction, its import, and what `verify` says of both."""

from __future__ import annotations

import io
from datetime import datetime, timedelta, timezone
from typing import Any

from oktaprofile.impact.causes import Causes
from oktaprofile.impact.change import Change, Mapped
from oktaprofile.impact.given import Given
from oktaprofile.impact.predict import Prediction, Question
from oktaprofile.impact.prediction_file import Prediction as Read_
from oktaprofile.impact.prediction_file import read_prediction
from oktaprofile.impact.report import Read, json_text
from oktaprofile.impact.report import document as impact_document
from oktaprofile.impact.system_log import Log
from oktaprofile.impact.values import Values
from oktaprofile.impact.verification import verified
from oktaprofile.impact.verification_document import MAX_DIFFERENT, MAX_GONE, document
from oktaprofile.people.organization import TO_OKTA, Line
from oktaprofile.simulator.import_engine import run_import
from tests.unit.impact.seen import URL, LogReader, organization_of, people_of
from tests.unit.simulator_import.small_org import AD, EMPLOYEE, RINGCENTRAL, SmallOrg, text

DIRECT = "appuser.directNumber"
NOW = datetime(2026, 11, 30, 12, tzinfo=timezone.utc)


def prediction_of(text: str) -> Read_:
    """As `verify` reads it from a file."""
    return read_prediction(io.BytesIO(text.encode()))


class Deployment:
    """Three people in RingCentral: one fits, one is too long, one has a number that nobody can dial."""

    def __init__(self, **switches: Any) -> None:
        self.small = small = SmallOrg(**switches)
        small.define(EMPLOYEE, "primaryPhone", text(maxLength=20))
        small.map(RINGCENTRAL, {})
        numbers = {"ana": "+14155550100", "bob": "+1" + "4" * 30, "eve": "no number"}
        self.users = {
            name: small.person(
                name, {RINGCENTRAL: {"directNumber": number}, AD: {}}, profile={"primaryPhone": "old"}
            )
            for name, number in numbers.items()
        }
        run_import(small.org)

    def predicted(self, expression: str = DIRECT, *, people: bool = True) -> str:
        """The impact document of mapping `primaryPhone`."""
        return self.predicted_of(
            Change([Mapped(RINGCENTRAL, None, TO_OKTA, "primaryPhone", Line(expression))]), people=people
        )

    def predicted_of(self, change: Change, *, people: bool = True) -> str:
        """The impact document of a change; the log so far is before it."""
        self.small.org.logs.delete("1")
        prediction = Prediction(
            Question(change, people=people, phones=False), organization_of(self.small.org)
        )
        report = prediction.run(
            people_of(self.small.org), lambda count: Read("org", URL, "2026-11-30T11:00:00Z", 0.0, count)
        )
        return "".join(json_text(report, impact_document(report)))

    def applied(self, expression: str = DIRECT) -> None:
        """The plan is applied, and no import runs."""
        self.small.map(RINGCENTRAL, {"primaryPhone": expression})

    def imported(self, expression: str = DIRECT) -> None:
        """The plan is applied, and RingCentral imported."""
        self.applied(expression)
        run_import(self.small.org, RINGCENTRAL)

    def causes(
        self, prediction: Read_, refusal: Exception | None = None, values: Values | None = None
    ) -> Causes:
        """As the command makes them, an hour later."""
        organization = organization_of(self.small.org)
        log = Log(NOW - timedelta(hours=1), NOW)
        reader: Any = LogReader(self.small.org, refusal)
        log.read(reader)
        targets = prediction.targets
        return Causes(targets, organization, log, Given(targets, organization, values))

    def verified(
        self,
        prediction: str,
        *,
        samples: int = 0,
        different: int = 0,
        gone: int = 0,
        refusal: Exception | None = None,
        values: Values | None = None,
    ) -> dict[str, Any]:
        """The verification document."""
        read = prediction_of(prediction)
        causes, people = self.causes(read, refusal, values), people_of(self.small.org)
        found = verified(read, people, causes, samples=samples)
        limits = {MAX_DIFFERENT: different, MAX_GONE: gone}
        return document(
            read, found, causes, limits=limits, read_at="later", users=len(people), samples=samples
        )


def counts(target: dict[str, Any]) -> tuple[int, int, int, int]:
    """As predicted, not yet, otherwise, gone."""
    return target["as_predicted"], target["not_yet"], target["otherwise"], target["gone"]


def gates(found: dict[str, Any]) -> dict[str, tuple[int | None, bool]]:
    """What each gate found, and whether it passed."""
    return {gate["name"]: (gate["found"], gate["passed"]) for gate in found["gates"]}


def causes(target: dict[str, Any]) -> dict[tuple[str, str], int]:
    """People by result and cause."""
    return {(one["result"], one["why"]): one["people"] for one in target["why"]}
