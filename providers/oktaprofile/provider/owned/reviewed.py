"""An edit made between plan and apply, named: what, before, now.

Just before an apply Terraform plans again, and refuses where a value that was known is another: "inconsistent final
plan", which blames the provider. From 1.16 it sends along what the first plan kept in private state. What can differ is
`restores`: somebody mapped the key, or made the attribute, that the plan found free. Other versions go on as before.
"""

from __future__ import annotations

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.values import is_wholly_known
from oktaprofile.provider.owned.private_state import REVIEWED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oktaprofile.plugin.resource import Plan, PlanRequest
    from oktaprofile.provider.owned.state import Owned


def compare(
    request: PlanRequest, plan: Plan, owned: Callable[[dict[str, Any]], Owned], in_words: Callable[[Any], str]
) -> None:
    """Raises DiagnosticError where the plan that is made again restores something else than the reviewed one said.

    `owned` is the type's, `in_words` says one of its `restores` (None: nothing was there).
    """
    planned, first = plan.planned, request.first_private or {}
    if planned is None or REVIEWED not in first or not is_wholly_known(planned["restores"]):
        return
    before = owned({**planned, "restores": first[REVIEWED]}).restores
    now = owned(planned).restores
    changed = [key for key in sorted({**before, **now}) if before.get(key) != now.get(key)]
    if changed:
        raise DiagnosticError(
            f"Changed in Okta after the plan was made: {', '.join(changed)}",
            "".join(
                f"{key}\n  in the plan: {in_words(before.get(key))}\n  in Okta now: {in_words(now.get(key))}\n"
                for key in changed
            )
            + "\nNothing of this resource was written. Plan again, and look at what that plan says.",
            ("restores",),
        )


def keep(request: PlanRequest, plan: Plan) -> None:
    """Notes in the plan's private state what it says, where Terraform will send it along."""
    if request.keeps_private and plan.planned is not None and plan.private is not None:
        restores = plan.planned["restores"]
        if is_wholly_known(restores):
            plan.private[REVIEWED] = restores
