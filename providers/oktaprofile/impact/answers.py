"""What people of an org answer of docs/unverified.md, after a change was applied and imported.

Questions and answers have the ids and the words of `oktaprofile probe` (docs/probe.md).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from oktaprofile.impact.causes import Causes, support_of_reevaluation
from oktaprofile.impact.effects import CLEARING, UNFIT
from oktaprofile.impact.sources import OUTSIDE, UNMAPPED
from oktaprofile.impact.taken import SEVERAL
from oktaprofile.impact.verification import EMPTIED, STAYED, Verified
from oktaprofile.plan.afterwards import APPLIED, AS_PREDICTED, CHANGED, NOT_YET, OTHERWISE
from oktaprofile.plan.outcomes import LITERAL_NULL

_DIRECTORY = "directory-empty-text"
_OF_OPEN: Sequence[tuple[str, str, dict[str, str]]] = (
    (UNMAPPED, "unmapped-source", {STAYED: "keep", EMPTIED: "blank"}),
    (OUTSIDE, "override-outside", {STAYED: "frozen", CHANGED: "follow", EMPTIED: "follow"}),
    (CLEARING, _DIRECTORY, {STAYED: "kept", EMPTIED: "cleared"}),
    (UNFIT, "changed-definition", {STAYED: "yes", CHANGED: "no", EMPTIED: "no"}),
)
"""How a reason ends, the question, and which answer each result supports."""
_NULL, _UNIQUE, _AGAIN = "null-joined", "unique-in-import", "import-reevaluates"


def question_of(reason: str) -> str | None:
    """The question that a reason is about; None where it is about none."""
    return next((id_ for end, id_, _ in _OF_OPEN if reason.endswith(end)), None)


def answers(found: Sequence[Verified], causes: Causes) -> list[dict[str, Any]]:
    """The questions that these people answer: `question`, `answer` (null where people give several, or kept their value
    and nothing shows that an import reached them), `support`: people by answer, of the attribute with most.

    Nobody answers where the plan is not applied, or nothing shows that an import ran since.
    """
    support: defaultdict[str, Counter[str]] = defaultdict(Counter)
    unsure = {_DIRECTORY}  # what an app user shows in Okta is not what the directory has
    reached: dict[str, None] = {}
    for index, one in enumerate(found):
        if causes.states[index] != APPLIED or not (one.reached or causes.imported(index)):
            continue
        if not _reached_all(index, found, causes):
            unsure |= {question_of(reason) or "" for reason, counts in one.open.items() if counts[STAYED]}
            unsure.add(_UNIQUE)  # whose answer is that people kept their value
        for id_, counts in _of_target(one).items():
            support[id_] |= counts
        reached |= dict.fromkeys(one.reached)
    events = causes.log.about(list(reached)) if reached else {}
    support[_AGAIN]["on"] = support_of_reevaluation(events.values())
    return [_document(id_, +counts, id_ not in unsure) for id_, counts in sorted(support.items()) if +counts]


def _of_target(one: Verified) -> dict[str, Counter[str]]:
    support: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for reason, counts in one.open.items():
        for end, id_, answer in _OF_OPEN:
            if reason.endswith(end):
                for result, people in counts.items():
                    if result in answer:
                        support[id_][answer[result]] += people
    for outcome, results in one.by_outcome.items():
        if outcome == LITERAL_NULL.value:
            support[_NULL] += Counter({"word": results[AS_PREDICTED], "empty": results[EMPTIED]})
        elif outcome.endswith(SEVERAL) and not results[OTHERWISE]:
            support[_UNIQUE]["nobody"] += results[AS_PREDICTED]
    return support


def _reached_all(index: int, found: Sequence[Verified], causes: Causes) -> bool:
    """Whether an import reached everybody whom it could change for certain: then who kept their value was reached as
    well."""
    return any(
        one.reached and one.counts[NOT_YET] == one.waiting and causes.same_source(index, other)
        for other, one in enumerate(found)
    )


def _document(id_: str, counts: Counter[str], sure: bool) -> dict[str, Any]:
    answer = next(iter(counts)) if sure and len(counts) == 1 else None
    return {"question": id_, "answer": answer, "support": dict(sorted(counts.items()))}
