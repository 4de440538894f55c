"""A credential in a resource is refused, named by its place, and not shown."""

from __future__ import annotations

from typing import Any

import pytest

from oktaprofile.plugin.diagnostics import Diagnostics
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider.misplaced_secrets import looks_like, refuse
from oktaprofile.text import redact

TOKEN = "00Abcdefghijklmnopqrstuvwxyz0123456789_-AB"
JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIwb2EifQ.c2lnbmF0dXJl"
PEM = "-----BEGIN PRIVATE KEY-----\nMIIverysecret\n-----END PRIVATE KEY-----"
JWK = '{"kty": "RSA", "n": "x", "d": "verysecret"}'


@pytest.fixture(autouse=True)
def _nothing_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redact, "_secrets", {})


def told(config: dict[str, Any], environment: dict[str, str] | None = None) -> list[str]:
    """The details of the errors."""
    diagnostics = Diagnostics()
    refuse(config, environment or {}, diagnostics)
    assert all(item.path == () for item in diagnostics.items), "Terraform would print the line"
    return [item.detail for item in diagnostics.items]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (PEM, "a private key"),
        (PEM.replace("PRIVATE", "RSA PRIVATE"), "a private key"),
        (JWK, "a private key (JWK)"),
        (f"Bearer {JWT}", "an access token"),
        (JWT, "an access token"),
        (f"SSWS {TOKEN}", "an Okta API token"),
        (TOKEN, "an Okta API token"),
        (f'x = "{TOKEN}";', "an Okta API token"),
    ],
)
@pytest.mark.parametrize("place", ["title", "properties.site.title", "enum[1]"])
def test_what_looks_like_a_credential_is_refused(text: str, kind: str, place: str) -> None:
    """In any argument, at any depth; the error names the place and not the value."""
    config = {
        "title": {"title": text},
        "properties.site.title": {"properties": {"site": {"title": text}}},
        "enum[1]": {"enum": ["a", text]},
    }[place]
    [detail] = told(config)
    assert detail.startswith(f"{place} holds ")
    assert kind in detail
    for part in (TOKEN, JWT, "verysecret"):
        assert part not in detail


def test_a_credential_as_a_name_is_not_shown_as_a_path() -> None:
    """The keys of a map are part of a path."""
    [detail] = told({"properties": {TOKEN: {"title": "x"}}})
    assert detail.startswith("A name in properties holds ")
    assert TOKEN not in detail


@pytest.mark.parametrize("variable", ["OKTA_API_TOKEN", "OKTA_API_PRIVATE_KEY"])
def test_the_provider_s_own_credential_is_found_whatever_it_looks_like(variable: str) -> None:
    """Before Configure from the environment, after it by what is hidden; also inside a longer text."""
    assert told({"title": "say plain-secret-1"}, {variable: "plain-secret-1"})
    redact.hide("plain-secret-2")
    [detail] = told({"properties": {"a": {"description": "say plain-secret-2 twice"}}})
    assert "the provider's own credential" in detail
    assert not told({"title": "short"}, {variable: "short"})


@pytest.mark.parametrize(
    "text",
    [
        "Direct Number",
        'String.len(appuser.directNumber) > 0 ? "+1" + appuser.directNumber : user.primaryPhone',
        "0oa1gjh63g214q0Hq0g4",
        "+49 30 000000000000000000000000000000000000000000",
        "00000000-0000-0000-0000-000000000000-0000000",
        "00" + "a" * 40,
        "eyJustAWord",
        "the SSWS scheme",
        "-----BEGIN CERTIFICATE-----",
        '{"kty": "RSA", "n": "x"}',
        "",
    ],
)
def test_other_texts_pass(text: str) -> None:
    """Numbers, ids, expressions, public keys and talk about tokens are no credentials."""
    assert looks_like(text) == ""
    assert told({"a": text, "b": UNKNOWN, "c": None, "d": 5, "e": [True, {"f": UNKNOWN}]}) == []
