"""Counts of what an engine predicts, target by target. Memory does not grow with the people.

Beside the counts: shapes before and after, reasons, E.164 validity. Values are kept only of people or numbers
of samples that somebody asked for.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import Counter
from collections.abc import Collection
from functools import lru_cache
from typing import Any, NamedTuple

from oktaprofile.impact.affected import Target
from oktaprofile.impact.engine import Engine, Result
from oktaprofile.impact.fitting import CHANGES, Outcome
from oktaprofile.impact.people import Person
from oktaprofile.impact.phones import CLASSES, holds_phones, phone_class
from oktaprofile.impact.shapes import UNKNOWN, shape

MOST_SHAPES = 1000
"""Distinct transitions kept for each target; people beyond are counted as left out."""
MOST_REASONS = 200
_WITH_REASON = frozenset({Outcome.ERROR, Outcome.UNDETERMINED, Outcome.OVER_LENGTH, Outcome.NOT_AFFECTED})
_QUIET = frozenset({Outcome.UNCHANGED, Outcome.NOT_AFFECTED})


class Sample(NamedTuple):
    """One person's values before and after. Personal data: only on request."""

    user: str
    outcome: Outcome
    before: Any
    after: Any
    reason: str
    waits: bool


class Pseudonyms:
    """User ids as keyed HMACs (SHA-256, 16 hexadecimal digits): the same for one key, telling nothing without it.

    Without a key a random one is made, so two runs cannot be joined. A plain hash would do no good: ids and
    phone numbers are few enough to try them all.
    """

    def __init__(self, key: str | None = None) -> None:
        self._key = key.encode() if key else secrets.token_bytes(32)

    def of(self, user_id: str) -> str:
        """The pseudonym of an id."""
        return "hmac:" + hmac.new(self._key, user_id.encode(), hashlib.sha256).hexdigest()[:16]


class TargetTally:
    """The counts of one target."""

    def __init__(self, target: Target, phones: bool) -> None:
        self.target = target
        self.outcomes: Counter[Outcome] = Counter()
        self.changed = 0
        self.anyway = 0
        self.waits = 0
        self.reasons: Counter[tuple[Outcome, str]] = Counter()
        self.shapes: Counter[tuple[str, str, Outcome]] = Counter()
        self.shapes_left_out = 0
        self.phones = phones and holds_phones(target.attribute)
        self.phones_before: Counter[str] = Counter()
        self.phones_after: Counter[str] = Counter()
        self.samples: list[Sample] = []
        self.sampled: Counter[Outcome] = Counter()

    @property
    def users(self) -> int:
        """How many people it was predicted for."""
        return sum(self.outcomes.values())

    @property
    def changed_percent(self) -> float:
        """How many of them get another value, in per cent."""
        return 100.0 * self.changed / self.users if self.users else 0.0

    def add(self, result: Result) -> None:
        """Counts one person's result."""
        (outcome, value, reason), held = result.effect, result.held
        self.outcomes[outcome] += 1
        if outcome in _WITH_REASON:
            if len(self.reasons) >= MOST_REASONS and (outcome, reason) not in self.reasons:
                reason = "other reasons"
            self.reasons[outcome, reason] += 1
            if outcome is Outcome.NOT_AFFECTED:
                return
        if value is not held and outcome in CHANGES:
            self.changed += 1
        if result.anyway:
            self.anyway += 1
        if result.waits:
            self.waits += 1
        look = _look if self.phones else _look_at_shape
        before, was = look(held)
        if outcome is Outcome.UNDETERMINED:
            after, becomes = UNKNOWN, None
        elif value is held:
            after, becomes = before, was
        elif outcome is Outcome.LITERAL_NULL:
            after = shape(value, literal_null=True)
            becomes = phone_class(value) if self.phones else None
        else:
            after, becomes = look(value)
        key = (before, after, outcome)
        if key in self.shapes or len(self.shapes) < MOST_SHAPES:
            self.shapes[key] += 1
        else:
            self.shapes_left_out += 1
        if self.phones:
            if was is not None:
                self.phones_before[was] += 1
            if becomes is not None:
                self.phones_after[becomes] += 1

    def counts(self) -> dict[str, int]:
        """Every outcome with its count, zero included, in a fixed order."""
        return {outcome.value: self.outcomes[outcome] for outcome in Outcome}

    def phone_counts(self) -> dict[str, dict[str, int]] | None:
        """By class, before and after, of those who are affected; None for an attribute that holds no phones."""
        if not self.phones:
            return None
        return {
            "before": {name: self.phones_before[name] for name in CLASSES},
            "after": {name: self.phones_after[name] for name in CLASSES},
        }


_NOTHING = (shape(None), None)


def _look(value: object) -> tuple[str, str | None]:
    """A value's shape and its class as a phone number."""
    if type(value) is str:
        return _look_at_text(value)
    return _NOTHING if value is None else (shape(value), phone_class(value))


def _look_at_shape(value: object) -> tuple[str, None]:
    return shape(value), None


@lru_cache(maxsize=2048)
def _look_at_text(text: str) -> tuple[str, str | None]:
    """One text is seen several times: what everybody holds before, and what goes on downstream as it is."""
    return shape(text), phone_class(text)


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
    ) -> None:
        """`samples`: people to show for each target and outcome; `users`: ids or logins to show by name; `phones`:
        judge phone numbers (needs the package phonenumbers)."""
        self._engine = engine
        self._pseudonyms = pseudonyms
        self._samples = samples
        self._users = {name.casefold() for name in users}
        self.people = 0
        self.named: set[str] = set()
        self.targets = [TargetTally(target, phones) for target in engine.targets]

    def add(self, person: Person) -> None:
        """Predicts for one person and counts."""
        self.people += 1
        results = self._engine.person(person)
        targets = self.targets
        for result in results:
            targets[result.target].add(result)
        if self._samples or self._users:
            self._sample(person, results)

    def _sample(self, person: Person, results: list[Result]) -> None:
        asked = ""
        if self._users:
            for name in (person.id, str(person.profile.get("login") or "")):
                if name.casefold() in self._users:
                    asked = name
                    self.named.add(name.casefold())
        for result in results:
            tally, outcome = self.targets[result.target], result.effect.outcome
            if not asked:
                if outcome in _QUIET or tally.sampled[outcome] >= self._samples:
                    continue
                tally.sampled[outcome] += 1
            tally.samples.append(
                Sample(
                    asked or self._pseudonyms.of(person.id),
                    outcome,
                    result.held,
                    result.effect.value,
                    result.effect.reason,
                    result.waits,
                )
            )

    def not_found(self) -> list[str]:
        """Those of the asked users who were not among the people."""
        return sorted(self._users - self.named)
