"""The vocabulary of `verify` and `reconcile`: what became of people after a change, why, and who shows which number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

AS_PREDICTED, NOT_YET, OTHERWISE, GONE = "as_predicted", "not_yet", "otherwise", "gone"
SAME, CHANGED = "same", "changed"
RESULTS: Mapping[str, str] = {
    AS_PREDICTED: "as predicted",
    NOT_YET: "still the value from before",
    OTHERWISE: "another value than predicted",
    GONE: "no longer there",
    SAME: "predicted to stay as they are, and did",
    CHANGED: "predicted to stay as they are, and have another value",
}
"""What became of a person of whom something certain was predicted."""

VERDICTS: Mapping[str, str] = {
    "as_predicted": "As predicted",
    "differs": "Not everybody has what was predicted",
    "waiting": "Waiting: the plan is applied, and no import has finished since",
    "not_applied": "The plan is not applied, or not all of it",
    "not_known": "Nothing certain was predicted of anybody, or only that they wait: nothing could be confirmed",
}

APPLIED, NOT_APPLIED, PARTLY, EDITED, NOT_KNOWN = (
    "applied",
    "not_applied",
    "partly",
    "edited",
    "not_known",
)
STATES: Mapping[str, str] = {
    APPLIED: "the plan is applied",
    NOT_APPLIED: "the plan is not applied: Okta has what it had before",
    PARTLY: "the plan is applied in part: mapping, source or length is still the one from before",
    EDITED: "the mapping or the source is neither the plan's nor the one from before",
    NOT_KNOWN: "whether the plan is applied is not known: it did not say everything yet",
}
"""Whether Okta has what the plan gives an attribute: its lines of mappings, its source and its length."""


class Why(NamedTuple):
    """Why somebody differs, and what to do about it."""

    words: str
    next_step: str


WHY: Mapping[str, Why] = {
    "not_applied": Why("the plan is not applied", "Apply it, or predict again from the org as it is."),
    "no_import": Why("no import has run since the plan was applied", "Run a full import."),
    "importing": Why("an import has begun and not finished", "Verify again when it has."),
    "update_refused": Why(
        "Okta refused their whole update: one value is not valid",
        "The System Log names the value; correct it at its source.",
    ),
    "push_refused": Why(
        "the app refused what Okta pushed", "The System Log says why; correct the value and push again."
    ),
    "import_failed": Why(
        "Okta could not read them from the app", "Look at the app's provisioning in the System Log."
    ),
    "expression_failed": Why("a line of the mapping failed for them", "Look at the values that it reads."),
    "unlinked": Why(
        "their app user is linked to nobody in the app, so nothing is pushed",
        "Assign them again, or link them.",
    ),
    "source_changed": Why(
        "by what Okta has of their source the mapping gives another value by now",
        "Predict again; if the source has what was predicted, run a full import.",
    ),
    "not_imported": Why(
        "the source has what was predicted, and Okta has not imported it yet", "Run a full import."
    ),
    "okta_differs": Why(
        "the app gets what Okta has, and Okta does not have what was predicted", "See the attribute in Okta."
    ),
    "by_hand": Why("an administrator or a program changed the value", "The System Log says who."),
    "changed_again": Why(
        "a later import or push brought another value", "Predict again: the source has changed since."
    ),
    "left_as_it_was": Why(
        "an import or a push reached them and left the value as it was",
        "Another source may have priority, or the assignment has a value of its own.",
    ),
    "no_event": Why(
        "no event in the System Log: nothing reached them",
        "Run a full import: an incremental one takes only people who changed at the source.",
    ),
    "unexplained": Why(
        "neither their source gives it, nor has the System Log an event of it",
        "An assignment may have a value of its own; else wait a little: events come late.",
    ),
    "unassigned": Why("they are not assigned to the app any more", "Assign them again, where that is wrong."),
    "another_type": Why("they are of another user type now", "Predict again."),
    "not_listed": Why(
        "Okta lists them no more: deactivated, deleted, or not visible", "Nothing, where they left."
    ),
    "log_not_read": Why(
        "not known: the System Log could not be read, or not back to the prediction",
        "Give the credentials okta.logs.read, and verify within 90 days.",
    ),
    "not_looked_up": Why(
        "not looked up: too many people differ to ask the log about each", "Settle the other causes first."
    ),
}

OWN, MISSING, NONE, ANOTHERS, UNKNOWN = "own", "missing", "none", "somebody_elses", "unknown"
SHARED = "shared"
NUMBERS: Mapping[str, str] = {
    OWN: "their own number",
    MISSING: "no number, and have one at RingCentral",
    NONE: "no number, and have none",
    ANOTHERS: "somebody else's number",
    UNKNOWN: "a number that RingCentral does not know",
}
"""What people show in one column of `reconcile`."""
SHARED_WORDS = "a number that others in this column show, too"
TO_DO: Mapping[str, str] = {
    MISSING: "Run a full import; whom it leaves out, `oktaprofile impact` says why.",
    ANOTHERS: "It stayed behind when the number moved on. Run a full import, or blank it where nothing fills it.",
    UNKNOWN: "It was typed, comes from another source, or its owner left. Look at the attribute's source.",
    SHARED: "A switchboard's number may be meant; else look whose it is.",
}
