"""Logging in with the real terraform: OAuth 2.0 with a private key, and each wrong way with the error it prints."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.acceptance.harness import TOKEN, SimulatedOrg, Workspace, start_org

SCOPES = ["okta.apps.read", "okta.schemas.manage", "okta.userTypes.read", "okta.profileMappings.manage"]
BLOCK = 'resource "oktaprofile_app_user_property" "site" {{\n  app_id = "{}"\n  name = "site"\n  title = "S"\n}}\n'


@pytest.fixture(scope="module")
def key_pem() -> str:
    """A private key, as Okta shows it once."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return str(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
    )


def register(org: SimulatedOrg, key_pem: str, scopes: list[str], **more: Any) -> None:
    """Makes the API Services app known to the org."""
    public = serialization.load_pem_private_key(key_pem.encode(), None).public_key()
    jwk: dict[str, Any] = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(public))
    jwk["kid"] = "kid1"
    org.load({"clients": [{"client_id": "0oaClient", "scopes": scopes, "keys": [jwk], **more}]})


def oauth(workspace: Workspace, key: str, scopes: list[str]) -> None:
    """Takes the token away and gives the workspace an OAuth client."""
    del workspace.environment["OKTA_API_TOKEN"]
    workspace.environment.update(
        OKTA_API_CLIENT_ID="0oaClient",
        OKTA_API_PRIVATE_KEY=key,
        OKTA_API_PRIVATE_KEY_ID="kid1",
        OKTA_API_SCOPES=",".join(scopes),
    )


@pytest.mark.parametrize("as_file", [False, True], ids=["text", "file"])
def test_oauth_client(
    org: SimulatedOrg, workspace: Workspace, key_pem: str, tmp_path: Path, as_file: bool
) -> None:
    """Plan, apply and destroy with a token that the key buys; the key may be text or a file."""
    register(org, key_pem, SCOPES)
    key = key_pem
    if as_file:
        (tmp_path / "key.pem").write_text(key_pem)
        key = str(tmp_path / "key.pem")
    oauth(workspace, key, SCOPES)
    app_id = org.app_id("RingCentral")
    workspace.write(BLOCK.format(app_id))
    workspace.apply().expect_success()
    assert "site" in org.app_properties(app_id)
    assert workspace.plan().actions == {}
    workspace.destroy().expect_success()


def test_scope_missing_for_the_write(org: SimulatedOrg, workspace: Workspace, key_pem: str) -> None:
    """Reading is allowed, writing is not: the error names the operation, the scope, and where to grant it."""
    readable = ["okta.apps.read", "okta.schemas.read"]
    register(org, key_pem, SCOPES + readable)
    oauth(workspace, key_pem, readable)
    workspace.write(BLOCK.format(org.app_id("RingCentral")))
    workspace.plan()
    workspace.apply().expect_failure().expect(
        "Okta forbids updateApplicationUserProfile",
        "okta.schemas.manage",
        "OKTA_API_SCOPES",
        "E0000006",
        "request id",
    )
    assert workspace.state() == {}


@pytest.mark.parametrize(
    ("roles", "step", "says"),
    [
        ([], "plan", ["has the scope okta.", "an admin role", "Read-Only Administrator"]),
        (["READ_ONLY_ADMIN"], "apply", ["has the scope okta.schemas.manage", "Application Administrator"]),
    ],
)
def test_role_missing(
    org: SimulatedOrg, workspace: Workspace, key_pem: str, roles: list[str], step: str, says: list[str]
) -> None:
    """The token has every scope, the app no role that covers it: the error says so, and names a role that does."""
    register(org, key_pem, SCOPES, roles=roles)
    oauth(workspace, key_pem, SCOPES)
    workspace.write(BLOCK.format(org.app_id("RingCentral")))
    outcome = workspace.plan_error() if step == "plan" else workspace.apply().expect_failure()
    outcome.expect("Okta forbids", *says)


@pytest.mark.parametrize("api_nonce", [False, True], ids=["as recorded", "with nonces of the API"])
def test_dpop(org: SimulatedOrg, workspace: Workspace, key_pem: str, api_nonce: bool) -> None:
    """An app that demands DPoP: the same configuration, nothing more to set."""
    register(org, key_pem, SCOPES, dpop_bound=True, api_nonce=api_nonce)
    oauth(workspace, key_pem, SCOPES)
    app_id = org.app_id("RingCentral")
    workspace.write(BLOCK.format(app_id))
    workspace.apply().expect_success()
    assert "site" in org.app_properties(app_id)
    assert workspace.plan().actions == {}


def test_a_certificate_file_that_is_not_there(org: SimulatedOrg, workspace: Workspace) -> None:
    """Named by its variable, before anything is sent."""
    workspace.environment["REQUESTS_CA_BUNDLE"] = "/no/such/corp.pem"
    workspace.write(BLOCK.format(org.app_id("RingCentral")))
    org.reset_requests()
    workspace.plan_error().expect("REQUESTS_CA_BUNDLE names '/no/such/corp.pem'", "cannot be read")
    assert org.requests()["total"] == 0


def test_scope_not_granted_to_the_client(org: SimulatedOrg, workspace: Workspace, key_pem: str) -> None:
    """The token endpoint refuses the scope: the error says which; the key isn't printed."""
    register(org, key_pem, ["okta.apps.read"])
    oauth(workspace, key_pem, SCOPES)
    workspace.write(BLOCK.format(org.app_id("RingCentral")))
    outcome = workspace.plan_error().expect("okta.schemas.manage", "not granted")
    assert "PRIVATE KEY" not in outcome.output


def test_wrong_key(org: SimulatedOrg, workspace: Workspace, key_pem: str) -> None:
    """A key that the client does not have, and one that is none: refused, never shown."""
    register(org, key_pem, SCOPES)
    oauth(workspace, "s3cret-no-key", SCOPES)
    workspace.write(BLOCK.format(org.app_id("RingCentral")))
    outcome = workspace.plan_error().expect("private_key", "OKTA_API_PRIVATE_KEY")
    assert "s3cret" not in outcome.output


@pytest.mark.parametrize(
    ("block", "sentences"),
    [
        ('org_url = "acme.okta.com"', ["org_url", "https://acme.okta.com"]),
        ('org_url = "https://acme-admin.okta.com"', ["Admin Console", "https://acme.okta.com"]),
        ('org_url = "https://acme.okta.com"\n org_name = "acme"', ["The org is named twice"]),
        ('api_token = "s3cret"\n client_id = "0oa1"', ["Two ways to log in", "client_id"]),
        ('api_token = ""', ["api_token is empty", "OKTA_API_TOKEN"]),
        ("max_retries = 101", ["Wrong max_retries", "0 to 100"]),
        ("request_timeout = 0.5", ["Wrong request_timeout"]),
    ],
)
def test_wrong_provider_block_is_refused_by_validate(
    tmp_path: Path, block: str, sentences: list[str]
) -> None:
    """Nothing but the configuration is needed to find these, and no secret is printed."""
    workspace = Workspace(tmp_path / "w", {})
    workspace.write(f'provider "oktaprofile" {{\n {block}\n}}\n' + BLOCK.format("0oa1"))
    outcome = workspace.run("validate", "-no-color").expect_failure().expect(*sentences)
    assert "s3cret" not in outcome.output


def test_argument_that_is_unknown_at_plan(org: SimulatedOrg, workspace: Workspace) -> None:
    """The provider cannot read Okta for the plan: the error names the argument and the ways out."""
    workspace.write(
        'resource "terraform_data" "token" {\n  input = "x"\n}\n'
        'provider "oktaprofile" {\n  api_token = terraform_data.token.output\n}\n' + BLOCK.format("0oa1")
    )
    workspace.plan_error().expect("api_token is not known yet", "OKTA_API_TOKEN", "-target")


def test_credentials_in_the_configuration_win(
    org: SimulatedOrg, new_workspace: Callable[[SimulatedOrg], Workspace]
) -> None:
    """Arguments win over the environment, and silence the other way to log in that is exported."""
    workspace = new_workspace(org)
    workspace.environment.update(
        OKTA_ORG_URL="https://wrong.example", OKTA_API_TOKEN="wrong", OKTA_ORG_NAME="wrong"
    )
    provider = f'provider "oktaprofile" {{\n  org_url = "{org.url}"\n  api_token = "{TOKEN}"\n}}\n'
    workspace.write(provider + BLOCK.format(org.app_id("RingCentral")))
    assert len(workspace.plan().actions) == 1


def test_rate_limit_is_waited_for(new_workspace: Callable[[SimulatedOrg], Workspace]) -> None:
    """Okta answers 429 once: the plan waits as told and goes on."""
    with start_org() as org:
        workspace = new_workspace(org)
        workspace.write(BLOCK.format(org.app_id("RingCentral")))
        org.add_fault(operation="getApplicationUserSchema", action="rate_limit", reset_seconds=1)
        assert len(workspace.plan().actions) == 1
        org.end_faults()
