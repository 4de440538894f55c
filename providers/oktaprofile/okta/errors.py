"""Everything this room raises.

    OktaError
     +- ConfigError             a provider argument or environment variable is wrong; nothing was called
     +- ApiError                Okta answered, and the answer is an error
     |   +- ValidationFailed    400: Okta refused the content
     |   |   +- NameNotReleased 400: a deleted property's name is still being cleaned up, longer than we wait
     |   +- Unauthorized        401: the token is not accepted
     |   |   +- FeatureNotAvailable  401 E0000015: this org's licence or switches do not include the API
     |   +- Forbidden           403: scope or admin role is missing
     |   +- NotFound            404
     |   +- RateLimited         429, after all retries
     |   +- ServerError         5xx, after all retries
     +- ConnectionFailed        no answer (DNS, refused, TLS, time-out), after all retries
     +- UnexpectedAnswer        an answer that is not what this API returns (HTML, redirect, cut JSON)
     +- OutcomeUnknown          a write was sent, no answer came, and the read-back failed too
     +- NotStored               a write was answered, but the read-back does not show it
     +- Conflict                two changes disagree, or Okta holds what the change must not overwrite
     +- MappingNotFound         Okta has no mapping row for this app, user type and direction
     +- UserTypeNotFound        no user type has this id or name
     +- Stopped                 Terraform asked the provider to stop

Every error carries what is known of the call. None ever carries a token, a request body or a user's profile: texts
that come from outside may repeat a credential, so each is passed through `redact`.
The error object's shape ({errorCode, errorSummary, errorLink, errorId, errorCauses}) is Okta's, see
https://developer.okta.com/docs/reference/error-codes/ ; the OAuth endpoint uses {error, error_description}.
"""

# ruff: noqa: N818, ANN401 - the tree reads as a vocabulary; facts are of many types

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.text.redact import redact

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, TypeVar

    from oktaprofile.okta.change import Discrepancy

    E = TypeVar("E", bound="BaseException")


class OktaError(Exception):
    """Base of all errors of this room.

    `operation` is Okta's operation id (`getApplication`), `path` the URL path without query. `status`,
    `error_code`, `error_id` and `request_id` are None where there was no answer to take them from.
    `next_step` is one sentence for the reader ("" when there is nothing better to say than the message).
    `sent` is True when Okta may have acted on the request in spite of the error.
    """

    operation: str = ""
    method: str = ""
    path: str = ""
    status: int | None = None
    error_code: str | None = None
    error_summary: str = ""
    causes: tuple[str, ...] = ()
    error_id: str | None = None
    request_id: str | None = None
    next_step: str = ""
    sent: bool = False

    def __init__(self, message: str, *, next_step: str = "", **facts: Any) -> None:
        self.message = redact(message)
        super().__init__(self.message)
        if next_step:
            self.next_step = redact(next_step)
        for name, value in facts.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no fact {name!r}")
            setattr(self, name, _redacted(value))

    def __str__(self) -> str:
        return self.message


def _redacted(value: Any) -> Any:
    if isinstance(value, str):
        return redact(value)
    return tuple(map(redact, value)) if isinstance(value, tuple) else value


def copy_of(error: E) -> E:
    """A second exception object with the same content.

    One failed call may be the verdict of ten threads, and an exception object raised in several threads at
    once collects all their tracebacks.
    """
    copied = type(error).__new__(type(error), *error.args)
    copied.args = error.args
    copied.__dict__.update(error.__dict__)
    copied.__cause__ = error.__cause__
    return copied


class ConfigError(OktaError):
    """A provider argument or environment variable is missing or wrong. `argument` names the provider argument."""

    argument: str = ""


class ApiError(OktaError):
    """Okta answered with an error object.

    The message shows operation, method, path, status, code, summary, causes and ids: everything Okta support
    asks for, and nothing secret.
    """

    status: int

    def __init__(
        self,
        *,
        operation: str,
        method: str,
        path: str,
        status: int,
        error_code: str | None = None,
        error_summary: str = "",
        causes: Sequence[str] = (),
        error_id: str | None = None,
        request_id: str | None = None,
        next_step: str = "",
    ) -> None:
        said = " ".join(filter(None, [str(status), error_code or "", error_summary]))
        because = f" ({'; '.join(causes)})" if causes else ""
        ids = ", ".join(
            f"{label} {value}"
            for label, value in (("request id", request_id), ("error id", error_id))
            if value
        )
        super().__init__(
            f"{operation}: {method} {path} answered {said}{because}" + (f" [{ids}]" if ids else ""),
            next_step=next_step,
            operation=operation,
            method=method,
            path=path,
            status=status,
            error_code=error_code,
            error_summary=error_summary,
            causes=tuple(causes),
            error_id=error_id,
            request_id=request_id,
        )


class ValidationFailed(ApiError):
    """400. `causes` holds the useful text; `error_summary` only names the operation."""

    next_step = "Correct what Okta names above; nothing of this request was stored."

    @property
    def name_is_being_released(self) -> bool:
        """True when Okta still cleans up a deleted property of the same name (recorded text, 14 cases).

        The clean-up takes 1 to 2 seconds in small orgs and minutes where many users carry the property.
        """
        return any("deletion process" in cause and "incomplete" in cause for cause in self.causes)


class NameNotReleased(ValidationFailed):
    """The clean-up of a deleted property of the same name outlasted the change's own patience."""

    next_step = (
        "Okta is still removing the former property's values from all users. Apply again later, "
        "or give the resource a longer name_release_timeout_seconds."
    )


class Unauthorized(ApiError):
    """401: token wrong, expired or revoked (E0000011), or the OAuth client assertion was refused.

    `nonce` is what the token endpoint wants in the next DPoP proof (`use_dpop_nonce`).
    """

    nonce: str | None = None
    server_time: float | None = None
    """When Okta answered, by its own clock: seconds since 1970."""

    next_step = "Check the API token or the OAuth client settings, and that they belong to this org."


class FeatureNotAvailable(Unauthorized):
    """401 E0000015: the credentials are fine, the org does not have this API (reported for /api/v1/mappings)."""

    next_step = "Ask Okta support to enable this API for the org; no setting in the Admin Console does."


class Forbidden(ApiError):
    """403: an OAuth scope or an admin role is missing (E0000006), or the endpoint wants a session (E0000005)."""

    next_step = "Grant the scope and assign the app or the token's owner an admin role that covers it."


class NotFound(ApiError):
    """404 E0000007."""

    next_step = "Check the id; the object may have been deleted in Okta."


class RateLimited(ApiError):
    """429, still after all retries."""

    next_step = "Another client uses up this org's rate limit; wait a minute, or raise max_retries."


class ServerError(ApiError):
    """5xx, still after all retries. For a write the outcome is not known (`sent` is True)."""

    next_step = "Okta failed to answer; try again, and quote the request id to Okta support if it stays."
    sent = True


class ConnectionFailed(OktaError):
    """No answer came. `sent` tells whether the request may have reached Okta (False: it certainly did not).

    `permanent`: trying again would fail the same way (a certificate that is not trusted).
    """

    permanent: bool = False
    next_step = "Check org_url, network, proxy and CA settings (HTTPS_PROXY, REQUESTS_CA_BUNDLE)."


class UnexpectedAnswer(OktaError):
    """An answer that this API does not give: HTML, a redirect, JSON that is cut or of another type."""

    next_step = "Check that org_url is the org's own address and that no proxy answers in its place."
    sent = True


class OutcomeUnknown(OktaError):
    """The write was sent, its answer was lost, and reading back failed as well."""

    next_step = (
        "When Okta can be reached again, run `terraform plan`: it reads what is there and shows what is left."
    )
    sent = True


class NotStored(OktaError):
    """Okta took the write, but the read-back does not show it.

    `discrepancies` says what was sent and what is there; `document` is the read-back (what exists now);
    `dropped` is True when Okta's own answer already lacked it (the field is ignored), False when another
    writer overwrote it every time.
    """

    sent = True
    dropped: bool = False

    def __init__(
        self,
        message: str,
        *,
        discrepancies: Sequence[Discrepancy],
        document: dict[str, Any],
        next_step: str = "",
        **facts: Any,
    ) -> None:
        super().__init__(message, next_step=next_step, **facts)
        self.discrepancies = list(discrepancies)
        self.document = document


class Conflict(OktaError):
    """Two changes want different values at one place, or what Okta holds must not be overwritten. Nothing was sent.

    Raised by this room when two changes of one batch disagree, and by a `Change` that finds something in the
    document that forbids it (message and next step are then the change's).
    """


class MappingNotFound(OktaError):
    """Okta keeps no mapping row for this app, user type and direction (not every app has both directions)."""


class UserTypeNotFound(OktaError):
    """No user type has this id or name. The message lists the ones there are."""


class Stopped(OktaError):
    """Terraform asked the provider to stop; a wait ended early. `sent` tells whether a write may have happened."""

    next_step = "Run the same command again; it continues from what is in Okta."
