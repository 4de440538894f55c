"""What became of a prediction: person by person, what was predicted and what is there now, and why somebody differs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from oktaprofile.impact.causes import ASK, MOST_ASKED, NOT_BY_SOURCE, Causes, Question
from oktaprofile.impact.errors import ImpactError
from oktaprofile.impact.prediction_file import Expected, Prediction, Target, same
from oktaprofile.people.person import Person
from oktaprofile.plan.afterwards import AS_PREDICTED, CHANGED, GONE, NOT_YET, OTHERWISE, SAME
from oktaprofile.plan.outcomes import CHANGES, LITERAL_NULL, REFUSALS, UNDETERMINED

STAYED, EMPTIED = "stayed", "emptied"
"""What became of somebody of whom nothing certain was predicted; CHANGED: another value."""
_KEPT = frozenset(one.value for one in REFUSALS) | {"error"}
_CHANGES = frozenset(one.value for one in CHANGES)
MOST_REACHED = 100
"""People who changed as predicted and whose events are asked for: what they show of this org."""


class Differing(NamedTuple):
    """One person who differs: personal data. `predicted`: None where only a record of it was kept."""

    user: str
    result: str
    why: str
    predicted: Any
    now: Any


class Verified:
    """The counts of one target. `unaffected`: SAME, CHANGED, GONE -> people; `open`: reason of what was undetermined ->
    STAYED, CHANGED or EMPTIED -> people; `by_outcome`: the predicted outcome (the reason, where it keeps the value) ->
    results (EMPTIED: the word null is left out); `kept`: people whose update was predicted to be refused, and who have
    the value from before; `why`: (result, cause) -> people; `new`: people whom the prediction does not know."""

    def __init__(self, target: Target, samples: int) -> None:
        self.target = target
        self.counts: Counter[str] = Counter()
        self.waiting = self.kept = self.new = 0
        self.unaffected: Counter[str] = Counter()
        self.open: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.by_outcome: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.why: Counter[tuple[str, str]] = Counter()
        self.differing: list[Differing] = []
        self.reached: list[str] = []
        self.samples = samples
        self._looked_at = self._seen = 0
        self._found = bytearray(len(target.people))  # who is listed, by their number

    def take(self, person: Person) -> tuple[str, Any, Any] | None:
        """Looks at one person: the result, what was predicted and what is there, of whoever differs; else None."""
        target = self.target
        away = ""
        if person.type_id != target.type_id:
            away = "another_type"
        elif target.app_id is not None and target.app_id not in person.apps:
            away = "unassigned"
        found = target.people.find(person.id)
        if found is not None:
            number, expected = found
            self._found[number] = True
            if away:
                self._gone(away, person.id, expected)
                return None
            self._looked_at += 1
            return self._compared(expected, person.id, self._now(person))
        if target.unaffected is not None:
            if away:
                self.why[GONE, away] += target.unaffected.find(person.id, None) is not None
                return None
            now = self._now(person)
            as_before = target.unaffected.find(person.id, now)
            if as_before is None:
                self.new += 1
            else:
                self._seen += 1
                self.unaffected[SAME if as_before else CHANGED] += 1
                return None if as_before else (CHANGED, None, now)
        return None

    def _now(self, person: Person) -> Any:  # noqa: ANN401 - any value
        app_id = self.target.app_id
        profile = person.profile if app_id is None else person.apps[app_id].profile
        return profile.get(self.target.attribute)

    def _compared(self, expected: Expected, user_id: str, now: object) -> tuple[str, Any, Any] | None:
        if expected.outcome == UNDETERMINED.value:
            became = EMPTIED if now in (None, "") else CHANGED
            self.open[expected.reason][STAYED if same(now, expected.before) else became] += 1
            return None
        wanted = expected.before if expected.outcome in _KEPT else expected.after
        as_before = same(now, expected.before)
        result = AS_PREDICTED if same(now, wanted) else NOT_YET if as_before else OTHERWISE
        self.counts[result] += 1
        outcome = expected.outcome
        if outcome != LITERAL_NULL.value:
            self.by_outcome[expected.reason if outcome in _KEPT else outcome][result] += 1
        elif not same(expected.before, expected.after):  # else it may never have been evaluated
            without = now == str(expected.after).replace("null", "")
            self.by_outcome[outcome][EMPTIED if without else result] += 1
        if result == AS_PREDICTED:
            self.kept += outcome in _KEPT
            changed = outcome in _CHANGES and not same(expected.before, now)
            if changed and self.target.app_id is None and len(self.reached) < MOST_REACHED:
                self.reached.append(user_id)
            return None
        if result == NOT_YET and expected.waits:
            self.waiting += 1
            return None
        return result, wanted, now

    def _gone(self, why: str, user_id: str, expected: Expected) -> None:
        self.why[GONE, why] += 1
        if len(self.differing) < self.samples:
            self.differing.append(Differing(user_id, GONE, why, expected.after, None))

    def finish(self) -> None:
        """Everybody was looked at: who was not found is gone."""
        people = self.target.people
        self.counts[GONE] = len(people) - self._looked_at
        if self.target.unaffected is not None:
            self.unaffected[GONE] = len(self.target.unaffected) - self._seen
        number = -1
        while len(self.differing) < self.samples and (number := self._found.find(0, number + 1)) >= 0:
            user_id, expected = people[number]
            self.differing.append(Differing(user_id, GONE, "not_listed", expected.after, None))
        known = sum(count for (result, _), count in self.why.items() if result == GONE)
        self.why[GONE, "not_listed"] = self.gone - known

    @property
    def compared(self) -> int:
        """People of whom something certain was predicted, and who are there."""
        return self.counts.total() - self.counts[GONE]

    @property
    def different(self) -> int:
        """People whose value is not the predicted one, without those of whom it was said that they wait."""
        counts = self.counts
        return counts[NOT_YET] + counts[OTHERWISE] + self.unaffected[CHANGED] - self.waiting

    @property
    def gone(self) -> int:
        """People of the prediction who are not there any more."""
        return self.counts[GONE] + self.unaffected[GONE]


def verified(
    prediction: Prediction, people: Iterable[Person], causes: Causes, *, samples: int = 0
) -> list[Verified]:
    """Everybody compared, target by target. Raises ImpactError where nobody is left to compare, and OktaError from
    asking the log."""
    found = [Verified(target, samples) for target in prediction.targets]
    asked: dict[Question, str] = {}
    asked_people: set[str] = set()
    for person in people:
        for index, one in enumerate(found):
            differs = one.take(person)
            if differs is None:
                continue
            result, wanted, now = differs
            why = causes.at_once(index, person, result, wanted, now)
            if why in (ASK, NOT_BY_SOURCE):
                if person.id not in asked_people and len(asked_people) >= MOST_ASKED:
                    why = "not_looked_up"
                else:
                    asked_people.add(person.id)
                    asked[index, person.id, result], why = why, ASK
            one.why[result, why] += 1
            if len(one.differing) < one.samples:
                one.differing.append(Differing(person.id, result, why, wanted, now))
    for one in found:
        one.finish()
    if sum(one.gone for one in found) and not any(
        one.compared or one.open or one.unaffected[SAME] or one.unaffected[CHANGED] for one in found
    ):
        raise ImpactError(
            "Nobody of whom something was predicted is there any more, so there is nothing to compare with.",
            "Look whether the credentials may read all users and app users, and whether the app lost its assignments.",
        )
    answers = causes.asked(asked)
    for (index, _, result), why in answers.items():
        found[index].why[result, ASK] -= 1
        found[index].why[result, why] += 1
    for index, one in enumerate(found):
        one.why = +one.why
        one.differing = [
            each if each.why else each._replace(why=answers[index, each.user, each.result])
            for each in one.differing
        ]
    return found
