"""Mappings between an app's profile and Okta's: what a plan does to them, in an identity admin's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oktaprofile.plan.markers import SENSITIVE, UNKNOWN
from oktaprofile.plan.reader import ResourceChange
from oktaprofile.plan.resources import (
    DONT_PUSH,
    LOGIN,
    TO_APP,
    TO_OKTA,
    Line,
    State,
    deletes,
    direction,
    former_lines,
    lines,
    login_stays,
    user_type,
)
from oktaprofile.plan.understood import FORGET
from oktaprofile.review import expression_diff
from oktaprofile.review.directory import Directory
from oktaprofile.review.mapping_arguments import of_arguments
from oktaprofile.review.mapping_words import LONGEST_EXPRESSION, direction_words, push_words, shown
from oktaprofile.review.masking import mask
from oktaprofile.review.model import (
    HIGH,
    MAPPING,
    MEDIUM,
    Explanation,
    ExpressionChange,
    Note,
    Restore,
    Risk,
    Run,
    Step,
)
from oktaprofile.review.words import Sentence, Value, cut, say

TYPES = ("oktaprofile_mapping",)
NULL_TRAP = "null-in-concatenation"  # the checker's code: somebody's value ends in the word null


def explain(change: ResourceChange, directory: Directory, *, outside: bool = False) -> Explanation:
    """The steps of one change. `outside`: it happened in Okta already, without Terraform."""
    state = change.after or change.before or {}
    if change.action == FORGET:
        return Explanation((_forgotten(change.address, state, directory),))
    explainer = _Explainer(change, directory, outside)
    before, after = lines(change.before), lines(change.after)
    moved = (
        change.before is not None
        and change.after is not None
        and _where(change.before) != _where(change.after)
    )
    if moved:
        assert change.before is not None
        if FORGET in change.actions:
            explainer.steps.append(_forgotten(change.address, change.before, directory))
        else:
            explainer.given_up(change.before, before)
        before = {}
    if change.after is None:
        explainer.given_up(change.before or {}, before)
    else:
        explainer.kept_or_made(change.after, before, after, new=change.before is None or moved)
        steps, risks = of_arguments(change, direction_words(change.after, directory))
        explainer.steps += steps
        explainer.risks += [] if outside else risks
    return explainer.explanation()


def _forgotten(address: str, state: State, directory: Directory) -> Step:
    words = say("Mapping ", direction_words(state, directory), " stays in Okta; Terraform forgets it")
    return Step(MAPPING, "forgotten", address, words)


def restores(change: ResourceChange, directory: Directory) -> list[Restore]:
    """What destroying the resource, as it will be, would put back."""
    if change.after is None:
        return []
    where = direction_words(change.after, directory)
    former = {} if deletes(change.after) else former_lines(change.after)
    found = []
    for target in lines(change.after):
        subject = say("Mapping of ", Value(target), " ", where)
        if change.after.get("restores") is UNKNOWN:
            words = say(subject, ": known only after apply")
        elif target in former:
            words = say(
                subject,
                " becomes ",
                Value(cut(former[target].expression or "", LONGEST_EXPRESSION)),
                " again",
            )
        elif login_stays(change.after, target):
            words = say(subject, " stays as it is: people cannot sign in without one")
        else:
            words = say(subject, " is removed")
        found.append(Restore(change.address, words))
    return found


class _Explainer:
    """Collects what one change does."""

    def __init__(self, change: ResourceChange, directory: Directory, outside: bool) -> None:
        self.change = change
        self.directory = directory
        self.outside = outside
        self.steps: list[Step] = []
        self.expressions: list[ExpressionChange] = []
        self.risks: list[Risk] = []
        self.unverified: list[Sentence] = []

    def explanation(self) -> Explanation:
        return Explanation(self.steps, self.expressions, (), self.risks, (), self.unverified)

    def kept_or_made(
        self, state: Mapping[str, Any], before: Mapping[str, Line], after: Mapping[str, Line], *, new: bool
    ) -> None:
        """The lines of a mapping that stays or is made, and those that it no longer has."""
        former = former_lines(state)
        for target, line in after.items():
            current = before.get(target)
            if current is None and not self.outside:
                current = former.get(target)  # what Okta has there now, which this takes over
            if current == line and line.expression is not None:
                if target not in before:
                    self.step("checked", target, state, say("mapped like this already"))
                continue
            if current is not None and target not in before:
                kept = "" if deletes(state) else ", and destroy puts it back"
                words = f" is mapped in Okta already; this plan replaces that{kept}."
                self.risk(MEDIUM, "mapping-taken-over", target, state, words)
            self.line(state, target, current, line)
            if current is None and target not in before and new and state.get("restores") is UNKNOWN:
                self.unverified.append(
                    say(
                        "What ",
                        Value(target),
                        " ",
                        direction_words(state, self.directory),
                        " is mapped to now is not known before apply.",
                    )
                )
        gone = {target: line for target, line in before.items() if target not in after}
        if gone:
            self.given_up(self.change.before or {}, gone)

    def given_up(self, state: Mapping[str, Any], gone: Mapping[str, Line]) -> None:
        """Lines that are no longer ours: removed, or given back what they had."""
        former = {} if self.outside or self.change.deletes else former_lines(state)
        for target, line in gone.items():
            if target in former:
                self.line(state, target, line, former[target], effect="restored")
                continue
            if not self.outside and login_stays(state, target):
                self.step("forgotten", target, state, say("stays in Okta; Terraform forgets it"))
                continue
            self.line(state, target, line, None)
            self.risk(
                HIGH,
                "mapping-removed",
                target,
                state,
                " is mapped no more: values that people have stay as they are, and no longer follow their source."
                if direction(state) == TO_APP
                else " is mapped no more: whether values that people have stay or become null, Okta's help says both.",
            )

    def line(
        self, state: Mapping[str, Any], target: str, old: Line | None, new: Line | None, effect: str = ""
    ) -> None:
        """One line that changes."""
        effect = effect or ("added" if old is None else "removed" if new is None else "changed")
        words = {
            "added": "added",
            "removed": "removed",
            "changed": "changed",
            "restored": "restored to what it was",
        }
        pushed = push_words(old, new)
        self.step(effect, target, state, say(words[effect], pushed), shown(old), shown(new))
        if old is None or new is None or old.expression != new.expression or new.expression is None:
            self.expression(state, target, old, new, by_plan=effect != "restored")
        if (
            new is not None
            and new.push_status == DONT_PUSH
            and old is not None
            and old.push_status != DONT_PUSH
        ):
            self.risk(
                MEDIUM,
                "mapping-create-only",
                target,
                state,
                " is applied only when a user is created from now on: "
                "changes no longer reach people who exist.",
            )
        if target == LOGIN and direction(state) != TO_APP:
            self.risk(HIGH, "login-mapping", target, state, " decides what people sign in with.")

    def expression(
        self, state: Mapping[str, Any], target: str, old: Line | None, new: Line | None, *, by_plan: bool
    ) -> None:
        before = old.expression if old else None
        after = new.expression if new else None
        unknown = new is not None and after is None
        if SENSITIVE in (before, after):
            self.unverified.append(
                say("The expression of ", Value(target), " is sensitive, so it is neither shown nor checked.")
            )
            return
        before_runs, after_runs = _runs(before, after)
        change = ExpressionChange(
            self.change.address,
            self.directory.label(state.get("app_id")),
            direction(state),
            target,
            before,
            after,
            before_runs,
            after_runs,
            self.notes(state, target, before),
            self.notes(state, target, after),
            not unknown,
            str(state.get("app_id") or ""),
            str(state.get("user_type_id") or ""),
        )
        self.expressions.append(change)
        worst = change.after_notes[0] if change.after_notes else None
        if worst is not None and worst.severity != "info":
            grave = worst.severity == "error" or (by_plan and worst.code == NULL_TRAP)
            code = "expression-invalid" if worst.severity == "error" else f"expression-{worst.code}"
            self.risk(HIGH if grave else MEDIUM, code, target, state, ": ", Value(worst.message))

    def notes(self, state: Mapping[str, Any], target: str, expression: str | None) -> tuple[Note, ...]:
        way = direction(state)
        if expression is None or way not in (TO_OKTA, TO_APP):
            return ()
        app_schema, user_schema = self.directory.schemas(state)
        source, sink = (app_schema, user_schema) if way == TO_OKTA else (user_schema, app_schema)
        return expression_diff.notes(expression, way, target, source, sink)

    def step(
        self,
        effect: str,
        target: str,
        state: Mapping[str, Any],
        words: Sentence,
        before: Sentence = (),
        after: Sentence = (),
    ) -> None:
        subject = say("Mapping of ", Value(target), " ", direction_words(state, self.directory), " ")
        self.steps.append(
            Step(MAPPING, effect, self.change.address, say(subject, words), before, after, target)
        )

    def risk(
        self, level: str, code: str, target: str, state: Mapping[str, Any], *words: str | Value | Sentence
    ) -> None:
        if not self.outside:
            subject = say(Value(target), " ", direction_words(state, self.directory))
            self.risks.append(Risk(level, code, self.change.address, say(subject, *words)))


def _runs(before: str | None, after: str | None) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Both in pieces. Of a phone number, which may be cut in the middle, no piece may stay: it is masked before."""
    old, new = mask(before or ""), mask(after or "")
    if before is not None and after is not None and (old != new or before == after):
        return expression_diff.compare(old, new)
    return ((old, True),) if old else (), ((new, True),) if new else ()


def _where(state: State) -> tuple[object, ...]:
    return state.get("app_id"), direction(state), user_type(state)
