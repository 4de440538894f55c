"""What Configure sets up, without a call."""

from __future__ import annotations

import threading

import pytest

from oktaprofile.plugin import redact
from oktaprofile.plugin.diagnostics import Diagnostics
from oktaprofile.plugin.resource import Context
from oktaprofile.provider.provider import OktaProfileProvider
from oktaprofile.provider.session import Session

TOKEN = "00token-of-the-environment"


def test_a_token_from_the_environment_is_hidden_from_every_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine hides what the provider block holds; the environment's token is hidden by Configure."""
    monkeypatch.setattr(redact, "_secrets", set())
    monkeypatch.setenv("OKTA_API_TOKEN", TOKEN)
    for name in (
        "OKTA_ORG_NAME",
        "OKTA_BASE_URL",
        "OKTA_API_CLIENT_ID",
        "OKTA_API_PRIVATE_KEY",
        "OKTA_API_SCOPES",
    ):
        monkeypatch.delenv(name, raising=False)
    config = dict.fromkeys(OktaProfileProvider.schema.attributes) | {"org_url": "https://acme.okta.com"}
    context = Context(Diagnostics(), threading.Event())
    session = OktaProfileProvider().configure(config, "1.11.4", context)
    assert isinstance(session, Session)
    assert redact.redact(f"Authorization: SSWS {TOKEN}") == "Authorization: SSWS (sensitive)"
