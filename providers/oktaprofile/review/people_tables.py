"""The tables about people: who changes and how, from an impact."""

from __future__ import annotations

from oktaprofile.plan.outcomes import PHONES, PROBLEMS
from oktaprofile.plan.outcomes import WORDS as OUTCOMES
from oktaprofile.review.gates import duration
from oktaprofile.review.impact_file import Impact, Target
from oktaprofile.review.model import Review
from oktaprofile.review.table import LOOK, Table
from oktaprofile.review.words import Sentence, Value, counted, joined, say

DEFAULT_USER_TYPE = "user"  # Okta's name of it


def people(review: Review) -> Table | None:
    """Per attribute: how many people, by class."""
    if review.impact is None:
        return None
    shown = [
        name
        for name in OUTCOMES
        if name == "changed" or any(one.outcomes.get(name) for one in review.impact.targets)
    ]
    rows = []
    for target in review.impact.targets:
        cells: list[Sentence] = [target_words(target)]
        cells.append((f"{target.users:,}",))
        for name in shown:
            count = target.outcomes.get(name, 0)
            mark = f" {LOOK}" if count and name in PROBLEMS else ""
            cells.append((f"{count:,}{mark}",))
        rows.append(tuple(cells))
    columns = (("Attribute", False), ("People", True), *((OUTCOMES[name], True) for name in shown))
    return Table("people", "Who changes", columns, tuple(rows), _people_note(review.impact))


def _people_note(impact: Impact) -> Sentence:
    """Where the people came from, and what the columns do not say."""
    words = say(data_words(impact), " Each person is counted in one class for each attribute.")
    for target in impact.targets:
        if target.anyway:
            words = say(
                words,
                f" Of those whose value changes, {target.anyway:,} would get the same ",
                target_words(target),
                " with the next import also without this plan.",
            )
        if target.readers:
            others = joined([(Value(one),) for one in target.readers])
            words = say(words, " ", target_words(target), " is also read by ", others, ".")
        if target.waits:
            words = say(
                words,
                f" For {counted(target.waits, 'person', 'people')} the new mapping of ",
                target_words(target),
                " is applied only with their next change in Okta.",
            )
    return words


def shapes(target: Target, number_: int) -> Table:
    """One attribute's people, grouped by what their value looks like before and after."""
    rows = tuple(
        (
            (Value(one.before),),
            (Value(one.after),),
            (f"{one.users:,}",),
            (_class_words(one.outcome),),
        )
        for one in target.shapes
    )
    left = (
        say(f"{counted(target.shapes_left_out, 'person has', 'people have')} a rarer shape.")
        if target.shapes_left_out
        else ()
    )
    return Table(
        f"shapes-{number_}",
        "before and after",
        (("Before", False), ("After", False), ("People", True), ("Class", False)),
        rows,
        left,
        folded=number_ > 0,
        about=target_words(target),
    )


def _class_words(outcome: str) -> str:
    return f"{LOOK if outcome in PROBLEMS else ''} {OUTCOMES.get(outcome, '')}".strip()


def reasons(review: Review) -> Table | None:
    """Why people are in a class that needs a reason."""
    rows = tuple(
        (
            target_words(target),
            (OUTCOMES.get(outcome, ""),),
            (Value(reason or "no reason given"),),
            (f"{users:,}",),
        )
        for target in (review.impact.targets if review.impact else ())
        for outcome, reason, users in target.reasons
    )
    columns = (("Attribute", False), ("Class", False), ("Why", False), ("People", True))
    return Table("reasons", "Why", columns, rows, folded=True) if rows else None


def phones(review: Review) -> Table | None:
    """How many numbers are valid before and after."""
    rows = tuple(
        (target_words(target), (PHONES.get(name) or Value(name),), (f"{before:,}",), (f"{after:,}",))
        for target in (review.impact.targets if review.impact else ())
        for name, (before, after) in (target.phones or {}).items()
        if before or after
    )
    columns = (("Attribute", False), ("Kind of number", False), ("Before", True), ("After", True))
    return Table("phones", "Valid numbers", columns, rows, folded=True) if rows else None


def worst(impact: Impact) -> list[str]:
    """Of each bad class, and of those who change at all: the people of the attribute that is worst."""
    found = []
    changed = max((one.changed for one in impact.targets), default=0)
    found.append(f"{changed:,} get another value")
    for name in PROBLEMS:
        count = max((one.outcomes.get(name, 0) for one in impact.targets), default=0)
        if count:
            found.append(f"{count:,} {OUTCOMES[name]}")
    return found


def target_words(target: Target) -> Sentence:
    """An attribute with its system, and its user type where it is not the default one."""
    system: Sentence = ("Okta",) if target.app_id is None else (Value(target.system),)
    other = target.user_type not in ("", DEFAULT_USER_TYPE)
    return say(
        Value(target.attribute),
        " in ",
        system,
        *((" (user type ", Value(target.user_type), ")") if other else ()),
    )


def data_words(impact: Impact) -> Sentence:
    """Where the people came from, and how old that is."""
    where = "a snapshot" if impact.source == "snapshot" else "the org"
    age = f", {duration(impact.age_seconds)} before the report was made" if impact.age_seconds else ""
    return say(
        f"{counted(impact.people, 'person', 'people')} from {where}, read ",
        Value(impact.taken_at),
        f"{age}. Values are shown as shapes: 9×3 is three digits, a×3 three letters.",
    )
