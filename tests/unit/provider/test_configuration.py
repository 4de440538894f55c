"""The provider block and the environment: what is refused, what wins, and that no secret is shown."""

from __future__ import annotations

from typing import Any

import pytest

from oktaprofile.plugin.diagnostics import DiagnosticError, Diagnostics
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider.configuration import SCHEMA, resolve, validate

TOKEN = {"OKTA_API_TOKEN": "from-environment"}


def block(**arguments: Any) -> dict[str, Any]:
    """A provider block with these arguments."""
    return {**dict.fromkeys(SCHEMA.attributes), **arguments}


def problems(**arguments: Any) -> list[tuple[Any, str]]:
    """(path, summary) of what validate says."""
    diagnostics = Diagnostics()
    try:
        validate(block(**arguments), diagnostics)
    except DiagnosticError as error:
        diagnostics.error(error.summary, error.detail, error.path)
    return [(item.path, item.summary) for item in diagnostics.items]


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        ({"org_url": "acme.okta.com"}, ("org_url",)),
        ({"org_url": "http://acme.okta.com"}, ("org_url",)),
        ({"org_url": "https://acme-admin.okta.com"}, ("org_url",)),
        ({"org_url": "https://acme.okta.com/app"}, ("org_url",)),
        ({"org_url": "https://acme.okta.com", "org_name": "acme"}, ("org_name",)),
        ({"org_url": UNKNOWN, "base_url": "okta.com"}, ("base_url",)),
        ({"org_name": "acme-admin"}, ("org_name",)),
        ({"api_token": "x", "private_key": "y"}, ("private_key",)),
        ({"api_token": UNKNOWN, "client_id": UNKNOWN}, ("client_id",)),
        ({"api_token": "  "}, ("api_token",)),
        ({"max_retries": 1.5}, ("max_retries",)),
        ({"parallelism": 0}, ("parallelism",)),
        ({"parallelism": 51}, ("parallelism",)),
        ({"request_timeout": 601}, ("request_timeout",)),
    ],
    ids=str,
)
def test_wrong_arguments_are_refused_at_validate(arguments: dict[str, Any], path: tuple[str, ...]) -> None:
    """Each error points at its argument; the environment is not needed."""
    assert [found for found, _ in problems(**arguments)] == [path]


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"org_url": "https://acme.okta.com", "api_token": "t"},
        {"org_url": "http://127.0.0.1:8080"},
        {"org_name": "acme", "base_url": "oktapreview.com"},
        {"org_name": UNKNOWN, "base_url": UNKNOWN, "scopes": UNKNOWN, "max_retries": UNKNOWN},
        {"client_id": "0oa1", "private_key": UNKNOWN, "scopes": ["okta.apps.read", UNKNOWN]},
    ],
    ids=str,
)
def test_right_and_unknown_arguments_pass(arguments: dict[str, Any]) -> None:
    """Validate says nothing about what may be right."""
    assert problems(**arguments) == []


def test_missing_credentials_name_argument_and_variable() -> None:
    """Configure without anything to log in with."""
    with pytest.raises(DiagnosticError) as raised:
        resolve(block(org_url="https://acme.okta.com"), {})
    assert raised.value.path == ("api_token",)
    assert "api_token" in raised.value.detail
    assert "OKTA_API_TOKEN" in raised.value.detail


def test_missing_org_names_argument_and_variable() -> None:
    """Configure without an org."""
    with pytest.raises(DiagnosticError) as raised:
        resolve(block(), TOKEN)
    assert "org_url" in raised.value.detail
    assert "OKTA_ORG_URL" in raised.value.detail


def test_unknown_argument_is_refused_at_plan() -> None:
    """A value known after apply only: the error names it and the ways out."""
    with pytest.raises(DiagnosticError) as raised:
        resolve(block(scopes=["okta.apps.read", UNKNOWN]), TOKEN)
    assert raised.value.path == ("scopes",)
    assert "-target" in raised.value.detail


def test_environment_completes_the_block() -> None:
    """Variables fill in what the block leaves out."""
    found = resolve(block(), {"OKTA_ORG_NAME": "acme", "OKTA_BASE_URL": "oktapreview.com", **TOKEN})
    assert found.org_url == "https://acme.oktapreview.com"


def test_arguments_silence_the_environment() -> None:
    """A configured org and client win over an exported address and token."""
    found = resolve(
        block(
            org_name="acme",
            client_id="0oa1",
            private_key="-----BEGIN PRIVATE KEY-----\nx",
            scopes=["okta.apps.read"],
        ),
        {"OKTA_ORG_URL": "https://other.okta.com", **TOKEN},
    )
    assert found.org_url == "https://acme.okta.com"
    assert found.api_token is None
    assert found.client_id == "0oa1"


def test_a_key_that_is_none_is_not_shown() -> None:
    """Whatever stands in private_key may be a secret."""
    with pytest.raises(DiagnosticError) as raised:
        resolve(block(org_name="acme", client_id="0oa1", private_key="s3cret", scopes=["okta.apps.read"]), {})
    assert "s3cret" not in raised.value.detail + raised.value.summary
    assert raised.value.path == ("private_key",)
