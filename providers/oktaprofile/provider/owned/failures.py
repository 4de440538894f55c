"""What exists after a write that failed: the one rule for all types. No false state, and no previous value is lost.

| the failure | of a create | of an update |
|---|---|---|
| nothing was sent | nothing exists | as before |
| the read-back shows a part (`NotStored`) | the part is taken back: nothing; else the part | what the read-back shows |
| nobody knows (the answer and the read-back were lost) | as planned (tainted) | as planned, and what was to go |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oktaprofile.okta.errors import NotStored, OktaError, ValidationFailed
from oktaprofile.plugin.resource import ApplyFailed
from oktaprofile.provider.owned import on_destroy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from oktaprofile.plugin.diagnostics import Path
    from oktaprofile.plugin.resource import ApplyRequest
    from oktaprofile.provider.owned.state import Owned
    from oktaprofile.provider.owned.steps import OwnedSteps

    Explained = Callable[[OktaError], tuple[str, str, Path]]
    """Summary, detail and path of an error."""
    Stored = Callable[[Owned, Mapping[str, Any]], Owned]
    """(owned, document) -> what a document that Okta answered has of what is owned, by the plan's doing."""

TAKEN_BACK = "\n\nWhat Okta had stored of it was taken back: nothing of this resource exists."
LEFT = "\n\nWhat Okta stored of it is in the state now; the next apply replaces it."
NOT_TAKEN_BACK = (
    "\n\nIf Okta does not take back what was there before Terraform (see restores): it may name an app or an attribute "
    'that was deleted since. Then give the resource on_destroy = "delete", in a block of the configuration, and '
    "apply that: nothing is put back from then on."
)


def put(
    steps: OwnedSteps,
    request: ApplyRequest,
    write: Callable[[], Mapping[str, Any]],
    explained: Explained,
    stored: Stored,
    take_back: Callable[[Owned], None],
    private: dict[str, Any],
) -> Mapping[str, Any]:
    """Writes what a create or an update wants; the document that proves it. ApplyFailed says what exists then.

    `take_back(part)`: puts back what was there before a create; raises OktaError.
    """
    try:
        return write()
    except OktaError as error:
        prior = None if request.creates else steps.owned(request.prior)
        left, note = after_failure(error, prior, steps.owned(request.planned), stored, take_back)
        base = request.planned if error.sent or prior is None else request.prior
        nothing = left is None or (error.sent and not left.keys())
        state = None if nothing or left is None else steps.with_owned(base, left)
        summary, detail, path = explained(error)
        if prior is not None and any(
            key not in steps.owned(request.planned).entries for key in prior.restores
        ):
            note += _way_out(error, prior, request.planned)
        raise ApplyFailed(summary, detail + note, path, state=state, private=private) from error


def give_up(
    steps: OwnedSteps,
    prior: dict[str, Any],
    write: Callable[[], Mapping[str, Any]],
    explained: Explained,
    stored: Stored,
) -> Mapping[str, Any] | None:
    """Writes what a destroy wants; None where the document is gone, which is success."""
    try:
        return write()
    except OktaError as error:
        if steps.is_gone(error):
            return None
        left = steps.owned(prior)
        if isinstance(error, NotStored):
            left = stored(left, error.document)
        summary, detail, path = explained(error)
        state = steps.with_owned(prior, left) if left.keys() else None
        raise ApplyFailed(summary, detail + _way_out(error, left, prior), path, state=state) from error


def after_failure(
    error: OktaError,
    prior: Owned | None,
    planned: Owned,
    stored: Stored,
    take_back: Callable[[Owned], None],
) -> tuple[Owned | None, str]:
    """What exists (None: nothing of this resource), and what the message says of it."""
    if not error.sent:
        return prior, ""
    either = planned if prior is None else planned.with_prior(prior)
    if not isinstance(error, NotStored):
        return either, ""
    part = stored(either, error.document)
    if prior is not None:
        return part, ""
    if part.entries:
        try:
            take_back(part)
        except NotStored as second:
            part = stored(part, second.document)
        except OktaError:
            pass  # the error that led here is the one to report
        else:
            return None, TAKEN_BACK
    return (part, LEFT) if part.entries else (None, TAKEN_BACK)


def _way_out(error: OktaError, owned: Owned, choice: Mapping[str, Any]) -> str:
    """What to do where Okta refuses what would be put back. `choice`: the state or plan whose `on_destroy` counts."""
    refused = isinstance(error, ValidationFailed) or (isinstance(error, NotStored) and error.dropped)
    return NOT_TAKEN_BACK if refused and owned.restores and not on_destroy.deletes(choice) else ""
