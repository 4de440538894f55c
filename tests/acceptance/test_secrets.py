"""Secrets at TF_LOG=TRACE: a token, a key, what the key signs and what it buys show up nowhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

import oktaprofile
from tests.acceptance.harness import TOKEN, Outcome, SimulatedOrg, Workspace, run_oktaprofile
from tests.acceptance.harness.terraform import ROOT, SOURCE, dev_overrides

PROXY_PASSWORD = "marked-proxy-password"
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


def jwk_of(key: Any) -> str:
    """The private key as JWK, the other form in which Okta shows it."""
    return str(jwt.algorithms.ECAlgorithm.to_jwk(key))


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
    text = jwk_of(key) if "JWK" in way else pem_of(key)
    environment = {
        "OKTA_API_TOKEN": "",
        "OKTA_API_CLIENT_ID": "0oaClient",
        "OKTA_API_PRIVATE_KEY": text,
        "OKTA_API_PRIVATE_KEY_ID": "kid1",
        "OKTA_API_SCOPES": SCOPES.replace(" ", ","),
    }
    marks = (
        [json.loads(text)["d"]] if "JWK" in way else [line for line in text.splitlines() if len(line) > 20]
    )
    return Login(environment, marks)


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


def assert_no_secret(login: Login, places: Iterable[tuple[str, bytes]]) -> None:
    """None of the marks, no JWT, and not the proxy's password."""
    for place, content in places:
        for mark in (*login.marks, PROXY_PASSWORD.encode()):
            assert mark not in content, f"a secret in {place}"
        found = ANY_JWT.search(content)
        assert found is None, (
            f"a JWT in {place}: {content[max(0, found.start() - 80) : found.start() + 12]!r}"
        )


@pytest.mark.parametrize("way", ["token", "RSA", "EC, DPoP", "EC, JWK"])
def test_no_secret_shows_up_anywhere(
    way: str, org: SimulatedOrg, new_workspace: Callable[[SimulatedOrg], Workspace]
) -> None:
    """Plan, apply, a refused write, a crash and a destroy, all traced: the log is long and holds no secret."""
    login, workspace = log_in(way, org), new_workspace(org)
    log = workspace.folder / "trace.log"
    workspace.environment.update(
        login.environment,
        TF_DISABLE_PLUGIN_TLS="",
        TF_LOG="TRACE",
        TF_LOG_PATH=str(log),
        HTTPS_PROXY=f"http://me:{PROXY_PASSWORD}@127.0.0.1:1",  # loopback goes past it
    )
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
    shown = workspace.run("show", "-json", saved).expect_success()
    (workspace.folder / "plan.json").write_text(shown.stdout)
    review(workspace)
    assert_no_secret(login, everything(workspace.folder, org, outcomes))


def review(workspace: Workspace) -> None:
    """Every form of the report, written beside the plan."""
    arguments = ["review", "--plan", "plan.json"]
    for form in ("markdown", "html", "json", "sarif", "junit"):
        arguments += ["--format", form, "--out", f"review.{form}"]
    ran = run_oktaprofile(*arguments, folder=workspace.folder, environment=workspace.environment)
    assert ran.returncode in (0, 2, 3), ran.output
    (workspace.folder / "review.txt").write_text(ran.output)


# Takes the place of the HTTP exchange in the provider's process, and raises with everything it was given.
CRASH = """
import requests
def send(self, request, **options):
    raise RuntimeError(f"crash with {dict(request.headers)} and {request.body!r}") from ValueError(repr(self.__dict__))
requests.adapters.HTTPAdapter.send = send
"""


@pytest.mark.parametrize("way", ["token", "RSA", "EC, DPoP"])
def test_a_crash_that_quotes_the_request_shows_no_secret(
    way: str, org: SimulatedOrg, new_workspace: Callable[[SimulatedOrg], Workspace], tmp_path: Path
) -> None:
    """An unexpected exception whose text holds the headers and the form: the token, the assertion, the proof."""
    login, workspace = log_in(way, org), new_workspace(org)
    folder = tmp_path / "crashing"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(CRASH)
    launcher = folder / "terraform-provider-oktaprofile"
    paths = f"{folder}:{Path(oktaprofile.__file__).parents[1]}"
    launcher.write_text(
        f"#!/bin/sh\nPYTHONPATH='{paths}' exec '{sys.executable}' -m oktaprofile.provider.serve \"$@\"\n"
    )
    launcher.chmod(0o755)
    (workspace.folder / "cli.tfrc").write_text(dev_overrides(SOURCE, folder))
    log = workspace.folder / "trace.log"
    workspace.environment.update(
        login.environment, TF_DISABLE_PLUGIN_TLS="", TF_LOG="TRACE", TF_LOG_PATH=str(log)
    )
    workspace.write(CONFIGURATION.format(app=org.app_id("RingCentral")))
    outcome = workspace.plan_error().expect("failed unexpectedly", "RuntimeError", "crash with")
    assert "(sensitive)" in outcome.output
    assert_no_secret(login, everything(workspace.folder, org, [outcome]))


@pytest.mark.parametrize("command", ["doctor", "impact", "snapshot"])
@pytest.mark.parametrize("fault", ["refused token", "crash"])
def test_the_commands_show_no_secret(org: SimulatedOrg, tmp_path: Path, command: str, fault: str) -> None:
    """Neither in the error of an org that refuses the token, nor in the traceback of a defect."""
    secret = "00marked-secret-of-the-command"
    arguments = {
        "doctor": [],
        "impact": ["--app", "RingCentral", "--map", "primaryPhone=appuser.email"],
        "snapshot": ["--out", str(tmp_path / "people.db")],
    }[command]
    (tmp_path / "sitecustomize.py").write_text(CRASH if fault == "crash" else "")
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{tmp_path}:{Path(oktaprofile.__file__).parents[1]}",
        "OKTA_ORG_URL": org.url,
        "OKTA_API_TOKEN": secret,
        "OKTAPROFILE_CACHE_DIR": str(tmp_path / "cache"),
    }
    ran = subprocess.run(
        [sys.executable, "-m", "oktaprofile.cli.main", command, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert secret not in ran.stdout + ran.stderr
    assert ("crash with" if fault == "crash" else "does not accept") in ran.stderr


def test_a_synthesized_stack_holds_no_secret(tmp_path: Path) -> None:
    """Credentials in the environment of `cdktf synth` stay there: nothing of them is in cdktf.out."""
    marks = {"OKTA_API_TOKEN": "00marked-secret-of-synth", "OKTA_API_PRIVATE_KEY": "-----BEGIN marked-key"}
    environment = {
        **os.environ,
        **marks,
        "CDKTF_OUTDIR": str(tmp_path / "out"),
        "OKTAPROFILE_ENVIRONMENT": "demo",
    }
    ran = subprocess.run(
        [sys.executable, "main.py"],
        cwd=ROOT,
        env={**environment, "OKTAPROFILE_DEMO_STATE": str(tmp_path / "demo.tfstate")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    written = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert any(path.name == "cdk.tf.json" for path in written)
    for path in written:
        content = path.read_bytes()
        assert not any(mark.encode() in content for mark in marks.values()), path


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


SECRETS = {
    "title": "SSWS 00Abcdefghijklmnopqrstuvwxyz0123456789_-AB",
    "description": "-----BEGIN PRIVATE KEY-----\\nMIIverysecret\\n-----END PRIVATE KEY-----",
    "external_name": "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIwb2EifQ.c2lnbmF0dXJl",
}


@pytest.mark.parametrize("argument", SECRETS)
@pytest.mark.parametrize("action", ["validate", "plan"])
def test_a_credential_in_a_resource_is_refused(
    org: SimulatedOrg, workspace: Workspace, argument: str, action: str
) -> None:
    """By its looks; the place is named, and neither the value nor the line with it is printed."""
    others = "" if argument == "title" else '  title = "Site"\n'
    workspace.write(
        'resource "oktaprofile_app_user_property" "site" {\n'
        f'  app_id = "{org.app_id("RingCentral")}"\n  name = "site"\n{others}'
        f'  {argument} = "{SECRETS[argument]}"\n}}\n'
    )
    outcome = workspace.run(action, "-no-color").expect_failure()
    outcome.expect("Credential in a resource's configuration", f"{argument} holds", "OKTA_API_TOKEN")
    for part in ("00Abcdef", "MIIverysecret", "c2lnbmF0dXJl"):
        assert part not in outcome.output


def test_the_provider_s_own_token_in_a_resource_is_refused(org: SimulatedOrg, workspace: Workspace) -> None:
    """Whatever it looks like, and where it arrives at plan only."""
    workspace.environment["TF_VAR_note"] = f"use {TOKEN} for this"
    workspace.write(
        'variable "note" {\n  type = string\n}\n'
        'resource "oktaprofile_app_user_property" "site" {\n'
        f'  app_id = "{org.app_id("RingCentral")}"\n  name = "site"\n  title = "S"\n'
        "  description = var.note\n}\n"
    )
    outcome = workspace.plan_error().expect("Credential in a resource's configuration", "description holds")
    assert TOKEN not in outcome.output
