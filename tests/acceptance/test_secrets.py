"""Secrets at TF_LOG=TRACE: a token, a key, what the key signs and what it buys show up nowhere."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests.acceptance.harness import TOKEN, Outcome, SimulatedOrg, Workspace

SCOPES = "okta.apps.read okta.schemas.manage okta.userTypes.read okta.profileMappings.manage"
# Any JWT: client assertions, access tokens and DPoP proofs are made while the test runs.
ANY_JWT = re.compile(rb"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.")
CONFIGURATION = """
resource "oktaprofile_app_user_property" "site" {{
  app_id = "{app}"
  name   = "site"
  title  = "Site"
}}
resource "oktaprofile_mapping" "m" {{
  app_id     = oktaprofile_app_user_property.site.app_id
  properties = {{ nickName = {{ expression = "appuser.email" }} }}
}}
data "oktaprofile_sync_readiness" "r" {{
  app_id = "{app}"
}}
"""


def pem_of(key: Any) -> str:
    """The private key as Okta shows it once."""
    return str(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
    )


def register(org: SimulatedOrg, key: Any, *, dpop: bool) -> None:
    """Makes the API Services app known to the org."""
    family = jwt.algorithms.RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else jwt.algorithms.ECAlgorithm
    public = {**json.loads(family.to_jwk(key.public_key())), "kid": "kid1"}  # type: ignore[attr-defined]
    client = {"client_id": "0oaClient", "scopes": SCOPES.split(), "keys": [public], "dpop_bound": dpop}
    org.load({"clients": [client]})


class Login:
    """One way to log in: what goes into the environment, and what must never come out of it."""

    def __init__(self, environment: dict[str, str], marks: list[str]) -> None:
        self.environment = environment
        self.marks = [mark.encode() for mark in marks]


def log_in(way: str, org: SimulatedOrg) -> Login:
    """`token`, or OAuth with an RSA or EC key, by bearer or DPoP-bound tokens."""
    if way == "token":
        return Login({"OKTA_API_TOKEN": TOKEN}, [TOKEN])
    key = (
        ec.generate_private_key(ec.SECP256R1())
        if way.startswith("EC")
        else rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )
    register(org, key, dpop="DPoP" in way)
    text = pem_of(key)
    environment = {
        "OKTA_API_TOKEN": "",
        "OKTA_API_CLIENT_ID": "0oaClient",
        "OKTA_API_PRIVATE_KEY": text,
        "OKTA_API_PRIVATE_KEY_ID": "kid1",
        "OKTA_API_SCOPES": SCOPES.replace(" ", ","),
    }
    return Login(environment, [line for line in text.splitlines() if len(line) > 20])


def everything(folder: Path, org: SimulatedOrg, outcomes: list[Outcome]) -> Iterator[tuple[str, bytes]]:
    """Every text that the run left: printed, logged, stored, in plans, and in the org's list of requests."""
    for number, outcome in enumerate(outcomes):
        yield f"output {number}: {outcome.command[1]}", outcome.output.encode()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    for name in archive.namelist():
                        yield f"{path.name}: {name}", archive.read(name)
            else:
                yield path.name, path.read_bytes()
    yield "requests of the org", json.dumps(org.requests()).encode()
    yield "log of the org", org.snapshot()


@pytest.mark.parametrize("way", ["token", "RSA", "EC, DPoP"])
def test_no_secret_shows_up_anywhere(
    way: str, org: SimulatedOrg, new_workspace: Callable[[SimulatedOrg], Workspace]
) -> None:
    """Plan, apply, a refused write, a crash and a destroy, all traced: the log is long and holds no secret."""
    login, workspace = log_in(way, org), new_workspace(org)
    log = workspace.folder / "trace.log"
    workspace.environment.update(login.environment, TF_LOG="TRACE", TF_LOG_PATH=str(log))
    workspace.write(CONFIGURATION.format(app=org.app_id("RingCentral")))
    flags = ("-no-color", "-input=false")
    saved = str(workspace.folder / "saved.tfplan")
    outcomes = [workspace.run("plan", *flags, f"-out={saved}").expect_success()]
    org.add_fault(operation="updateApplicationUserProfile", status=400)
    outcomes.append(workspace.run("apply", *flags, saved).expect_failure())
    outcomes.append(workspace.run("apply", *flags, "-auto-approve").expect_success())
    org.add_fault(
        operation="getApplicationUserSchema", status=200, body={"definitions": {"custom": 7}}, times=None
    )
    outcomes.append(workspace.run("plan", *flags).expect_failure())
    org.end_faults()
    outcomes.append(workspace.run("apply", "-destroy", *flags, "-auto-approve").expect_success())

    assert log.stat().st_size > 100_000, "nothing was traced"
    for place, content in everything(workspace.folder, org, outcomes):
        for mark in login.marks:
            assert mark not in content, f"a secret in {place}"
        found = ANY_JWT.search(content)
        assert found is None, (
            f"a JWT in {place}: {content[max(0, found.start() - 80) : found.start() + 12]!r}"
        )


def test_secrets_of_the_provider_block(org: SimulatedOrg, workspace: Workspace) -> None:
    """A token that comes as a sensitive variable is in no output, log or state. (Terraform itself keeps the values of
    variables in a saved plan: that is why the documentation recommends the environment.)
    """
    log = workspace.folder / "trace.log"
    workspace.environment.update(TF_LOG="TRACE", TF_LOG_PATH=str(log), OKTA_API_TOKEN="", TF_VAR_token=TOKEN)
    workspace.write(
        'variable "token" {\n  type = string\n  sensitive = true\n}\n'
        'provider "oktaprofile" {\n  api_token = var.token\n}\n'
        + CONFIGURATION.format(app=org.app_id("RingCentral"))
    )
    outcomes = [workspace.run("apply", "-no-color", "-input=false", "-auto-approve").expect_success()]
    for place, content in everything(workspace.folder, org, outcomes):
        assert TOKEN.encode() not in content, f"the token in {place}"


@pytest.mark.parametrize("argument", ["api_token", "private_key"])
def test_a_resource_takes_no_token(org: SimulatedOrg, workspace: Workspace, argument: str) -> None:
    """There is no argument for it, so that nobody can put one into a state."""
    block = CONFIGURATION.format(app=org.app_id("RingCentral"))
    workspace.write(block.replace('  name   = "site"', f'  name   = "site"\n  {argument} = "x"'))
    workspace.plan_error().expect("Unsupported argument", argument)
