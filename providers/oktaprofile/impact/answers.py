"""What people of an org answer of docs/unverified.md, after a change was applied and imported."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from oktaprofile.impact.causes import Causes, support_of_reevaluation
from oktaprofile.impact.effects import CLEARING, UNFIT
from oktaprofile.impact.sources import OUTSIDE, UNMAPPED
from oktaprofile.impact.taken import SEVERAL
from oktaprofile.impact.verification import EMPTIED, STAYED, Verified
from oktaprofile.plan.afterwards import APPLIED, AS_PREDICTED, CHANGED, NOT_YET, OTHERWISE, QUESTIONS
from oktaprofile.plan.outcomes import LITERAL_NULL

_OF_OPEN: Sequence[tuple[str, int, dict[str, str]]] = (
    (UNMAPPED, 25, {STAYED: "keep", EMPTIED: "blank"}),
    (OUTSIDE, 26, {STAYED: "frozen", CHANGED: "follow", EMPTIED: "follow"}),
    (CLEARING, 22, {STAYED: "kept", EMPTIED: "cleared"}),
    (UNFIT, 24, {STAYED: "refused", CHANGED: "updated", EMPTIED: "updated"}),
)
"""How a reason ends, the row, and which answer each result supports."""


def row_of(reason: str) -> int | None:
    """The row of docs/unverified.md that a reason is about; None where it is about none."""
    return next((row for end, row, _ in _OF_OPEN if reason.endswith(end)), None)


def answers(found: Sequence[Verified], causes: Causes) -> list[dict[str, Any]]:
    """The questions that these people answer, by row: `question`, `switch` (null without one), `answer` (null where
    people give several, or kept their value and nothing shows that an import reached them), `support`: people by
    answer, of the attribute with most.

    Nobody answers where the plan is not applied, or nothing shows that an import ran since.
    """
    support: defaultdict[int, Counter[str]] = defaultdict(Counter)
    unsure: set[int] = set()
    reached: dict[str, None] = {}
    for index, one in enumerate(found):
        if causes.states[index] != APPLIED or not (one.reached or causes.imported(index)):
            continue
        kept = {row for reason, counts in one.open.items() if counts[STAYED] and (row := row_of(reason))}
        if not _reached_all(index, found, causes):
            unsure |= kept
        for row, counts in _of_target(one).items():
            support[row] |= counts
        reached |= dict.fromkeys(one.reached)
    events = causes.log.about(list(reached)) if reached else {}
    support[27]["on"] = support_of_reevaluation(events.values())
    if support[23]["one"]:
        support[23].pop("nobody", None)  # who did not get it says nothing more
    return [_document(row, +counts, row not in unsure) for row, counts in sorted(support.items()) if +counts]


def _of_target(one: Verified) -> dict[int, Counter[str]]:
    support: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for reason, counts in one.open.items():
        for end, row, answer in _OF_OPEN:
            if reason.endswith(end):
                for result, people in counts.items():
                    if result in answer:
                        support[row][answer[result]] += people
    for outcome, results in one.by_outcome.items():
        if outcome == LITERAL_NULL.value:
            support[5] += Counter({"word": results[AS_PREDICTED], "empty": results[EMPTIED]})
        elif outcome.endswith(SEVERAL):
            support[23] += Counter({"nobody": results[AS_PREDICTED], "one": results[OTHERWISE]})
    if one.target.app_id is not None:
        support[30]["kept"] += one.why[NOT_YET, "left_as_it_was"]
    return support


def _reached_all(index: int, found: Sequence[Verified], causes: Causes) -> bool:
    """Whether an import reached everybody whom it could change for certain: then who kept their value was reached as
    well."""
    return any(
        one.reached and one.counts[NOT_YET] == one.waiting and causes.same_source(index, other)
        for other, one in enumerate(found)
    )


def _document(row: int, counts: Counter[str], sure: bool) -> dict[str, Any]:
    return {
        "question": row,
        "switch": QUESTIONS[row].switch or None,
        "answer": next(iter(counts)) if sure and len(counts) == 1 else None,
        "support": dict(sorted(counts.items())),
    }
