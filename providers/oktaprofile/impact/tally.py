"""Counts of what an engine predicts, target by target. Memory does not grow with the people.

Beside the counts: shapes before and after, reasons, E.164 validity. Values are kept only of people or numbers
of samples that somebody asked for.
"""

from __future__ import annotations

import secrets
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import chain, islice
from typing import Any, NamedTuple

from oktaprofile.impact.affected import Target
from oktaprofile.impact.counted import Counted, Foreseen, Sample, packed
from oktaprofile.impact.effects import Result
from oktaprofile.impact.engine import Engine
from oktaprofile.impact.looks import NOTHING, NUMBERS, SHAPES, UNKNOWN, Look
from oktaprofile.impact.memberships import GroupRules, Moves
from oktaprofile.impact.phones import CLASSES, holds_phones, phone_class
from oktaprofile.impact.pseudonyms import Pseudonyms
from oktaprofile.impact.shapes import shape
from oktaprofile.impact.unaffected import SALT_BYTES, Records, record
from oktaprofile.impact.whole import Refused
from oktaprofile.people.person import Person
from oktaprofile.plan.outcomes import (
    CHANGES,
    ERROR,
    LITERAL_NULL,
    NOT_AFFECTED,
    REFUSALS,
    UNCHANGED,
    UNDETERMINED,
    Outcome,
)

MOST_SHAPES = 1000
"""Distinct transitions kept for each target; people beyond are counted as left out."""
MOST_REASONS = 200
_WITH_REASON = frozenset({ERROR, UNDETERMINED, NOT_AFFECTED, *REFUSALS})
_QUIET = frozenset({UNCHANGED, NOT_AFFECTED})
GROUP = 5000
"""People of a stream that are counted together."""


class _Kind(NamedTuple):
    """Everything that is counted of one result: people of one kind are counted together."""

    outcome: Outcome
    reason: str
    changes: bool
    anyway: bool
    waits: bool
    at_once: bool
    before: Look
    after: Look


class TargetTally:
    """The counts of one target."""

    def __init__(self, target: Target, phones: bool) -> None:
        self.target = target
        self.outcomes: Counter[Outcome] = Counter()
        self.changed = 0
        self.anyway = 0
        self.waits = self.late = 0
        self.at_once = 0
        self.reasons: Counter[tuple[Outcome, str]] = Counter()
        self.shapes: Counter[tuple[str, str, Outcome]] = Counter()
        self.shapes_left_out = 0
        self.phones = phones and holds_phones(target.attribute)
        self._looks = NUMBERS if self.phones else SHAPES
        self.phones_before: Counter[str] = Counter()
        self.phones_after: Counter[str] = Counter()
        self.samples: list[Sample] = []
        self.foreseen: list[bytes] = []  # parts of the rows, in order
        self.unaffected: Records | None = None
        self.sampled: Counter[Outcome] = Counter()

    @property
    def users(self) -> int:
        """How many people it was predicted for."""
        return sum(self.outcomes.values())

    @property
    def moves(self) -> bool:
        """Whether anybody's value changes, or may."""
        return bool(self.changed or self.outcomes[UNDETERMINED])

    @property
    def changed_percent(self) -> float:
        """How many of them get another value, in per cent."""
        return 100.0 * self.changed / self.users if self.users else 0.0

    def kind_of(self, result: Result) -> tuple[Any, ...]:
        """Everything that is counted of one person's result: a _Kind, in its fields' order."""
        effect, current = result.effect, result.current
        outcome, value = effect.outcome, effect.value
        before = after = NOTHING
        changes = False
        if outcome is not NOT_AFFECTED:
            looks = self._looks
            before = after = looks[current] if type(current) is str else self._look(current)
            if outcome is UNDETERMINED:
                after = UNKNOWN
            elif value is not current:
                changes = outcome in CHANGES
                if outcome is LITERAL_NULL:
                    after = shape(value, literal_null=True), self._look(value)[1]
                else:
                    after = looks[value] if type(value) is str else self._look(value)
        at_once = changes and result.at_once
        return outcome, effect.reason, changes, result.anyway, result.waits, at_once, before, after

    def _look(self, value: object) -> Look:
        return NOTHING if value is None else (shape(value), phone_class(value) if self.phones else None)

    def take(self, kinds: Mapping[tuple[Any, ...], int]) -> None:
        """Counts people of one kind at a time: one by one it would take twice as long."""
        for kind, users in kinds.items():
            self._count(_Kind._make(kind), users)

    def _count(self, kind: _Kind, users: int) -> None:
        outcome, reason = kind.outcome, kind.reason
        self.outcomes[outcome] += users
        if outcome in _WITH_REASON:
            if len(self.reasons) >= MOST_REASONS and (outcome, reason) not in self.reasons:
                reason = "other reasons"
            self.reasons[outcome, reason] += users
            if outcome is NOT_AFFECTED:
                return
        self.changed += users * kind.changes
        self.anyway += users * kind.anyway
        self.waits += users * kind.waits
        self.late += users * (kind.changes and kind.waits)
        self.at_once += users * kind.at_once
        (before, was), (after, becomes) = kind.before, kind.after
        key = (before, after, outcome)
        if key in self.shapes or len(self.shapes) < MOST_SHAPES:
            self.shapes[key] += users
        else:
            self.shapes_left_out += users
        if was is not None:
            self.phones_before[was] += users
        if becomes is not None:
            self.phones_after[becomes] += users

    def counts(self) -> dict[str, int]:
        """Every outcome with its count, zero included, in a fixed order."""
        return {outcome.value: self.outcomes[outcome] for outcome in Outcome}

    def because(self, words: str) -> int:
        """People whose reason ends with these words."""
        return sum(users for (_, reason), users in self.reasons.items() if reason.endswith(words))

    def phone_counts(self) -> dict[str, dict[str, int]] | None:
        """By class, before and after, of those who are affected; None for an attribute that holds no phones."""
        if not self.phones:
            return None
        return {
            "before": {name: self.phones_before[name] for name in CLASSES},
            "after": {name: self.phones_after[name] for name in CLASSES},
        }


class Tally:
    """All targets of a prediction, and the people who went through."""

    def __init__(
        self,
        engine: Engine,
        pseudonyms: Pseudonyms,
        *,
        samples: int = 0,
        users: Collection[str] = (),
        phones: bool = True,
        people: bool = False,
        rules: GroupRules | None = None,
    ) -> None:
        """`samples`: people to show for each target and outcome; `users`: ids or logins to show by name; `phones`:
        judge phone numbers (needs the package phonenumbers); `people`: keep what is predicted of everybody; `rules`:
        the group rules that read what changes."""
        self._engine = engine
        self._pseudonyms = pseudonyms
        self._samples = samples
        self._people = people
        self._users = {name.casefold() for name in users}
        self.people = 0
        self.seen: set[str] = set()
        self.refused = Refused()
        self.rules = rules if rules is not None and rules.rules else None
        self.moves: Moves = Counter()
        self.named: set[str] = set()
        self.targets = [TargetTally(target, phones) for target in engine.targets]
        self._salt = secrets.token_bytes(SALT_BYTES)
        for one in self.targets if people else ():
            one.unaffected = Records(self._salt)

    def count(self, stream: Iterable[Person]) -> None:
        """Predicts for everybody in the stream and counts."""
        people = iter(stream)
        for first in people:
            self.take(self.counted(chain((first,), islice(people, GROUP - 1))))

    def counted(self, people: Iterable[Person]) -> Counted:
        """Predicts for a group of people. Changes nothing here: it can be done in another process."""
        targets, predict = self.targets, self._engine.person
        sampling = bool(self._samples or self._users)
        counted = Counted([defaultdict(int) for _ in targets])
        self._engine.refused = counted.refused
        kinds, foreseen = counted.kinds, defaultdict[int, list[Foreseen]](list)
        kind_of = [target.kind_of for target in targets]
        for person in people:
            counted.people += 1
            results = predict(person)
            for result in results:
                kinds[result.target][kind_of[result.target](result)] += 1
            if self.rules is not None:
                self.rules.count(person, results, counted.moves)
            if self._people:
                self._keep(person, results, foreseen, counted.unaffected)
            if sampling:
                self._sample(person, results, counted)
        counted.seen = self._engine.seen
        counted.foreseen = {index: packed(rows) for index, rows in foreseen.items()}
        return counted

    def _keep(
        self,
        person: Person,
        results: list[Result],
        foreseen: defaultdict[int, list[Foreseen]],
        unaffected: dict[int, array[int]],
    ) -> None:
        for one in results:
            if (effect := one.effect).outcome not in _QUIET:
                what = effect.outcome.value, one.current, effect.value, effect.reason, one.waits
                foreseen[one.target].append((person.id, *what))
            else:
                rows = unaffected.setdefault(one.target, array("Q"))
                rows.append(record(self._salt, person.id, one.current))

    def take(self, counted: Counted) -> None:
        """Counts a group, after all groups that come before it."""
        self.people += counted.people
        self.named |= counted.named
        self.seen |= counted.seen
        self.refused.add(counted.refused)
        self.moves.update(counted.moves)
        for target, kinds in zip(self.targets, counted.kinds, strict=True):
            target.take(kinds)
        for index, part in counted.foreseen.items():
            self.targets[index].foreseen.append(part)
        for index, rows in counted.unaffected.items():
            if (records := self.targets[index].unaffected) is not None:
                records.rows.extend(rows)
        for index, by_name, sample in counted.samples:
            target = self.targets[index]
            if not by_name:
                if target.sampled[sample.outcome] >= self._samples:
                    continue
                target.sampled[sample.outcome] += 1
            target.samples.append(sample)

    def _sample(self, person: Person, results: list[Result], counted: Counted) -> None:
        asked = ""
        if self._users:
            for name in (person.id, str(person.profile.get("login") or "")):
                if name.casefold() in self._users:
                    asked = name
                    counted.named.add(name.casefold())
        for result in results:
            outcome = result.effect.outcome
            if not asked:
                if outcome in _QUIET or counted.sampled[result.target, outcome] >= self._samples:
                    continue
                counted.sampled[result.target, outcome] += 1
            effect, who = result.effect, asked or self._pseudonyms.of(person.id)
            sample = Sample(who, outcome, result.current, effect.value, effect.reason, result.waits)
            counted.samples.append((result.target, bool(asked), sample))

    def not_found(self) -> list[str]:
        """Those of the asked users who were not among the people."""
        return sorted(self._users - self.named)
