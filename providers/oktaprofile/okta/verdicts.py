"""The errors that a write can end with, in words for the person who applied it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.okta.errors import NameNotReleased, NotFound, NotStored, OutcomeUnknown, copy_of

if TYPE_CHECKING:
    from typing import Any

    from oktaprofile.okta.change import Discrepancy
    from oktaprofile.okta.errors import OktaError, ValidationFailed

_FACTS = ("operation", "method", "path", "status", "error_code", "causes", "error_id", "request_id")

OVERWRITTEN = "another writer overwrote it every time"
IGNORED = "Okta accepted it with 200 and ignored it"
NOTHING_SENT = "nothing was sent for it"
STOPPING = "the provider was asked to stop before it could be sent again"


def not_stored(
    label: str,
    missing: list[Discrepancy],
    document: dict[str, Any],
    why: str,
    *,
    cause: OktaError | None,
) -> NotStored:
    """What was sent, what is there now, and what to do; `cause` is the POST's own error, if it had one."""
    if cause is not None:
        next_step = cause.next_step
    elif why == IGNORED:
        next_step = "This org does not store this; leave it out, or have the feature behind it enabled."
    elif why == OVERWRITTEN:
        next_step = "Find out who else writes this document at the same time, then apply again."
    else:
        next_step = "Apply again."
    error = NotStored(
        f"The {label} does not hold what was sent ({why}): {'; '.join(map(repr, missing))}.",
        discrepancies=missing,
        document=document,
        dropped=why == IGNORED,
        next_step=next_step,
        **_facts_of(cause),
    )
    error.__cause__ = cause
    return error


def unreadable(label: str, problem: OktaError | None, read_back: OktaError) -> OktaError:
    """The read-back failed. `problem` is the POST's own error, if it had one."""
    if isinstance(read_back, NotFound):  # deleted meanwhile: that is an outcome
        return copy_of(read_back)
    first = f"{problem} " if problem is not None else ""
    error = OutcomeUnknown(
        f"{first}Whether the {label} holds this change is not known: reading it back failed. {read_back}",
        **_facts_of(read_back),
    )
    error.__cause__ = problem if problem is not None else copy_of(read_back)
    return error


def name_not_released(refused: ValidationFailed, patience_seconds: float) -> NameNotReleased:
    """The last refusal of a name whose clean-up did not end in time."""
    waited = [f"waited {patience_seconds:g} s for it"] if patience_seconds else []
    error = NameNotReleased(
        operation=refused.operation,
        method=refused.method,
        path=refused.path,
        status=refused.status,
        error_code=refused.error_code,
        error_summary=refused.error_summary,
        causes=[*refused.causes, *waited],
        error_id=refused.error_id,
        request_id=refused.request_id,
    )
    error.__cause__ = refused
    return error


def _facts_of(error: OktaError | None) -> dict[str, Any]:
    return {} if error is None else {fact: getattr(error, fact) for fact in _FACTS}
