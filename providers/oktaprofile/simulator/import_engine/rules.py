"""A mapping made ready to run for many people: its expressions compiled, its targets looked up."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, NamedTuple

from oktaprofile.expression import EvaluationError, ExpressionError, Undetermined, Value, compile_expression
from oktaprofile.simulator.schemas.values import misfit, stored, unchanged
from oktaprofile.simulator.state.mappings import Mapping
from oktaprofile.simulator.state.schemas import Property, Schema

INVALID, UNDETERMINED, REFUSED = "invalid", "undetermined", "refused"
"""Why a value was kept: the expression fails; Okta publishes nothing on it; its result does not fit the
attribute."""


class Rule(NamedTuple):
    """One line of a mapping that applies to people who exist (pushStatus PUSH)."""

    target: str
    definition: Property
    compiled: Any  # what compile_expression gives, or the text of its ExpressionError


class Kept(Counter[tuple[str, str, str]]):
    """How often a value was kept, by (why, target, reason). Reasons hold no values of people."""

    def note(self, why: str, target: str, reason: str) -> None:
        """Counts one. What is in quotes is left out: an expression's failure may quote a profile."""
        self[why, target, re.sub(r"'[^']*'|\"[^\"]*\"", "'…'", reason)] += 1

    def total(self, why: str | None = None) -> int:
        """How many values were kept, with `why` only those kept for that reason."""
        return sum(count for (kind, _, _), count in self.items() if why in (None, kind))


def ready_rules(mapping: Mapping | None, target_schema: Schema | None) -> list[Rule]:
    """The rules of a mapping that apply on update, in its order.

    Left out: DONT_PUSH, which applies only when a person is created (documented: "apply mapping on user
    create only"), and targets that the schema does not have any more.
    """
    if mapping is None or target_schema is None:
        return []
    rules = []
    for target, line in mapping.properties.items():
        definition = target_schema.property(target)
        if line["pushStatus"] != "PUSH" or definition is None:
            continue
        try:
            compiled: Any = compile_expression(line["expression"])
        except ExpressionError as problem:
            compiled = str(problem)
        rules.append(Rule(target, definition, compiled))
    return rules


class Applied(NamedTuple):
    """What rules did to a profile: the attributes that changed, and why the whole update is refused ("": it is not)."""

    changed: list[str]
    refusal: str = ""


def apply_rules(rules: list[Rule], context: dict[str, Any], profile: dict[str, Any], kept: Kept) -> Applied:
    """Evaluates each rule and stores its value into `profile`, which is of no use where the update is refused.

    One value that does not fit refuses the person's whole update (Okta support, "Users not updating from profile
    source", read 2026-11-30). An attribute whose expression fails keeps its value (documented), and so does one of
    which nothing published says what Okta gives; both are counted in `kept`, like what is refused.
    """
    changed, refusal = [], ""
    for rule in rules:
        if isinstance(rule.compiled, str):
            kept.note(INVALID, rule.target, rule.compiled)
            continue
        outcome = rule.compiled.evaluate(context)
        if isinstance(outcome, Value):
            if unchanged(profile, rule.target, outcome.value):
                continue
            reason = misfit(outcome.value, rule.definition)
            if reason is not None:
                kept.note(REFUSED, rule.target, reason)
                refusal = refusal or f"{rule.target}: {reason}"
            elif stored(profile, rule.target, outcome.value, rule.definition):
                changed.append(rule.target)
        elif isinstance(outcome, Undetermined):
            kept.note(UNDETERMINED, rule.target, outcome.reason)
        elif isinstance(outcome, EvaluationError):
            kept.note(INVALID, rule.target, outcome.message)
    return Applied([], refusal) if refusal else Applied(changed)
