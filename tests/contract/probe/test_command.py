"""`oktaprofile probe` as a person, or a pipeline, runs it."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from oktaprofile.cli import probe
from oktaprofile.cli.main import main
from oktaprofile.okta.config import OktaConfig
from oktaprofile.okta.errors import Forbidden
from oktaprofile.probe import look, run
from oktaprofile.probe.note import Note
from oktaprofile.probe.steps import requests
from tests.contract.probe.conftest import ALL, Probed

HOST = "127.0.0.1"


@pytest.fixture
def here(probed: Probed, monkeypatch: pytest.MonkeyPatch) -> Probed:
    """The command runs in a folder of its own, for the embedded org."""
    monkeypatch.chdir(probed.folder)
    monkeypatch.setenv("OKTA_ORG_URL", probed.org.url)
    monkeypatch.setenv("OKTA_API_TOKEN", probed.org.token)
    monkeypatch.setattr(probe, "Clock", lambda: probed.clock)
    probed.org.service.journal.reset()
    return probed


def asked(here: Probed) -> list[str]:
    """The methods of the requests that came."""
    return [one["method"] for one in here.org.service.journal.document()["requests"]]


def test_a_whole_probe(here: Probed, capsys: pytest.CaptureFixture[str]) -> None:
    """It shows what it does, does no more than it said, and writes the answers, in which nothing names the org."""
    assert main(["probe", "--org-name", HOST, "--base-attribute", "primaryPhone"]) == 0
    printed = capsys.readouterr()
    calls, writes = requests(ALL, base=True)
    assert f"At most {calls} requests, {writes} of them writes." in printed.out
    assert printed.out.rstrip().endswith("Everything is as it was found.")
    assert "17/17 inactive-schema: accept" in printed.err
    methods = asked(here)
    assert len([method for method in methods if method != "GET"]) <= writes
    assert len(methods) <= calls + 4  # the look before it
    path = here.folder / "answers.json"
    text = path.read_text()
    assert [entry["answer"] for entry in json.loads(text)["answers"].values()].count(None) == 0
    for secret in (HOST, "oktaprofile probe ", "example.com", here.org.token, "0oa", "00u"):
        assert secret not in text


@pytest.mark.parametrize(
    ("flags", "why"),
    [
        ([], "Nobody can be asked here. To confirm in a pipeline: --org-name 127.0.0.1"),
        (["--org-name", "acme"], "this org is '127.0.0.1'"),
        (["--only", "override-outside", "--org-name", HOST], "a probe cannot settle 'override-outside'"),
        (
            ["--only", "pipeline", "--base-attribute", "title", "--org-name", HOST],
            "goes with the question base-master",
        ),
        (["--undo", "none.undo"], "none.undo cannot be read"),
        (["--base-attribute", "badge", "--org-name", HOST], "There is no base attribute badge"),
    ],
)
def test_what_is_not_begun_writes_nothing(
    here: Probed, flags: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each says what to do instead."""
    assert main(["probe", *flags]) == 1
    assert why in capsys.readouterr().err
    assert set(asked(here)) <= {"GET"}


@pytest.mark.parametrize("base", [None, "primaryPhone"])
def test_no_write_names_what_was_there_before(probed: Probed, base: str | None) -> None:
    """No app, type, user or mapping of the org's; and its default schema only for the attribute that is named."""
    ids = set(re.findall(r"\b[0-9a-z]{3}1[0-9A-Za-z]{16}\b", probed.state().decode()))
    assert len(ids) > 20
    assert probed.probe(ALL, base).problems == []
    written = [call.path for call in probed.calls if call.method != "GET"]
    assert len(written) > 30
    assert not [path for path in written if any(id_ in path for id_ in ids)]
    schemas = [path for path in written if path.endswith("/meta/schemas/user/default")]
    assert len(schemas) == (0 if base is None else 2)


@pytest.mark.parametrize(("typed", "code"), [(f"{HOST}\n", 0), ("acme\n", 1), ("", 1)])
def test_a_person_types_the_orgs_name(
    here: Probed, monkeypatch: pytest.MonkeyPatch, typed: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """After the plan; another word, or the end of the input, is a no."""
    terminal = io.StringIO(typed)
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdin", terminal)
    assert main(["probe", "--only", "pipeline"]) == code
    printed = capsys.readouterr().out
    assert printed.index("It asks:") < printed.index(f"type the org's name ({HOST})")


def test_a_plan_only_reads(here: Probed, capsys: pytest.CaptureFixture[str]) -> None:
    """And needs no name."""
    assert main(["probe", "--plan"]) == 0
    assert set(asked(here)) <= {"GET"}
    assert not (here.folder / "answers.json").exists()
    assert main(["probe", "--list"]) == 0
    assert "override-outside (row 26)" in capsys.readouterr().out


def test_a_right_that_only_the_first_write_shows_to_be_missing(
    here: Probed, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is missing is named; nothing was written, to the org or to the answers."""
    refusal = {"errorCode": "E0000006", "errorSummary": "No."}
    here.org.service.faults.add({"operation": "createUserType", "status": 403, "body": refusal})
    assert main(["probe", "--org-name", HOST]) == 1
    here.org.service.faults.clear()
    said = capsys.readouterr().err
    assert "Organization Administrator" in said
    assert said.rstrip().endswith("Nothing was written.")
    assert [method for method in asked(here) if method != "GET"] == ["POST"]
    assert not (here.folder / "answers.json").exists()


def test_answers_that_cannot_be_read_stop_it_first(here: Probed, capsys: pytest.CaptureFixture[str]) -> None:
    """Else they would be lost."""
    (here.folder / "answers.json").write_text("{")
    assert main(["probe", "--org-name", HOST]) == 1
    assert "no JSON" in capsys.readouterr().err
    assert set(asked(here)) <= {"GET"}


def test_answers_into_a_pipe_and_through_a_link(here: Probed, capsys: pytest.CaptureFixture[str]) -> None:
    """A link is replaced and not read; the note of a probe into a stream lies in the current folder."""
    other = here.folder / "other"
    other.write_text("as it was")
    (here.folder / "answers.json").symlink_to(other)
    assert main(["probe", "--org-name", HOST, "--only", "pipeline"]) == 0
    assert (other.read_text(), (here.folder / "answers.json").is_symlink()) == ("as it was", False)
    assert main(["probe", "--org-name", HOST, "--only", "null-attribute", "--out", "/dev/null"]) == 0
    assert "Everything is as it was found." in capsys.readouterr().out


def test_what_a_killed_probe_left_is_put_back_first(here: Probed, capsys: pytest.CaptureFixture[str]) -> None:
    """The plan says so. A running probe's note, or another org's, is none of it."""
    left = Note.begun(here.folder, here.config.org_url)
    left.make("application")
    left.release()
    running = Note.begun(here.folder, here.config.org_url)
    other = Note.begun(here.folder, "https://other.oktapreview.com")
    other.release()
    assert main(["probe", "--org-name", HOST, "--only", "pipeline"]) == 0
    printed = capsys.readouterr().out
    assert f"First it puts back what an interrupted probe left: {left.path}" in printed
    assert str(other.path) not in printed
    assert [path.exists() for path in (left.path, running.path, other.path)] == [False, True, True]
    assert main(["probe", "--undo", str(other.path)]) == 1
    assert "of another org" in capsys.readouterr().err
    running.close()
    other.path.unlink()


def test_a_preview_org_is_known_by_its_address(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Any other is refused before it is asked anything."""
    kinds = {
        "https://acme.oktapreview.com": ("preview", "acme"),
        "https://acme.okta.com": ("other", "acme"),
        "https://login.acme.example": ("other", "login.acme.example"),
        "https://oktapreview.com.evil.example": ("other", "oktapreview.com.evil.example"),
    }
    for url, (kind, name) in kinds.items():
        config = OktaConfig(url, api_token="x" * 30)
        assert (look.kind_of(config), look.name_of(config)) == (kind, name)
    monkeypatch.setenv("OKTA_ORG_URL", "https://acme.okta.com")
    monkeypatch.setenv("OKTA_API_TOKEN", "x" * 30)
    assert main(["probe", "--org-name", "acme"]) == 1
    assert "--not-preview-org" in capsys.readouterr().err


class Client:
    """A client that answers these, or fails, and counts."""

    def __init__(self, has_api_token: bool, *answers: object) -> None:
        self.has_api_token = has_api_token
        self.answers = list(answers)

    def call(self, *_: object, **__: object) -> object:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


ORG = OktaConfig("https://acme.oktapreview.com", api_token="x" * 30)
REFUSED = Forbidden(operation="listAssignedRolesForUser", method="GET", path="", status=403)


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        (({"id": "00u1"}, [{"type": "READ_ONLY_ADMIN"}]), "the role Organization Administrator"),
        (({"id": "00u1"}, [{"type": "READ_ONLY_ADMIN"}, {"type": "ORG_ADMIN"}]), None),
        (({"id": "00u1"}, REFUSED), None),
        ((REFUSED,), None),
    ],
)
def test_a_read_only_token_is_known_before_a_write(answers: tuple[object, ...], missing: str | None) -> None:
    """As far as its owner's roles can be read; else the first write tells."""
    found = look.missing_rights(Client(True, *answers), ORG)  # type: ignore[arg-type]
    assert found == [] if missing is None else found[0].startswith(missing)


def test_scopes_that_are_missing_are_named_before_anything_is_asked() -> None:
    """By the client's own configuration."""
    config = OktaConfig(
        "https://acme.oktapreview.com",
        client_id="0oa1",
        private_key='{"kty": "RSA"}',
        scopes=["okta.apps.manage"],
    )
    assert look.missing_rights(Client(False), config) == [  # type: ignore[arg-type]
        "the scope okta.users.manage",
        "the scope okta.userTypes.manage",
        "the scope okta.schemas.manage",
        "the scope okta.profileMappings.manage",
    ]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_puts_everything_back(here: Probed, number: signal.Signals) -> None:
    """In a process of its own, whose reader has gone as well; a second signal changes nothing."""
    here.switch(latency_ms=20)
    before = here.state()
    command = [sys.executable, "-m", "oktaprofile.cli.main", "probe", "--org-name", HOST]
    path = str(Path(probe.__file__).parents[2])
    running = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
        # Whoever started the tests may have a signal ignored, as nohup does, and children inherit that.
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),
    )
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.close()
    assert any(line.startswith("5/17") for line in running.stderr)
    for _ in range(2):
        running.send_signal(number)
        time.sleep(0.05)
    assert running.stderr.read().endswith("oktaprofile probe: interrupted.\n")
    assert running.wait(60) == 130
    assert here.state() == before


def test_an_interrupted_probe_counts_what_it_was_to_ask(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not only what it came to: two answers of seventeen questions are not all."""
    outcome = run.Outcome()
    outcome.interrupted = True
    outcome.entries = {"pipeline": {"answer": "idx", "evidence": []}}
    assert probe._concluded(outcome, 17, tmp_path / "answers.json", None, "preview") == 130
    printed = capsys.readouterr()
    assert "1 of 17 questions answered" in printed.out
    assert printed.err == "oktaprofile probe: interrupted.\n"
