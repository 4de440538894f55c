"""Okta's errors in a user's words: for each one the cause, the next step, and Okta's own ids."""

from __future__ import annotations

from typing import Any

import pytest

from oktaprofile.okta import errors
from oktaprofile.provider.diagnose import explain, problem

IN_USE = "Property a cannot be deleted. It is used to populate user.b"


def answer(
    kind: type[errors.ApiError], status: int, code: str, operation: str = "getApplication", **more: Any
) -> Any:
    """An error that Okta answered."""
    return kind(
        operation=operation,
        method="GET",
        path=more.pop("path", "/api/v1/apps/0oa1"),
        status=status,
        error_code=code,
        error_summary="Okta's words",
        error_id="oae1",
        request_id="req1",
        **more,
    )


@pytest.mark.parametrize(
    ("error", "summary", "sentences"),
    [
        (
            answer(errors.Unauthorized, 401, "E0000011"),
            "Okta does not accept the credentials",
            ["OKTA_API_TOKEN", "org_url"],
        ),
        (
            answer(errors.Forbidden, 403, "E0000006", "updateProfileMapping", next_step="Grant the scope x."),
            "Okta forbids updateProfileMapping",
            ["Grant the scope x."],
        ),
        (
            answer(errors.Forbidden, 403, "E0000005"),
            "Okta allows this call in an administrator's browser session only",
            ["api_token"],
        ),
        (
            answer(errors.FeatureNotAvailable, 401, "E0000015", "listProfileMappings", path="/api/v1/mappings"),
            "The mappings API is off in this org",
            ["Ask Okta support"],
        ),
        (answer(errors.NotFound, 404, "E0000007"), "Okta does not have this object", ["deleted"]),
        (answer(errors.RateLimited, 429, "E0000047"), "Okta's rate limit is used up", ["max_retries"]),
        (
            answer(errors.ValidationFailed, 400, "E0000001", causes=[IN_USE]),
            "A mapping still uses the property",
            ["user.b", "oktaprofile_mapping"],
        ),
        (answer(errors.ValidationFailed, 400, "E0000001", causes=["Bad"]), "Okta refused it", ["Bad"]),
        (answer(errors.ServerError, 500, "E0000009"), "Okta failed", ["request id"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_answers_of_okta(error: errors.OktaError, summary: str, sentences: list[str]) -> None:
    """What was tried, Okta's code, words and request id, and what to do."""
    found, detail = explain(error, "Reading the app 0oa1")
    assert found == summary
    assert detail.startswith("Reading the app 0oa1: ")
    for sentence in [*sentences, str(error.error_code), "Okta's words", "req1"]:
        assert sentence in detail


def test_no_answer_at_all() -> None:
    """A wrong address, DNS, a proxy: each is named as a possible cause."""
    summary, detail = explain(errors.ConnectionFailed("getApplication: no route to host"), "Reading the app")
    assert summary == "Okta cannot be reached"
    for word in ("org_url", "OKTA_ORG_URL", "DNS", "HTTPS_PROXY", "REQUESTS_CA_BUNDLE"):
        assert word in detail


def test_every_error_has_a_summary_of_its_own() -> None:
    """No class of the okta room falls through to the general word, except the bases that are never raised."""
    general = {errors.ApiError}
    for kind in vars(errors).values():
        if not (isinstance(kind, type) and issubclass(kind, errors.OktaError)) or kind is errors.OktaError:
            continue
        if kind in general:
            continue
        made = kind.__new__(kind)
        made.args, made.message = ("m",), "m"
        made.__dict__.update(status=400, causes=(), path="", operation="getUser")
        assert explain(made, "Doing")[0] != "The Okta request failed", kind


@pytest.mark.parametrize(
    "specific", ["Set the clock, if it is wrong.", "The proxy wants another user name and password."]
)
def test_a_connection_s_own_advice_is_kept(specific: str) -> None:
    """What is known of the certificate or the proxy is worth more than a list of what it may be."""
    assert (
        specific in explain(errors.ConnectionFailed("TLS failed", next_step=specific), "Reading the app")[1]
    )


def test_a_wrong_clock_is_not_drowned_by_other_advice() -> None:
    """Whoever reads of six things to check does not look at the clock."""
    error = answer(errors.Unauthorized, 401, "invalid_client", next_step="Set this machine's clock.")
    error.message += " This machine's clock is wrong."
    detail = explain(error, "Reading the app")[1]
    assert detail.endswith("Set this machine's clock.")
    assert "OKTA_API_TOKEN" not in detail


def test_a_scope_that_is_not_granted_is_not_drowned_either() -> None:
    """The token endpoint's own refusal says what to grant; nothing is wrong with the key."""
    step = "Grant the app every scope that `scopes` lists (Okta API Scopes), or list fewer."
    error = answer(errors.Unauthorized, 400, "invalid_scope", next_step=step)
    detail = explain(error, "Reading the app")[1]
    assert detail.endswith(step)
    assert "private_key" not in detail


def test_a_problem_points_at_the_argument() -> None:
    """The diagnostic carries the path that it is given."""
    assert problem(errors.ConnectionFailed("no route"), "Doing", ("app_id",)).path == ("app_id",)
