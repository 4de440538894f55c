"""One printer of errors for every command: what, why, next step; nothing that acts, and nobody's number."""

from __future__ import annotations

import pytest

from oktaprofile.cli import output
from oktaprofile.cli.shared import FAILED, fail
from oktaprofile.okta.errors import OktaError
from oktaprofile.plan.errors import DocumentError
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.text.redact import redact

HOSTILE = "::set-output name=x::\x1b[2J +1 415 555 0100 ann@example.com"


@pytest.mark.parametrize(
    "error",
    [
        DocumentError(HOSTILE, f"Next.\n{HOSTILE}"),
        DiagnosticError(HOSTILE, HOSTILE),
        OktaError(HOSTILE),
        FileExistsError(17, "exists already", HOSTILE),
        ValueError(HOSTILE),
    ],
)
def test_an_error_quotes_nothing_that_acts(error: Exception, capsys: pytest.CaptureFixture[str]) -> None:
    """Whichever room raised it: no line is a pipeline's command, no character controls the terminal, nobody's number
    or address is shown."""
    assert fail("adopt", error, after=f"\n{HOSTILE}") == FAILED
    printed = capsys.readouterr().err
    assert printed.startswith("oktaprofile adopt: ")
    assert not any(line.lstrip().startswith("::") for line in printed.splitlines())
    assert "\x1b" not in printed
    assert "555 0100" not in printed
    assert "ann@" not in printed


@pytest.mark.parametrize("name", ["OKTA_API_TOKEN", "GITHUB_TOKEN", "RC_APP_CLIENT_SECRET", "RC_USER_JWT"])
def test_no_credential_of_a_command_is_printed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever an error or an answer quotes: RingCentral's are hidden as Okta's are."""
    secret = f"hush-hush-{name.lower()}-0123456789"
    monkeypatch.setenv(name, secret)
    output._hide_credentials()
    assert secret not in redact(f"the answer says {secret}.")
