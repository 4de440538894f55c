"""Who supplies an attribute: the changes of `oktaprofile_master_override`, and masters in words.

Documented ("Define the attribute profile source", help.okta.com, read 2026-11): an override takes the first app of
its list that the user is assigned to; without one the user's profile source counts; OKTA is edited in Okta.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from oktaprofile.plan.markers import SENSITIVE
from oktaprofile.plan.reader import ResourceChange
from oktaprofile.plan.resources import VERIFY, deletes, user_type
from oktaprofile.plan.resources import master as master_of
from oktaprofile.plan.understood import CREATE, DELETE, FORGET
from oktaprofile.review.directory import Directory
from oktaprofile.review.model import HIGH, MEDIUM, SOURCE, Explanation, Restore, Risk, SourceChange, Step
from oktaprofile.review.words import Sentence, Value, joined, say

TYPES = ("oktaprofile_master_override",)

PROFILE_SOURCE = "each user's profile source"
_OKTA = "Okta itself, edited there"
_NOBODY = "an override without an app: nobody"
_NOT_KNOWN = "known only after apply"

_EFFECTS = {"added": "overridden", "changed": "overridden in another way", "removed": "no longer overridden"}

Master = Mapping[str, Any]


def explain(change: ResourceChange, directory: Directory, *, outside: bool = False) -> Explanation:
    """The steps of one change. `outside`: it happened in Okta already, without Terraform."""
    before, after = change.before, change.after
    if before is not None and after is not None and _where(before) != _where(after):
        gone = replace(change, after=None, action=FORGET if FORGET in change.actions else DELETE)
        made = replace(change, before=None, action=CREATE)
        return _both(*(explain(one, directory, outside=outside) for one in (gone, made)))
    state = after or before or {}
    attribute = str(state.get("property"))
    old, new = both(change, outside=outside)
    subject = say("Source of ", Value(attribute), " in ", directory.user(state), " ")
    if change.action == FORGET:
        step = Step(SOURCE, "forgotten", change.address, say(subject, "stays in Okta; Terraform forgets it"))
        return Explanation((step,))
    if (after or before or {}).get("mode") == VERIFY:
        step = Step(
            SOURCE,
            "checked",
            change.address,
            say(subject, "checked; nothing is written"),
            (),
            in_words(master_of(state), directory),
        )
        return Explanation((step,))
    same = before is not None and after is not None and before.get("mode") == after.get("mode")
    if same and old == new and new is not None:
        return Explanation()  # an import, or an argument that only Terraform's state has
    words_before, words_after = in_words(old, directory), in_words(new, directory)
    effect = "added" if before is None else "removed" if after is None else "changed"
    step = Step(
        SOURCE, effect, change.address, say(subject, _EFFECTS[effect]), words_before, words_after, attribute
    )
    source = SourceChange(
        change.address,
        attribute,
        directory.type_name(state),
        words_before,
        words_after,
        winner(new, directory),
    )
    risks = [] if outside else list(_risks(change, attribute, old, new, directory))
    return Explanation((step,), (), (source,), risks)


def _where(state: Master) -> tuple[object, object]:
    return state.get("property"), user_type(state)


def _both(one: Explanation, other: Explanation) -> Explanation:
    """The explanations of what an override leaves and of what it takes."""
    return Explanation(
        (*one.steps, *other.steps),
        (),
        (*one.sources, *other.sources),
        (*one.risks, *other.risks),
    )


def restores(change: ResourceChange, directory: Directory) -> list[Restore]:
    """What destroying the resource, as it will be, would put back."""
    if change.after is None or change.after.get("mode") == VERIFY:
        return []
    former = {"type": "PROFILE_MASTER"} if deletes(change.after) else change.after.get("restores")
    subject = say(Value(str(change.after.get("property"))), " in ", directory.user(change.after))
    if not isinstance(former, dict):
        return [Restore(change.address, say("The source of ", subject, f": {_NOT_KNOWN}"))]
    return [Restore(change.address, say(subject, " comes from ", in_words(former, directory), " again"))]


def in_words(master: Master | None, directory: Directory) -> Sentence:
    """A master as a person reads it. None: not known yet."""
    if master is None:
        return (_NOT_KNOWN,)
    kind = master.get("type")
    if kind == "OVERRIDE" and master.get("priority"):
        apps = [
            directory.app(one.get("value")) for one in master.get("priority") or () if isinstance(one, dict)
        ]
        return joined(
            [say(f"{position}. " if len(apps) > 1 else "", app) for position, app in enumerate(apps, 1)]
        )
    if kind == "OVERRIDE":
        return (_NOBODY,)
    if kind == "OKTA":
        return (_OKTA,)
    if kind in ("PROFILE_MASTER", None):
        return (PROFILE_SOURCE,)
    return (Value(str(kind)),)


def winner(master: Master | None, directory: Directory) -> Sentence:
    """Whose value counts."""
    if master is None:
        return (_NOT_KNOWN,)
    if master.get("type") != "OVERRIDE" or not master.get("priority"):
        return in_words(master, directory)
    apps = [directory.app(one.get("value")) for one in master.get("priority") or () if isinstance(one, dict)]
    return say(
        apps[0],
        " for everybody it is assigned to",
        ", then the next in the list" if len(apps) > 1 else "",
        f"; for the others {PROFILE_SOURCE}",
    )


def both(change: ResourceChange, *, outside: bool = False) -> tuple[Master | None, Master | None]:
    """What decides before and after a change. None: not known yet."""
    return _before(change.before, change.after), _after(change.before, change.after, outside)


def in_short(master: Master | None, directory: Directory) -> str:
    """A master in a picture: the apps in their order, or what counts without an override."""
    if master is None:
        return _NOT_KNOWN
    if master.get("type") == "OVERRIDE":
        return ", ".join(
            directory.label(one.get("value")) for one in master.get("priority") or () if isinstance(one, dict)
        )
    return "Okta" if master.get("type") == "OKTA" else "profile source"


def _before(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Master | None:
    """What counts now: the state's sources, or for a new override what it found.

    One that was only verified so far has found sources, or none; `restores` may be of a time before that.
    """
    if before is not None and (before.get("mode") != VERIFY or before.get("sources")):
        return master_of(before)
    found = (after or {}).get("restores")
    return found if isinstance(found, dict) else None


def _after(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, outside: bool) -> Master | None:
    if after is not None:
        return master_of(after)
    if outside or deletes(before or {}):
        return {"type": "PROFILE_MASTER"}
    found = (before or {}).get("restores")
    return found if isinstance(found, dict) else None


def _risks(
    change: ResourceChange, attribute: str, old: Master | None, new: Master | None, directory: Directory
) -> list[Risk]:
    address = change.address
    if change.after is None:
        return [
            Risk(
                HIGH,
                "source-lost",
                address,
                say(
                    "The override of ",
                    Value(attribute),
                    " goes: its values come from ",
                    in_words(new, directory),
                    " again, and the next import or edit there overwrites what ",
                    in_words(old, directory),
                    " supplied.",
                ),
            )
        ]
    risks = []
    if change.before is None or (_apps(new) and not _apps(old)):
        risks.append(
            Risk(
                MEDIUM,
                "source-taken",
                address,
                say(
                    "From now on ",
                    in_words(new, directory),
                    " supplies ",
                    Value(attribute),
                    " instead of ",
                    in_words(old, directory),
                    ". Edits of it in Okta, by administrators or users, end for everybody "
                    "assigned to the app.",
                ),
            )
        )
    else:
        lost = [one for one in _apps(old) if one not in _apps(new)]
        if lost:
            risks.append(
                Risk(
                    HIGH,
                    "source-lost",
                    address,
                    say(
                        joined([directory.app(one) for one in lost]),
                        " no longer supplies ",
                        Value(attribute),
                        ".",
                    ),
                )
            )
        if _apps(old)[:1] != _apps(new)[:1] and not lost:
            risks.append(
                Risk(
                    MEDIUM,
                    "source-order",
                    address,
                    say(
                        "From now on ",
                        directory.app(_apps(new)[0]) if _apps(new) else "no app",
                        " comes first for ",
                        Value(attribute),
                        ", before ",
                        joined([directory.app(one) for one in _apps(old)]),
                        ".",
                    ),
                )
            )
    return risks


def _apps(master: Master | None) -> list[str]:
    return [
        str(one.get("value"))
        for one in (master or {}).get("priority") or ()
        if isinstance(one, dict) and one.get("value") is not SENSITIVE
    ]
