"""What exists after a write that failed: the one rule for all types. No false state, and nothing previous is lost.

| the failure | of a create | of an update |
|---|---|---|
| nothing was sent | nothing exists | as before |
| the read-back shows a part (`NotStored`) | the part is taken back: nothing; else the part | what the read-back shows |
| nobody knows (the answer and the read-back were lost) | as planned (tainted) | as planned, and what was to go |

Imported after Configure only.
"""

from __future__ import annotations

from oktaprofile.okta.errors import NotStored, OktaError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from oktaprofile.provider.owned.state import Owned

TAKEN_BACK = "\n\nWhat Okta had stored of it was taken back: nothing of this resource exists."
LEFT = "\n\nWhat Okta stored of it is in the state now; the next apply replaces it."


def after_failure(
    error: OktaError,
    prior: Owned | None,
    planned: Owned,
    *,
    stored: Callable[[Owned, Mapping[str, Any]], Owned],
    take_back: Callable[[Owned], None],
) -> tuple[Owned | None, str]:
    """What exists (None: nothing of this resource), and what the message says of it.

    `stored(owned, document)`: what a document that Okta answered has of what is owned, by the plan's doing.
    `take_back(part)`: puts back what was there before a create; raises OktaError.
    """
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
