"""The argument `apply_to_existing_users`: what a plan says of it, and the call after the mapping is stored."""

from __future__ import annotations

from oktaprofile.okta.errors import OktaError
from oktaprofile.okta.reapply import BY_HAND, reapply
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider import lookup
from oktaprofile.provider.app_features import TO_OKTA
from oktaprofile.provider.diagnose import explain
from oktaprofile.provider.owned.private_state import FOUND, REAPPLY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from oktaprofile.okta.org import Org
    from oktaprofile.plugin.diagnostics import Diagnostics
    from oktaprofile.plugin.resource import Applied, ApplyFailed, ApplyRequest

ARGUMENT = "apply_to_existing_users"
PATH = (ARGUMENT,)


def announce(
    org: Org,
    prior: Mapping[str, Any] | None,
    planned: Mapping[str, Any],
    found: Mapping[str, Any] | None,
    *,
    writes: bool,
    diagnostics: Diagnostics,
) -> None:
    """Refuses it with OAuth; says whom an apply reaches, also where much is known at apply only: nobody is asked again
    then. `found`: every key of the row, None: not known yet.
    """
    chosen = planned[ARGUMENT] is not UNKNOWN
    if chosen and not planned[ARGUMENT]:
        return
    if chosen and not org.client.has_api_token:
        diagnostics.error(
            "Okta applies a mapping to existing people for API tokens only",
            f"{ARGUMENT} calls an operation that is internal to Okta and refuses OAuth. Use api_token "
            f"(OKTA_API_TOKEN), or take the argument out. {BY_HAND}",
            PATH,
        )
    elif writes or not (prior or {}).get(ARGUMENT):
        count = "" if found is None else f" ({len({*found, *planned['properties']})})"
        app = "the app" if planned["app_id"] is UNKNOWN else lookup.label_of(org, planned["app_id"])
        is_set = "is set" if chosen else "is not known yet, and may be true"
        way = "" if planned["direction"] == TO_OKTA else ", and everybody is pushed to the app"
        diagnostics.warning(
            "The whole mapping is applied to everybody at once",
            f"{ARGUMENT} {is_set}: after apply Okta works through everybody of {app} and of the user type, with all "
            f"attributes of the mapping{count}, not only those of this resource{way}. oktaprofile impact says whom "
            "that changes. The operation is internal to Okta.",
            PATH,
        )


def after_put(org: Org, request: ApplyRequest, applied: Applied, diagnostics: Diagnostics) -> Applied:
    """The result of an apply, after Okta was asked. A refusal does not undo the mapping: it is noted, so that a refresh
    shows the argument as false and the next plan asks again."""
    planned, private = request.planned, request.private
    changes = private.get(FOUND) or request.creates or not request.prior[ARGUMENT]
    if not planned[ARGUMENT]:
        return applied
    if not changes:
        return _pending(applied, private) if private.get(REAPPLY) else applied
    try:
        reapply(org.client, planned["app_id"], planned["direction"], planned["user_type_id"])
    except OktaError as error:
        summary, detail = explain(error, "Applying the mapping to the people who exist")
        what_now = f"The next plan tries again. {BY_HAND}"
        diagnostics.warning(summary, f"The mapping is stored. {detail}\n\n{what_now}", PATH)
        return _pending(applied, private)
    return applied


def after_failure(failed: ApplyFailed) -> None:
    """Notes the same where the mapping was not written, or nobody knows: what Okta stored of it the next plan does not
    write again."""
    if failed.state is not None and failed.state[ARGUMENT]:
        failed.private = {**(failed.private or {}), REAPPLY: True}


def _pending(applied: Applied, private: Mapping[str, Any]) -> Applied:
    applied.private = {**(private if applied.private is None else applied.private), REAPPLY: True}
    return applied


def refreshed(state: dict[str, Any], private: Mapping[str, Any]) -> dict[str, Any]:
    """The state as a refresh shows it, where the people have not got the mapping yet."""
    return {**state, ARGUMENT: False} if private.get(REAPPLY) and state[ARGUMENT] else state
