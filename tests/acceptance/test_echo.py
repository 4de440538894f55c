"""Whatever an answer repeats of a credential, no command prints it: each command as a process of its own."""

from __future__ import annotations

import os
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tests.acceptance.harness import run_oktaprofile
from tests.contract.okta.echo import EVERY_FORM, WAYS, assert_hidden, echoing

TOKEN = "00Marked-secret_of-the-commands-0123456789"
COMMANDS = {
    "doctor": ["doctor"],
    "doctor --json": ["doctor", "--json"],
    "impact": ["impact", "--app", "RingCentral", "--map", "primaryPhone=appuser.email"],
    "snapshot": ["snapshot", "--out", "people.db"],
    "post to GitHub": ["review", "post", "--github", "--number", "1", "--body", "report.md"],
    "post to GitLab": ["review", "post", "--gitlab", "--number", "1", "--body", "report.md"],
}


def run(arguments: list[str], folder: Path, url: str, **environment: str) -> str:
    """All that a command prints and writes."""
    (folder / "report.md").write_text("<!-- oktaprofile:review x -->\nReport\n")
    ran = run_oktaprofile(
        *arguments,
        folder=folder,
        environment={
            "PATH": os.environ["PATH"],
            "OKTA_ORG_URL": url,
            "GITHUB_API_URL": url,
            "GITHUB_REPOSITORY": "a/b",
            "CI_API_V4_URL": url,
            "CI_PROJECT_ID": "1",
            "OKTAPROFILE_CACHE_DIR": str(folder / "cache"),
            **environment,
        },
    )
    assert ran.returncode in (1, 3), ran.stderr
    written = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return ran.output + written.decode(errors="replace")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("way", WAYS)
def test_no_command_shows_its_token(tmp_path: Path, command: str, way: str) -> None:
    """A gateway repeats the header in its answer, whatever part of it and however it is written."""
    with echoing(way, EVERY_FORM) as (url, repeated):
        shown = run(
            COMMANDS[command], tmp_path, url, OKTA_API_TOKEN=TOKEN, GITHUB_TOKEN=TOKEN, GITLAB_TOKEN=TOKEN
        )
        assert_hidden(shown, repeated)


@pytest.mark.parametrize("command", ["doctor", "impact", "snapshot"])
@pytest.mark.parametrize("way", ["summary", "OAuth error"])
def test_no_command_shows_the_assertion(tmp_path: Path, command: str, way: str) -> None:
    """What is signed with the private key is sent to the token endpoint."""
    key = jwt.algorithms.ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()))
    with echoing(way, EVERY_FORM) as (url, repeated):
        environment = {"OKTA_API_CLIENT_ID": "0oaClient", "OKTA_API_PRIVATE_KEY": key}
        shown = run(COMMANDS[command], tmp_path, url, OKTA_API_SCOPES="okta.apps.read", **environment)
        assert_hidden(shown, repeated)
