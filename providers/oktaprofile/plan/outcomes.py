"""What can happen to one attribute of one person: the words of the impact, the review, verification and drift."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class Outcome(str, Enum):
    """Every person has exactly one for each attribute."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    POPULATED = "newly_populated"
    BLANKED = "blanked"
    LITERAL_NULL = "literal_null"
    OVER_LENGTH = "over_length"
    ERROR = "error"
    REFUSED = "refused"
    SKIPPED = "skipped"
    UNDETERMINED = "undetermined"
    NOT_AFFECTED = "not_affected"

    __hash__ = str.__hash__  # Enum's own is Python code, and sets and counters ask for it for every person


(
    UNCHANGED,
    CHANGED,
    POPULATED,
    BLANKED,
    LITERAL_NULL,
    OVER_LENGTH,
    ERROR,
    REFUSED,
    SKIPPED,
    UNDETERMINED,
    NOT_AFFECTED,
) = Outcome
"""Each by a name of its own: to look one up in the class takes 70 ns in Python 3.11, a dozen times for every person."""

CHANGES = frozenset({CHANGED, POPULATED, BLANKED, LITERAL_NULL})
"""The outcomes in which the value may become another one. LITERAL_NULL is also a value that had the word before."""

REFUSALS = frozenset({OVER_LENGTH, REFUSED, SKIPPED})
"""The outcomes in which Okta refuses the person's whole update: one value that does not fit is enough. OVER_LENGTH is
only at the attribute whose value is too long, the others also at those that do not change because of it."""

PROBLEMS = (BLANKED, LITERAL_NULL, OVER_LENGTH, ERROR, REFUSED, SKIPPED, UNDETERMINED)
"""The outcomes that a reviewer has to look at, in the order of a report."""

WORDS: Mapping[str, str] = {
    CHANGED.value: "changed",
    POPULATED.value: "newly populated",
    BLANKED.value: "blanked",
    LITERAL_NULL.value: "contain the word null",
    OVER_LENGTH.value: "over the length, whole update refused",
    ERROR.value: "error, old value kept",
    REFUSED.value: "whole update refused",
    SKIPPED.value: "skipped, a required value is missing",
    UNDETERMINED.value: "undetermined",
    UNCHANGED.value: "unchanged",
    NOT_AFFECTED.value: "not affected",
}
"""Each outcome in words, in the order of a report's columns."""

PHONES: Mapping[str, str] = {
    "e164": "international (+1…)",
    "e164_with_extension": "international, # and an extension",
    "e164_spaced": "international, a blank after the country code (+1 650…)",
    "international": "international, laid out (+1 (650) …)",
    "x_extension": "international, x and an extension",
    "ext_extension": "international, ext. and an extension",
    "rfc3966": "as a link (tel:…;ext=…)",
    "pause_extension": "international, a pause and an extension (,101)",
    "international_with_extension": "international, an extension in another form",
    "without_plus": "international, but the + is missing",
    "invalid": "begins with +, but no number that is in use",
    "other": "anything else",
}
"""The kinds of phone numbers in words. Empty values are not counted."""
