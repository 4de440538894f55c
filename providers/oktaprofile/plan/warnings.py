"""What a prediction warns of: a code and typed fields. A text is made of them last, and never read back.

A field that names a person is personal data. It is left out by its name, whatever the sentence around it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

(
    NOTHING_CHANGES,
    ALL_UNDETERMINED,
    NULL_UNDETERMINED,
    LOGIN,
    FEEDBACK,
    PERSON_NOT_FOUND,
    NOT_KNOWN,
    REFUSED,
    SET_FREE,
    OUTSIDE,
    UNMAPPED,
    SOURCING,
    AT_ONCE,
    DELETED,
    GROUP_RULES,
    IDENTITY_PROVIDERS,
    UNREAD,
    LEAVING,
    EXPRESSION,
    UNFIT,
) = (
    "nothing-changes",
    "all-undetermined",
    "null-undetermined",
    "login-uniqueness",
    "feedback",
    "person-not-found",
    "not-known",
    "whole-update-refused",
    "update-set-free",
    "outside-the-override",
    "source-maps-nothing",
    "becomes-profile-source",
    "applied-at-once",
    "app-attribute-deleted",
    "group-rules",
    "identity-providers",
    "readers-not-known",
    "may-be-deactivated",
    "expression-doubtful",
    "present-values-do-not-fit",
)
OPEN = frozenset({ALL_UNDETERMINED, SET_FREE, UNFIT, UNMAPPED, GROUP_RULES, IDENTITY_PROVIDERS})
"""Of these nobody can say what becomes of people: a verdict beside them is not clear."""
_TEXTS: Mapping[str, str] = {
    NOTHING_CHANGES: "The change maps and sources nothing differently: no value of anybody changes.",
    ALL_UNDETERMINED: "{attribute}: nothing can be said about any of the {people} people concerned. A gate on "
    "max_undetermined would fail; see the reasons.",
    NULL_UNDETERMINED: "{attribute}: an expression turns a missing value into the word null, so the gate "
    "max_literal_null counts the {people} people of whom nothing can be said, too.",
    LOGIN: "login: Okta refuses a login that another user has. Those of deactivated users, which count too, are in no "
    "snapshot.",
    FEEDBACK: "{app}.{attribute} -> user.{target}: what is pushed comes back with a later import; the prediction ends "
    "before it.",
    AT_ONCE: "{app}, {direction}: apply_to_existing_users applies the whole mapping ({attributes}) to everybody with "
    "the change, also what somebody is behind in; nobody waits for a change of their own. Only what the app becomes "
    "the source of by the same plan comes with an import.",
    DELETED: "{app}: the attribute {attribute} is deleted, with the values that people have in it. Adding it again "
    "brings back none; only a new import does.",
    GROUP_RULES: "{attribute}: the group rule {rules} reads it. With the change its expression begins to match {joins} "
    "people, and no longer matches {leaves}; {open} cannot be judged. With a group people get or lose apps; that is "
    "not predicted.",
    IDENTITY_PROVIDERS: "{attribute}: {providers} update people when they sign in, and map it. They become the profile "
    "source of whoever signs in with them, whatever an app gives. Who that is no API shows, so it is not predicted: it "
    "may be any of {people} people.",
    UNFIT: "{attribute}: what {people} people have now does not fit its new definition. Okta's API refuses every later "
    "change of their profile until it does; whether it refuses imports as well is published nowhere.",
    EXPRESSION: "{route}, {attribute}: {finding}",
    UNREAD: "Not known: {what} ({why}).",
    PERSON_NOT_FOUND: "{person} is not among the people.",
    REFUSED: "One value that does not fit refuses the whole update of {people} people: nothing of what these mappings "
    "give them is stored ({attributes}).",
    LEAVING: "{people} people are skipped by a profile source for want of a required value. The next full import "
    "deactivates or suspends those whose highest source it is, unless Do nothing is chosen in the app.",
    SET_FREE: "Of {people} people the whole update is, or may be, refused or skipped today, and would not be after the "
    "change: what else waits for them comes with it.",
    OUTSIDE: "{attribute}: {people} people have none of the apps of its override. Whether they go on to follow their "
    "profile source is published nowhere: their value may stay as it is, and no log or preview would show it.",
    UNMAPPED: "{attribute}: for {people} people the source becomes, or may become, an app that maps nothing to it. "
    "Okta's help says both that the value is then null and that it stays.",
    SOURCING: "{app} becomes a profile source, for {people} people the only one: everything that it maps changes with "
    "it ({attributes}), and their profiles can no longer be edited in Okta. Whoever is deactivated there is "
    "deactivated in Okta, unless Do nothing is chosen.",
    NOT_KNOWN: "{address} {argument}: {why}. Whom that changes is not predicted.",
}
_PERSONAL: Mapping[str, str] = {"person": "somebody asked for"}
"""The fields that name people, and what is said instead."""


@dataclass(frozen=True)
class Warned:
    """One warning. `fields`: names of attributes and apps, counts, and what `_PERSONAL` names."""

    code: str
    fields: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return "".join(text for text, _ in self.parts(personal=True))

    def parts(self, *, personal: bool) -> Iterator[tuple[str, bool]]:
        """The text in pieces: (text, whether it is a value that somebody else chose). `personal`: name people, too."""
        text = _TEXTS.get(self.code)
        if text is None:
            yield "a warning that this version does not know: ", False
            yield self.code, True
            return
        for words, name, _, _ in Formatter().parse(text):
            if words:
                yield words, False
            if name is None:
                continue
            if name in _PERSONAL and not personal:
                yield _PERSONAL[name], False
            else:
                value = self.fields.get(name, "")
                yield (f"{value:,}", False) if isinstance(value, int) else (value, True)


def to_json(warned: Warned) -> dict[str, Any]:
    """A warning in an impact document."""
    return {"code": warned.code, "fields": dict(warned.fields)}


def from_json(item: Mapping[str, Any]) -> Warned:
    """The inverse of `to_json`. Raises KeyError or TypeError for something else."""
    fields = item["fields"]
    if not all(isinstance(value, (str, int)) for value in fields.values()):
        raise TypeError("a field of a warning is neither text nor number")
    return Warned(str(item["code"]), dict(fields))
