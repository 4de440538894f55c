"""A person's update is one thing: one value that Okta or the app refuses, and nothing of it is stored.

Published (Okta support, read 2026-11-30): "Users not updating from profile source": a value that does not validate
fails the entire profile update of the person, and the app user is stored all the same. "A recent full import from AD
unexpectedly deactivated or suspended users" and help, "Optional first and last names": an import skips a person without
a required value, and the next full import may deactivate them. "Troubleshooting constraint violations when provisioning
to Active Directory": one value that the directory refuses fails the whole write of the person. So the lines beside the
targets count
too: what an app gives to `email` decides whether `primaryPhone` arrives.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from oktaprofile.expression.fits import LOGIN, login_definition, unlimited
from oktaprofile.impact.effects import Doubtful, Effect, Result
from oktaprofile.impact.rules import Rule
from oktaprofile.impact.taken import folded
from oktaprofile.people.organization import Definition
from oktaprofile.plan.outcomes import (
    ERROR,
    NOT_AFFECTED,
    REFUSALS,
    REFUSED,
    SKIPPED,
    UNCHANGED,
    UNDETERMINED,
    Outcome,
)

_STAY = frozenset({NOT_AFFECTED, ERROR})
_OPEN_OR_REFUSED = REFUSALS | {UNDETERMINED}
FREED = "the whole update was refused until now: what else waits comes, too"
_UNLIMITED = 1 << 30
_ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:[A-Za-z0-9-]+\.)*[A-Za-z0-9-]{{2,20}}").fullmatch
"""What surely is an address. Others are looked at by the rule (`expression/fits.py`)."""


class Side(NamedTuple):
    """A line beside the targets whose value may be refused. Where it hands on the attribute `read` ("": it does more),
    texts of `shortest` to `longest` characters that are an address (where `address`) are known to fit."""

    rule: Rule
    read: str
    shortest: int
    longest: int
    address: bool
    required: bool
    certain: bool  # whether its app is surely the source of the attribute
    alone: bool  # whether the value may be one person's only


Quick = tuple[str, int, int, bool, bool, str]
"""What is read, its shortest and longest text, whether it is an address, whether it is required, and the Okta attribute
that it has to equal ("": none)."""


def _never(profile: Mapping[str, Any], present: Mapping[str, Any]) -> bool:
    return False


class Sides:
    """The side lines of one app, ready to be looked at for every person who changes.

    `fit(profile, present)`: whether nothing that they read of a profile is refused, as far as a glance tells; `present`
    is what the Okta user has now.
    """

    fit: Callable[[Mapping[str, Any], Mapping[str, Any]], bool]

    def __init__(self, app_id: str, lines: Sequence[Side], login_is_address: bool = False) -> None:
        self.app_id = app_id
        self.lines = lines
        self._always = any(not one.read for one in lines)
        merged: dict[str, Quick] = {}
        for one in lines:
            former = merged.get(one.read, (one.read, 0, _UNLIMITED, False, False, ""))
            merged[one.read] = (
                one.read,
                max(former[1], one.shortest),
                min(former[2], one.longest),
                former[3] or one.address,
                former[4] or one.required,
                one.rule.target if one.alone else former[5],
            )
        self._quick = list(merged.values())
        required = [one for one in self._quick if one[4]]
        self._rest = [
            one
            for one in self._quick
            # At a glance an address that is the login already need not be looked at.
            if not one[4] or (one[3] and not (one[5] == LOGIN and login_is_address))
        ]
        self._own = [(read, own) for read, _, _, _, needed, own in self._quick if needed and own]
        if self._always:
            self.fit = _never
        elif required:
            # At a glance: all are texts, and none is too short or too long for any. (A tuple, so it gets one twice.)
            self._glance = itemgetter(required[0][0], *(one[0] for one in required))
            self._least, self._most = max(one[1] for one in required), 2 * min(one[2] for one in required)
            self.fit = self._at_a_glance
        else:
            self.fit = self._one_by_one

    def _at_a_glance(self, profile: Mapping[str, Any], present: Mapping[str, Any]) -> bool:
        try:
            values = self._glance(profile)
            if (
                not "".join(values).isascii()
                or max(map(len, values)) > self._most
                or min(map(len, values)) < self._least
            ):
                return self._one_by_one(profile, present)
        except (KeyError, TypeError):
            return self._one_by_one(profile, present)
        for read, own in self._own:
            if profile[read] != present.get(own):
                return False
        return self._one_by_one(profile, present, self._rest) if self._rest else True

    def _one_by_one(
        self, profile: Mapping[str, Any], present: Mapping[str, Any], lines: Sequence[Quick] | None = None
    ) -> bool:
        for read, shortest, longest, address, required, own in self._quick if lines is None else lines:
            value = profile.get(read)
            if value is None:
                if required:
                    return False
            elif (
                type(value) is not str
                or (own and value != present.get(own))
                or not shortest <= len(value) <= longest
                or (address and _ADDRESS(value) is None)
            ):
                return False
        return True

    def refused(
        self, profile: dict[str, Any], context: dict[str, Any], present: Mapping[str, Any]
    ) -> Iterator[tuple[Side, Effect]]:
        """The lines whose value is or may be refused."""
        for one in self.lines:
            effect, name = one.rule.effect(context, profile, None), one.rule.target
            if effect.outcome in REFUSALS or type(effect) is Doubtful:
                yield one, effect
            elif one.alone and effect.value and folded(name, effect.value) != folded(name, present.get(name)):
                yield (
                    one,
                    Doubtful(
                        UNDETERMINED, None, "it changes, and whether another user has it is not looked at"
                    ),
                )


class Trouble(NamedTuple):
    """Why an app's whole update of a person is refused (`outcome` REFUSED or SKIPPED), or may be (UNDETERMINED)."""

    outcome: Outcome
    reason: str


def side(rule: Rule, source: Definition, *, certain: bool, text: bool, alone: bool) -> Side | None:
    """The side line of a rule; None where nothing that it gives is refused. `source`: the definition of the attribute
    that it hands on, if it does; `text`: whether it surely gives a text; `alone`: whether two people may not have one
    value."""
    definition = rule.definition
    required, limit = bool(definition.get("required")), definition.get("maxLength") or 0
    if rule.bare and source:  # what the source does not allow is no value of anybody
        required = required and not source.get("required")
        limit = 0 if 0 < (source.get("maxLength") or 0) <= limit else limit
    plain = unlimited(definition)
    if plain and text and not required and not limit and not alone:
        return None
    address = definition.get("format") in ("email", LOGIN) and unlimited(
        {**definition, "format": "", "minLength": 0}
    )
    read = rule.bare if text and (plain or address) else ""
    shortest, longest = max(definition.get("minLength") or 0, 1), (limit or _UNLIMITED) // 2
    return Side(rule, read, shortest, longest, address, required, certain, alone)


def sided(name: str, definition: Definition) -> Definition:
    """An Okta attribute's definition with what Okta asks of it beside its schema."""
    return login_definition(definition) if name == LOGIN else definition


def trouble(update: str, attribute: str, effect: Effect, *, certain: bool) -> Trouble:
    """What one value does to a whole update (`update from RingCentral`, `push to Active Directory`)."""
    outcome = UNDETERMINED
    if certain and effect.outcome in REFUSALS:
        outcome = SKIPPED if effect.outcome is SKIPPED else REFUSED
    is_ = "may be" if outcome is UNDETERMINED else "is"
    return Trouble(outcome, f"the whole {update} {is_} refused for {attribute}: {effect.reason}")


def worse(former: Trouble | None, latter: Trouble) -> Trouble:
    """Of two troubles of one update the one that says more."""
    return latter if former is None or former.outcome is UNDETERMINED else former


def settled(result: Result, apps: Sequence[str], troubles: Mapping[str, Trouble]) -> Result:
    """A result after it is known which updates are refused, by app. `apps`: one of them is the source."""
    effect, current = result.effect, result.current
    if effect.outcome in _STAY or effect.outcome in REFUSALS or type(effect) is Doubtful:
        return result
    if effect.value is current and effect.outcome is not UNDETERMINED:
        return result
    found = [troubles[app_id] for app_id in apps if app_id in troubles]
    if not found:
        return result
    outcome, reason = found[0]
    if len(found) < len(apps):
        outcome = UNDETERMINED
    if effect.outcome is UNCHANGED:  # null and "": nothing that counts
        outcome, reason = UNCHANGED, ""
    return Result(result.target, Effect(outcome, current, reason), current, waits=result.waits)


def set_free(result: Result, sources: Sequence[str] | None, freed: set[str]) -> Result:
    """The result for somebody whose whole update was refused until now, by apps of which the change sets the update
    free: what waits in their other lines comes, too, and is pushed on. `sources` None: the result is pushed."""
    effect, current = result.effect, result.current
    if effect.outcome in _OPEN_OR_REFUSED or (sources is not None and freed.isdisjoint(sources)):
        return result
    if sources is not None and effect.value is not current:
        return result
    return Result(result.target, Effect(UNDETERMINED, current, FREED), current)


class Refused:
    """Whose update is refused, and who gets a source. `people`; `causes`: people by (direction, app id,
    `Trouble.reason`); `freed`: people whose update was refused until now, and is not any more; `newly_sourced`: people
    who had no profile source, and get one; `leaving`: people whom a full import may deactivate; `unfit`: by target,
    people whose present value the change does not allow any more."""

    def __init__(self) -> None:
        self.people = self.freed = self.newly_sourced = self.leaving = 0
        self._last = ""
        self.causes: Counter[tuple[str, str, str]] = Counter()
        self.unfit: Counter[int] = Counter()

    def note(self, direction: str, person: str, troubles: Mapping[str, Trouble]) -> set[str]:
        """Counts one person, by id. Gives the apps of which the update is refused for certain."""
        certain = {app_id for app_id, one in troubles.items() if one.outcome is not UNDETERMINED}
        self.people += bool(certain) and person != self._last
        self._last = person if certain else self._last
        self.causes.update((direction, app_id, troubles[app_id].reason) for app_id in certain)
        return certain

    def add(self, other: Refused) -> None:
        """Counts the people of another group, too."""
        self.people += other.people
        self.freed += other.freed
        self.newly_sourced += other.newly_sourced
        self.leaving += other.leaving
        self.causes.update(other.causes)
        self.unfit.update(other.unfit)
