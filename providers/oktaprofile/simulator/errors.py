"""Okta's errors: status, code, summary and causes, as the catalogue and recordings have them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class ApiError(Exception):
    """An operation refused. The HTTP room turns it into Okta's error object and adds `errorId`."""

    def __init__(
        self,
        status: int,
        code: str,
        summary: str,
        causes: Sequence[str] = (),
        headers: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(f"{status} {code} {summary} {list(causes)}")
        self.status = status
        self.code = code
        self.summary = summary
        self.causes = list(causes)
        self.headers = list(headers)

    def document(self, error_id: str) -> dict[str, Any]:
        """Okta's error object; `errorLink` repeats the code, `errorCauses` is `[]` for most codes (recorded)."""
        return {
            "errorCode": self.code,
            "errorSummary": self.summary,
            "errorLink": self.code,
            "errorId": error_id,
            "errorCauses": [{"errorSummary": cause} for cause in self.causes],
        }


class OAuthError(Exception):
    """An error of the token endpoint, which has a form of its own: `{error, error_description}` (recorded)."""

    def __init__(
        self, error: str, description: str, *, status: int = 400, headers: Sequence[tuple[str, str]] = ()
    ) -> None:
        super().__init__(f"{error}: {description}")
        self.status = status
        self.error = error
        self.description = description
        self.headers = list(headers)


def validation_failed(subject: str, *causes: str) -> ApiError:
    """400 E0000001; `subject` is the object named in the summary, for example `updateAppUserSchemas`."""
    return ApiError(400, "E0000001", f"Api validation failed: {subject}", causes)


def invalid_request(reason: str) -> ApiError:
    """400 E0000002 (documented; the mapping list's refusal of ids has this form in user reports #431, #1728)."""
    return ApiError(400, "E0000002", f"The request was not valid: {reason}")


def malformed_body() -> ApiError:
    """400 E0000003: no JSON object where one is needed (recorded)."""
    return ApiError(400, "E0000003", "The request body was not well-formed.")


def invalid_session() -> ApiError:
    """403 E0000005: no Authorization header at all, or OAuth where only a session will do (user report #972)."""
    return ApiError(403, "E0000005", "Invalid session")


def access_denied(*causes: str) -> ApiError:
    """403 E0000006: a scope or role is missing (documented)."""
    return ApiError(403, "E0000006", "You do not have permission to perform the requested action", causes)


def not_found(identifier: str, kind: str) -> ApiError:
    """404 E0000007; kinds seen: AppInstance, ProfileMapping, CVDType, User, PublicAppFeatureSetName (recorded)."""
    return ApiError(404, "E0000007", f"Not found: Resource not found: {identifier} ({kind})")


def invalid_token() -> ApiError:
    """401 E0000011 (documented)."""
    return ApiError(401, "E0000011", "Invalid token provided")


def dpop_nonce_wanted(nonce: str) -> ApiError:
    """401 with the header that asks for a nonce in the DPoP proof (RFC 9449, 9)."""
    headers = [("WWW-Authenticate", 'DPoP error="use_dpop_nonce"'), ("dpop-nonce", nonce)]
    return ApiError(401, "E0000011", "Invalid token provided", headers=headers)


def feature_disabled() -> ApiError:
    """401 E0000015: the org does not have the feature (recorded for other features; mapping API: user reports)."""
    return ApiError(401, "E0000015", "You do not have permission to access the feature you are requesting")


def unsupported_media_type() -> ApiError:
    """400 E0000021 (documented)."""
    summary = "Bad request. Accept and/or Content-Type headers likely do not match supported values."
    return ApiError(400, "E0000021", summary)


def method_not_allowed() -> ApiError:
    """405 E0000022 (recorded)."""
    return ApiError(405, "E0000022", "The endpoint does not support the provided HTTP method")


def profile_mastered_elsewhere() -> ApiError:
    """403 E0000023 (documented)."""
    summary = "Operation failed because user profile is mastered under another system"
    return ApiError(403, "E0000023", summary)


def invalid_paging() -> ApiError:
    """400 E0000029: a cursor that is none (recorded)."""
    return ApiError(400, "E0000029", "Invalid paging request.")


def invalid_search() -> ApiError:
    """400 E0000031: a search or filter that can't be read (recorded)."""
    return ApiError(400, "E0000031", "Invalid search criteria.")


def rate_limited() -> ApiError:
    """429 E0000047; it never carries `Retry-After` (recorded)."""
    return ApiError(429, "E0000047", "API call exceeded rate limit due to too many requests.")


def delete_app_forbidden() -> ApiError:
    """403 E0000056 with the recorded cause."""
    cause = "The application must be deactivated before deletion."
    return ApiError(403, "E0000056", "Delete application forbidden.", [cause])


def not_simulated(operation: str, method: str, path: str) -> ApiError:
    """501 E0000060: the simulator's own answer for what it does not do; it names the operation."""
    cause = f"The simulator does not simulate {operation} ({method} {path}); see docs/simulator.md."
    return ApiError(501, "E0000060", "Unsupported operation.", [cause])


def already_assigned() -> ApiError:
    """409 E0000062 (documented)."""
    return ApiError(409, "E0000062", "The specified user is already assigned to the application.")


def attribute_is_pushed(attribute: str) -> ApiError:
    """403 E0000075 (documented)."""
    summary = (
        f"Cannot modify the {attribute} attribute because it has a field mapping and profile push is enabled."
    )
    return ApiError(403, "E0000075", summary)


def internal_error() -> ApiError:
    """500 E0000009 (recorded)."""
    return ApiError(500, "E0000009", "Internal Server Error")
