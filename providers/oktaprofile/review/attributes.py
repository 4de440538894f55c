"""Attributes of app and Okta profiles: what a plan does to them, in an identity admin's words.

The three resources for properties are read alike: whose profile it is, and definitions by name before and after.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oktaprofile.plan.markers import UNKNOWN
from oktaprofile.plan.reader import ResourceChange
from oktaprofile.plan.resources import PROPERTIES, USER_PROPERTY, definitions, deletes, former_definition
from oktaprofile.plan.understood import FORGET, REPLACE
from oktaprofile.review.definition_words import (
    ARGUMENTS,
    argument_words,
    definition_words,
    okta_definition_words,
    tightened,
)
from oktaprofile.review.directory import Directory
from oktaprofile.review.model import ATTRIBUTE, HIGH, MEDIUM, Explanation, Restore, Risk, SourceChange, Step
from oktaprofile.review.sources import in_words, winner
from oktaprofile.review.words import Sentence, Value, joined, say

TYPES = PROPERTIES


def explain(change: ResourceChange, directory: Directory, *, outside: bool = False) -> Explanation:
    """The steps of one change. `outside`: it happened in Okta already, without Terraform."""
    before, after = definitions(change.type, change.before), definitions(change.type, change.after)
    explainer = _Explainer(change, directory, outside)
    if FORGET in change.actions:
        for name in before:
            words = say("stays in Okta; Terraform forgets it")
            explainer.step("forgotten", name, words, state=change.before)
        before = {}
    moved = change.action == REPLACE
    for name in {**before, **after}:
        old, new = before.get(name), after.get(name)
        if old is not None and (new is None or moved):
            explainer.gone(name, old, replaced=new is not None)
        elif old is None and new is not None:
            explainer.added(name, new)
        elif old is not None and new is not None:
            explainer.changed(name, old, new)
    return explainer.explanation()


def restores(change: ResourceChange, directory: Directory) -> list[Restore]:
    """What destroying the resource, as it will be, would put back."""
    if change.after is None:
        return []
    explainer = _Explainer(change, directory, False)
    found = []
    for name in definitions(change.type, change.after):
        former = None if deletes(change.after) else explainer.former(change.after, name)
        if former:
            found.append(
                Restore(
                    change.address,
                    say(Value(name), " of ", explainer.profile(), " gets its former definition back"),
                )
            )
        elif explainer.former_unknown(change.after):
            found.append(
                Restore(
                    change.address, say(Value(name), " of ", explainer.profile(), ": known only after apply")
                )
            )
        else:
            found.append(
                Restore(
                    change.address,
                    say(Value(name), " of ", explainer.profile(), " is deleted, with its values"),
                )
            )
    return found


class _Explainer:
    """Collects what one change does."""

    def __init__(self, change: ResourceChange, directory: Directory, outside: bool) -> None:
        self.change = change
        self.directory = directory
        self.outside = outside
        self.state: Mapping[str, Any] = change.after or change.before or {}
        self.steps: list[Step] = []
        self.risks: list[Risk] = []
        self.sources: list[SourceChange] = []
        self.unverified: list[Sentence] = []

    def explanation(self) -> Explanation:
        return Explanation(self.steps, (), self.sources, self.risks, (), self.unverified)

    def profile(self, state: Mapping[str, Any] | None = None) -> Sentence:
        """Whose profile it is."""
        state = self.state if state is None else state
        if self.change.type == USER_PROPERTY:
            return self.directory.user(state)
        return say("the ", self.directory.app(state.get("app_id")), " profile")

    def former(self, state: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
        """The definition that a name gets back when it is given up, in Okta's JSON."""
        return former_definition(self.change.type, state, name)

    def former_unknown(self, state: Mapping[str, Any]) -> bool:
        return state.get("restores") is UNKNOWN

    def step(
        self,
        effect: str,
        name: str,
        words: Sentence,
        before: Sentence = (),
        after: Sentence = (),
        state: Mapping[str, Any] | None = None,
    ) -> None:
        subject = say("Attribute ", Value(name), " of ", self.profile(state), " ")
        self.steps.append(
            Step(ATTRIBUTE, effect, self.change.address, say(subject, words), before, after, name)
        )

    def risk(self, level: str, code: str, *words: str | Value | Sentence) -> None:
        if not self.outside:
            self.risks.append(Risk(level, code, self.change.address, say(*words)))

    def added(self, name: str, new: Mapping[str, Any]) -> None:
        former = None if self.outside else self.former(self.state, name)
        if former is not None:
            self.step(
                "changed",
                name,
                say("exists and is taken over"),
                okta_definition_words(former, self.directory),
                definition_words(new, self.directory),
            )
            self.risk(
                MEDIUM,
                "attribute-adopted",
                "Attribute ",
                Value(name),
                " of ",
                self.profile(),
                " exists with another definition, which this plan overwrites."
                f"{'' if deletes(self.state) else ' Destroy puts it back.'}",
            )
        else:
            self.step("added", name, say("added"), (), definition_words(new, self.directory))
        if new.get("required") is True:
            self.risk(
                MEDIUM,
                "attribute-required",
                "Attribute ",
                Value(name),
                " of ",
                self.profile(),
                " is required: look for people without a value before you apply.",
            )
        self.source(name, None, new)

    def gone(self, name: str, old: Mapping[str, Any], *, replaced: bool) -> None:
        state = self.change.before or {}
        deleted = self.outside or self.change.deletes
        former = None if deleted else self.former(state, name)
        if self.outside:
            self.step("removed", name, say("was deleted"), definition_words(old, self.directory), (), state)
        elif replaced:
            because = self.change.replace_because
            why = say(" (", joined((Value(one),) for one in because), ")") if because else ()
            new = definitions(self.change.type, self.change.after).get(name, {})
            self.step(
                "replaced",
                name,
                say("deleted and added again", why),
                definition_words(old, self.directory),
                definition_words(new, self.directory),
                state,
            )
            wait = (self.change.after or {}).get("name_release_timeout_seconds")
            waiting = f" (this plan waits {wait:,} seconds at most)" if isinstance(wait, int) else ""
            self.risk(
                HIGH,
                "attribute-replaced",
                "Attribute ",
                Value(name),
                " of ",
                self.profile(state),
                " is deleted and added again: the values that people have in it are lost. Okta holds the name "
                f"back for a while after the deletion{waiting}; until it is free the attribute is missing, and "
                "nothing here puts the values back.",
            )
        elif former is not None:
            self.step(
                "restored",
                name,
                say("gets its former definition back"),
                definition_words(old, self.directory),
                okta_definition_words(former, self.directory),
                state,
            )
            self.risk(
                MEDIUM,
                "attribute-restored",
                "Attribute ",
                Value(name),
                " of ",
                self.profile(state),
                " stays, with the definition it had before Terraform.",
            )
        else:
            self.step(
                "removed",
                name,
                say("deleted, with the values that people have in it"),
                definition_words(old, self.directory),
                (),
                state,
            )
            self.risk(
                HIGH,
                "attribute-deleted",
                "Attribute ",
                Value(name),
                " of ",
                self.profile(state),
                " is deleted, with the values that people have in it. Adding it again brings back no value.",
            )

    def changed(self, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        differing = [
            one
            for one in ARGUMENTS
            if old.get(one) != new.get(one)
            and not (one == "master_priority" and self.change.type != USER_PROPERTY)
        ]
        for argument in differing:
            self.step(
                "changed",
                name,
                say(f"has another {ARGUMENTS[argument]}"),
                argument_words(argument, old.get(argument), self.directory),
                argument_words(argument, new.get(argument), self.directory),
            )
        if any(one in differing for one in ("master", "master_priority")):
            self.source(name, old, new)
        for argument, tighter in tightened(old, new):
            self.risk(
                MEDIUM,
                "attribute-tightened",
                "Attribute ",
                Value(name),
                " of ",
                self.profile(),
                f": {tighter}. Some people's values may not fit any more ({argument}).",
            )

    def source(self, name: str, old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> None:
        """Where the value of an Okta attribute comes from, if its definition says."""
        if self.change.type != USER_PROPERTY or not isinstance(new.get("master"), str):
            return
        wanted = {
            "type": new["master"],
            "priority": [{"value": one} for one in new.get("master_priority") or ()],
        }
        before: Sentence = ("not set by this resource",)
        if old is not None and isinstance(old.get("master"), str):
            before = in_words(
                {
                    "type": old["master"],
                    "priority": [{"value": one} for one in old.get("master_priority") or ()],
                },
                self.directory,
            )
        self.sources.append(
            SourceChange(
                self.change.address,
                name,
                self.directory.type_name(self.state),
                before,
                in_words(wanted, self.directory),
                winner(wanted, self.directory),
            )
        )
