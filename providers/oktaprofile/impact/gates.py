"""Limits on what a change may do to people, from options and from a policy file.

    max_blanked, max_literal_null (0 unless said otherwise), max_refused (0 unless said otherwise), max_over_length,
    max_errors, max_undetermined
        people, for each target attribute: the worst one counts
    max_changed_percent
        of the people of the target's user type whose value becomes another one
    max_not_known (0 unless said otherwise)
        things on which somebody's value depends and that are not known: what the plan does not say yet, and user types
        and apps of which nobody was read
    require_fresh_snapshot
        the greatest age of what was read, such as "24h" (s, m, h, d)

A policy file is TOML or JSON with these names at the top; `profile_source_order` may be there too.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from oktaprofile.impact.affected import Target
from oktaprofile.impact.errors import ImpactError
from oktaprofile.impact.tally import TargetTally
from oktaprofile.plan.gates import FRESH, NOT_KNOWN, OUTCOMES, PERCENT, Gate
from oktaprofile.plan.json_text import parsed
from oktaprofile.plan.outcomes import Outcome

_ADVICE = {
    "max_blanked": "They would lose the value they have: correct the expression or the source, or raise the limit.",
    "max_literal_null": 'Their value may contain the word null: guard what may be missing, (x != null ? "#" + x : "").',
    "max_refused": "One value that does not fit refuses a person's whole update: correct it at its source or in the "
    "expression (the reasons name the attribute), or raise the limit.",
    "max_over_length": "Their whole update is refused: shorten the value with String.substring, or raise maxLength.",
    "max_errors": "The expression fails for them, or what it gives is refused: correct it, or raise the limit.",
    "max_undetermined": "Give their values (values, --values), or let an import run after the attributes exist.",
    "max_not_known": "Apply what makes it first (terraform apply -target=...) and plan again; where nobody was read, "
    "give credentials that may read the people. Or raise the limit.",
    "max_changed_percent": "Check that source and expression are what is meant, or raise the limit.",
}
COUNTS = (*OUTCOMES, NOT_KNOWN)
ORDER = "profile_source_order"
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd])\Z")


class Policy(NamedTuple):
    """The limits; None: no limit. `require_fresh_snapshot` in seconds. `profile_source_order`: app labels or ids,
    highest priority first."""

    max_blanked: int | None = None
    max_literal_null: int | None = 0
    max_refused: int | None = 0
    max_over_length: int | None = None
    max_errors: int | None = None
    max_undetermined: int | None = None
    max_not_known: int | None = 0
    max_changed_percent: float | None = None
    require_fresh_snapshot: float | None = None
    profile_source_order: tuple[str, ...] = ()


def seconds_of(text: str) -> float:
    """A duration such as 90m, 24h, 7d in seconds. Raises ImpactError."""
    found = _DURATION.match(text.strip()) if isinstance(text, str) else None
    if found is None:
        raise ImpactError(f"{text!r} is no duration.", "Write a number and s, m, h or d: 24h.")
    return float(found[1]) * _SECONDS[found[2]]


def read_policy(path: Path) -> Policy:
    """A policy file. Raises ImpactError for unknown names (a misspelt gate would guard nothing) and bad values."""
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise ImpactError(f"The policy file {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ImpactError(f"The policy file {path} is no text in UTF-8.") from None
    what = f"The policy file {path}"
    document = parsed(text, what, raises=ImpactError) if path.suffix == ".json" else _toml(text, what)
    if not isinstance(document, dict):
        raise ImpactError(f"The policy file {path} should hold names and limits.")
    return policy_of(document, f"The policy file {path}")


def policy_of(document: Mapping[str, Any], what: str) -> Policy:
    """Limits by name. `what` begins the errors."""
    unknown = sorted(set(document) - set(Policy._fields))
    if unknown:
        raise ImpactError(f"{what} has {', '.join(unknown)}.", f"Known are {', '.join(Policy._fields)}.")
    limits: dict[str, Any] = {}
    for name, value in document.items():
        if name == ORDER:
            if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
                raise ImpactError(f"{what}: {name} should be a list of app labels or ids.")
            limits[name] = tuple(value)
        elif value is None:
            limits[name] = None
        elif name == FRESH:
            limits[name] = seconds_of(value)
        elif isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 0:
            raise ImpactError(f"{what}: {name} is {value!r}; it should be a number from 0.")
        elif name in COUNTS and not isinstance(value, int):
            raise ImpactError(f"{what}: {name} is {value!r}; it should be a whole number.")
        else:
            limits[name] = value
    return Policy(**limits)


def evaluate(
    policy: Policy,
    tallies: Sequence[TargetTally],
    age_seconds: float,
    trapped: Collection[Target] = (),
    not_known: int = 0,
) -> list[Gate]:
    """Every limit that is set, with what was found; that on what is not known where something is not.

    `trapped`: targets whose expression turns a missing value into the word null. There, people of whom nothing can be
    said count for max_literal_null: attributes that are new have no values yet, and a gate that let them pass would
    guard every deployment but the first.
    """
    gates = []
    for name, outcomes in OUTCOMES.items():
        limit = getattr(policy, name)
        if limit is not None:
            counts = [(_people(tally, outcomes, tally.target in trapped), tally) for tally in tallies]
            found, worst = max(counts, key=lambda one: one[0], default=(0, None))
            gates.append(Gate(name, limit, found, found <= limit, *_target(worst if found else None)))
    if policy.max_changed_percent is not None:
        worst = max(tallies, key=lambda tally: tally.changed_percent, default=None)
        percent = worst.changed_percent if worst else 0.0
        percent = round(percent, 3) or (0.001 if percent else 0.0)  # one of a million is not nobody
        passed = percent <= policy.max_changed_percent
        where = _target(worst if percent else None)
        gates.append(Gate(PERCENT, policy.max_changed_percent, percent, passed, *where))
    if policy.require_fresh_snapshot is not None:
        age = math.ceil(age_seconds)
        gates.append(Gate(FRESH, policy.require_fresh_snapshot, age, age <= policy.require_fresh_snapshot))
    if policy.max_not_known is not None and not_known:
        gates.append(Gate(NOT_KNOWN, policy.max_not_known, not_known, not_known <= policy.max_not_known))
    return gates


def sentence(gate: Gate, where: str) -> str:
    """A failed gate in one sentence with what to do. `where`: its target as a person calls it."""
    if gate.name == FRESH:
        return (
            f"{gate.name}: the snapshot is {gate.found / 3600:.1f} hours old, and {gate.limit / 3600:g} are allowed. "
            "Make it anew: oktaprofile snapshot --out FILE"
        )
    if gate.name == NOT_KNOWN:
        return (
            f"{gate.name}: {gate.found:,g} of what somebody's value depends on is not known (see the warnings), and at "
            f"most {gate.limit:,g} are allowed. {_ADVICE[gate.name]}"
        )
    unit = "% of the people" if gate.name == PERCENT else "person" if gate.found == 1 else "people"
    found = f"{gate.found:,g} {unit} at {where}, and at most {gate.limit:,g} are allowed"
    return f"{gate.name}: {found}. {_ADVICE[gate.name]}"


def _people(tally: TargetTally, outcomes: Collection[Outcome], trapped: bool) -> int:
    found = sum(tally.outcomes[outcome] for outcome in outcomes)
    if Outcome.LITERAL_NULL in outcomes and trapped:
        found += tally.outcomes[Outcome.UNDETERMINED]
    return found


def _target(tally: TargetTally | None) -> tuple[str, str | None]:
    """A gate's attribute and app."""
    return ("", None) if tally is None else (tally.target.attribute, tally.target.app_id)


def _toml(text: str, what: str) -> object:
    if sys.version_info >= (3, 11):
        import tomllib

        try:
            return tomllib.loads(text)
        except ValueError as error:
            raise ImpactError(
                f"{what} is no TOML ({error}).", "A policy in JSON has a name that ends in .json."
            ) from None
        except RecursionError:
            raise ImpactError(f"{what} is nested too deeply.") from None
    raise ImpactError(
        "A policy file in TOML needs Python 3.11.", "Write it in JSON (FILE.json), with the same names."
    )
