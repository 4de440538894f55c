"""From an HTTP answer to JSON, or to the error that says what is wrong with it."""

# ruff: noqa: ANN401 - decoded JSON has no type of its own

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from oktaprofile.okta import errors
from oktaprofile.okta.json_text import UnreadableJson, read_json
from oktaprofile.text.redact import redact

if TYPE_CHECKING:
    from typing import Any

    from oktaprofile.okta.operations import Operation
    from oktaprofile.okta.transport import Answer

# What a message repeats of an error object.
LONGEST_TEXT = 1000
MOST_CAUSES = 20
_JSON_NAMES = {dict: "an object", list: "an array", str: "a string", type(None): "null", bool: "a boolean"}


def decode(
    operation: Operation, path: str, answer: Answer, expected: type, *, unique_keys: bool = True
) -> Any:
    """The JSON of a 2xx answer, which must be of the `expected` type (dict or list). Raises `UnexpectedAnswer`.

    `unique_keys`: see `json_text.read_json`.
    """
    what = f"{operation.id}: {operation.method} {path} answered {answer.status}"
    facts = _facts(operation, path, answer)
    if not answer.body.strip():
        raise errors.UnexpectedAnswer(f"{what} with an empty body, where JSON was expected.", **facts)
    try:
        value = read_json(answer.body, unique_keys=unique_keys)
    except UnreadableJson as problem:
        raise errors.UnexpectedAnswer(
            f"{what} with {_kind_of(answer, problem)}, where JSON was expected.", **facts
        ) from None
    if not isinstance(value, expected):
        got = _JSON_NAMES.get(type(value), "a number")
        raise errors.UnexpectedAnswer(
            f"{what} with {got}, where {_JSON_NAMES[expected]} was expected.", **facts
        )
    return value


def error_of(operation: Operation, path: str, answer: Answer) -> errors.OktaError:
    """The error for an answer of status 400 or more.

    A 404 counts as `NotFound` only when it is Okta's own (E0000007): a proxy's or another host's "not
    found" must never make a resource vanish from a state.
    """
    if _asks_for_nonce(answer):
        return _oauth_error(operation, path, answer, {"error": "use_dpop_nonce"})
    content, unreadable = _object(answer.body)
    code = content.get("errorCode")
    if content and "error" in content and code is None:
        return _oauth_error(operation, path, answer, content)
    kind = _kind(answer.status, code)
    if kind is None:
        return errors.UnexpectedAnswer(
            f"{operation.id}: {operation.method} {path} answered {answer.status} with "
            f"{_kind_of(answer, unreadable)}, not with Okta's error object.",
            sent=False,
            **_facts(operation, path, answer),
        )
    causes = content.get("errorCauses")
    error = kind(
        operation=operation.id,
        method=operation.method,
        path=path,
        status=answer.status,
        error_code=_clipped(code) or None,
        error_summary=_clipped(content.get("errorSummary")),
        causes=[
            _clipped(cause["errorSummary"])
            for cause in (causes if isinstance(causes, list) else [])[:MOST_CAUSES]
            if isinstance(cause, dict) and cause.get("errorSummary")
        ],
        error_id=_clipped(content.get("errorId")) or None,
        request_id=_request_id(answer),
        next_step=_next_step(answer.status, code),
    )
    if isinstance(error, errors.Unauthorized):
        error.server_time = _server_time(answer)
    return error


def _asks_for_nonce(answer: Answer) -> bool:
    """The API's way to ask for a nonce in the DPoP proof (RFC 9449, 9); the body may be anything."""
    return answer.status == 401 and "use_dpop_nonce" in answer.headers.get("www-authenticate", "")


def _server_time(answer: Answer) -> float | None:
    try:
        return parsedate_to_datetime(answer.headers["date"]).timestamp()
    except (KeyError, ValueError, TypeError, IndexError, OverflowError, OSError):
        return None


def _kind(status: int, code: object) -> type[errors.ApiError] | None:
    """The error class; None when the body is not Okta's and the status alone proves nothing."""
    if status == 429:
        return errors.RateLimited
    if status >= 500:
        return errors.ApiError if status == 501 else errors.ServerError
    if code is None:
        return None
    if status == 400:
        return errors.ValidationFailed
    if status == 401:
        return errors.FeatureNotAvailable if code == "E0000015" else errors.Unauthorized
    if status == 403:
        return errors.Forbidden
    if status == 404 and code == "E0000007":
        return errors.NotFound
    return errors.ApiError


def _next_step(status: int, code: object) -> str:
    if status == 403 and code == "E0000005":
        return "Okta takes this call only with an API token or a session, not with OAuth."
    return ""  # the class's own


def _oauth_error(
    operation: Operation, path: str, answer: Answer, content: dict[str, Any]
) -> errors.OktaError:
    """{error, error_description}: the token endpoint's errors."""
    code = _clipped(content["error"])
    next_step = {
        "use_dpop_nonce": "Okta asks for another nonce again and again: try again, and report it if it stays.",
        "invalid_dpop_proof": "Okta does not accept the DPoP proof: a clock that is wrong by minutes is the usual "
        "cause.",
        "invalid_client": "Check client_id, that private_key belongs to a public key of the app, and that "
        "this machine's clock is right.",
        "invalid_scope": "Grant the app every scope that `scopes` lists (Okta API Scopes), or list fewer.",
    }.get(code, "")
    if answer.status >= 500:
        kind: type[errors.ApiError] = errors.ServerError
    elif answer.status == 429:
        kind = errors.RateLimited
    else:
        kind = errors.Unauthorized
    error = kind(
        operation=operation.id,
        method=operation.method,
        path=path,
        status=answer.status,
        error_code=code,
        error_summary=_clipped(content.get("error_description")),
        request_id=_request_id(answer),
        next_step=next_step,
    )
    if isinstance(error, errors.Unauthorized):
        error.nonce = answer.headers.get("dpop-nonce")
        error.server_time = _server_time(answer)
    return error


def _object(body: bytes) -> tuple[dict[str, Any], UnreadableJson | None]:
    """The JSON object of a body, {} where it holds something else, and why it cannot be read at all."""
    try:
        value = read_json(body)
    except UnreadableJson as problem:
        return {}, problem
    return (value if isinstance(value, dict) else {}), None


def _kind_of(answer: Answer, problem: UnreadableJson | None) -> str:
    """What a body is when it is not the JSON we want, without showing any of it."""
    start = answer.body.lstrip()[:1]
    if start == b"<" or "html" in answer.headers.get("content-type", ""):
        return "an HTML page"
    if not start:
        return "an empty body"
    if problem is None:
        return "JSON of another kind"
    return str(problem) if start in b"{[" else f"something else than JSON ({len(answer.body)} bytes)"


def _facts(operation: Operation, path: str, answer: Answer) -> dict[str, Any]:
    return {
        "operation": operation.id,
        "method": operation.method,
        "path": path,
        "status": answer.status,
        "request_id": _request_id(answer),
    }


def _clipped(text: object) -> str:
    """A text of an answer as a message shows it; "" for what is none. Okta's are short.

    Without credentials before it is cut: of a part of one nobody could tell later what it is.
    """
    if not isinstance(text, str):
        return ""
    text = redact(text[: 10 * LONGEST_TEXT])
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"


def _request_id(answer: Answer) -> str | None:
    return _clipped(answer.headers.get("x-okta-request-id")) or None
