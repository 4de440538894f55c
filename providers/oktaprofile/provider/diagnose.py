"""Okta's errors in a user's words: what was tried, what Okta said, the likely cause, the next step.

    try:
        document.write(change)
    except OktaError as error:
        raise problem(error, "Adding directNumber to the app RingCentral", path) from error

Imported after Configure only: it needs `oktaprofile.okta.errors`. Which scope or role a refused call lacks is said by
the client (`okta/permissions.py`), which knows the token's scopes. The API error's own text carries operation,
status, code and request id, and never a secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.okta import errors
from oktaprofile.plugin.diagnostics import DiagnosticError

if TYPE_CHECKING:
    from oktaprofile.plugin.diagnostics import Path


def problem(error: errors.OktaError, doing: str, path: Path = ()) -> DiagnosticError:
    """The error to raise for a failed call.

    `doing` begins the detail: "Reading the app user schema of 0oa1".
    """
    summary, detail = explain(error, doing)
    return DiagnosticError(summary, detail, path)


def explain(error: errors.OktaError, doing: str) -> tuple[str, str]:
    """Summary (one line) and detail of an error. `doing` says what was tried, without a full stop."""
    summary, advice = _explanation(error)
    parts = [f"{doing}: {_sentence(error.message)}"]
    advice = advice or error.next_step
    if advice:
        parts.append(advice)
    return summary, "\n\n".join(parts)


def _explanation(error: errors.OktaError) -> tuple[str, str]:
    """Summary and advice; "" leaves the advice to the error's own next step."""
    if type(error) in _TEXTS:
        return _TEXTS[type(error)]
    if isinstance(error, errors.FeatureNotAvailable):
        return _feature_not_available(error)
    if isinstance(error, errors.Unauthorized):
        advice = (
            "Check api_token (OKTA_API_TOKEN): tokens expire after 30 days without use, end with their "
            "administrator, and belong to one org. For OAuth check client_id, private_key and private_key_id. "
            "Check also that org_url (or org_name and base_url) names that same org."
        )
        told = "clock is wrong" in error.message or "next_step" in vars(error)  # of this very refusal
        return "Okta does not accept the credentials", "" if told else advice
    if isinstance(error, errors.Forbidden):
        return _forbidden(error)
    if isinstance(error, errors.ValidationFailed):
        return _refused(error)
    if isinstance(error, errors.ConnectionFailed):
        if "next_step" in vars(error):  # of this very failure
            return "Okta cannot be reached", ""
        return (
            "Okta cannot be reached",
            "Check org_url (OKTA_ORG_URL; or OKTA_ORG_NAME and OKTA_BASE_URL) for a typing error, then the "
            "network: DNS, firewall, proxy (HTTPS_PROXY, NO_PROXY) and, where a proxy opens TLS, its certificate "
            "(REQUESTS_CA_BUNDLE).",
        )
    return "The Okta request failed", ""


_TEXTS: dict[type[errors.OktaError], tuple[str, str]] = {
    errors.ConfigError: ("The configuration is incomplete or wrong", ""),
    errors.NotFound: (
        "Okta does not have this object",
        "It was deleted, or the id belongs to another org. Check the id and the org's address; if it was "
        "deleted on purpose, remove the resource from the configuration.",
    ),
    errors.RateLimited: (
        "Okta's rate limit is used up",
        "All retries were used. Other clients share the limit: wait a minute and run again, raise "
        "max_retries, or see Reports > Rate Limits in the admin console.",
    ),
    errors.NameNotReleased: ("Okta has not released the property's name yet", ""),
    errors.ServerError: ("Okta failed", ""),
    errors.UnexpectedAnswer: ("This is not an answer of Okta", ""),
    errors.OutcomeUnknown: ("Whether Okta stored it is not known", ""),
    errors.NotStored: ("Okta did not store what was sent", ""),
    errors.Conflict: ("Okta changed since the plan", ""),
    errors.MappingNotFound: ("Okta has no such mapping", ""),
    errors.UserTypeNotFound: ("Unknown user type", ""),
    errors.Stopped: ("Interrupted", ""),
}


def _feature_not_available(error: errors.OktaError) -> tuple[str, str]:
    if error.path.startswith("/api/v1/mappings"):
        return (
            "The mappings API is off in this org",
            "Ask Okta support to enable the Profile Mappings API for the org: it is behind a feature flag, and "
            "no setting in the admin console turns it on.",
        )
    return "This org does not have that API", ""


def _forbidden(error: errors.OktaError) -> tuple[str, str]:
    if error.error_code == "E0000005":
        return (
            "Okta allows this call in an administrator's browser session only",
            "OAuth tokens are refused here; an API token (api_token) of an administrator may be accepted.",
        )
    return f"Okta forbids {error.operation or 'the call'}", error.next_step


def _refused(error: errors.ValidationFailed) -> tuple[str, str]:
    in_use = [cause for cause in error.causes if "cannot be deleted" in cause]
    if in_use:
        return (
            "A mapping still uses the property",
            "Okta deletes a property only when no mapping writes to it and no expression reads it. The sentence "
            "above names the mapping's target. An oktaprofile_mapping of this configuration: let it refer to the "
            "property's resource (app_id = oktaprofile_app_user_properties.NAME.app_id) and destroy again: it goes "
            "first then; for an update, take the key out of the mapping and apply that first. A mapping that "
            "Terraform does not manage: Directory > Profile Editor > Mappings.",
        )
    return "Okta refused it", error.next_step


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "]")) else f"{text}."
