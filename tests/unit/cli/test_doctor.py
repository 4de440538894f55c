"""The doctor's output, without an org."""

from __future__ import annotations

import shutil
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from oktaprofile.answers.document import Answers
from oktaprofile.cli import doctor, doctor_machine
from oktaprofile.cli.shared import FAILED
from oktaprofile.packaging.interpreter import Interpreter
from oktaprofile.provider.readiness_check import MISSING, OK, UNKNOWN, Check

CHECKS = [
    Check("app_status", OK, "The app is ACTIVE."),
    Check("attributes_exist", MISSING, "No directNumber.", "Create it."),
    Check("profile_source_order", UNKNOWN, "No API shows it.", "Look in the console."),
]


def test_json_has_its_documented_shape() -> None:
    """Machines get a version, the verdict and every check with four texts."""
    assert doctor.document("https://acme.okta.com", "0oa1", CHECKS[:2]) == {
        "format_version": 1,
        "org_url": "https://acme.okta.com",
        "app_id": "0oa1",
        "ready": False,
        "checks": [
            {"name": "app_status", "status": "ok", "detail": "The app is ACTIVE.", "next_step": ""},
            {
                "name": "attributes_exist",
                "status": "missing",
                "detail": "No directNumber.",
                "next_step": "Create it.",
            },
        ],
    }


def test_an_unknown_check_does_not_make_an_org_unready() -> None:
    """What no API tells is shown as such and does not count as missing."""
    document = doctor.document("https://acme.okta.com", "0oa1", [CHECKS[0], CHECKS[2]])
    assert document["ready"] is True


def test_a_person_sees_marks_next_steps_and_the_verdict() -> None:
    """The table has a mark per status, the next step under the detail, and the sum at the end."""
    file = StringIO()
    doctor.show(
        Console(file=file, width=120, color_system=None), "https://acme.okta.com", "RingCentral", CHECKS
    )
    text = file.getvalue()
    for part in ("✔  app_status", "✘  attributes_exist", "→ Create it.", "?  profile_source_order"):
        assert part in text
    assert text.rstrip().endswith("Not ready: 1 missing; 1 not known.")


def test_no_credentials_is_an_error_that_names_the_variables(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without an org in the environment nothing is asked, and the message says what to set."""
    for name in ("OKTA_ORG_URL", "OKTA_ORG_NAME", "OKTA_BASE_URL", "OKTA_API_TOKEN", "OKTA_API_CLIENT_ID"):
        monkeypatch.delenv(name, raising=False)
    assert doctor.main([]) == FAILED
    printed = capsys.readouterr()
    assert "OKTA_ORG_URL" in printed.err
    assert "OKTA_API_TOKEN" in printed.err
    assert "provider_python" in printed.out
    assert "terraform" in printed.out


def test_what_an_org_names_its_apps_does_not_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """A label may hold an escape sequence, or turn the text round; both are shown as what they are."""
    doctor.show(
        Console(width=200),
        "https://acme.okta.com",
        "RingCentral",
        [Check("app_status", OK, 'The app "\x1b[2J\u202eRing" is ACTIVE.', "Look at \x1b]0;x\x07.")],
    )
    printed = capsys.readouterr().out
    assert "\\u001b[2J\\u202eRing" in printed
    assert not any(character in printed for character in ("\x1b[2J", "\u202e", "\x07"))


@pytest.mark.parametrize(
    ("version", "cryptography", "client", "status", "words"),
    [
        ((3, 12, 1), False, "", OK, "started with /x/python3, Python 3.12.1: OKTAPROFILE_PYTHON names it."),
        ((3, 12, 1), False, "0oa1", MISSING, "/x/python3 -m pip install cryptography"),
        ((3, 12, 1), True, "0oa1", OK, "Python 3.12.1"),
        ((3, 9, 2), True, "", MISSING, "Name a Python 3.10 or newer in OKTAPROFILE_PYTHON."),
        (None, False, "", MISSING, "which does not start"),
    ],
)
def test_the_python_that_terraform_would_start_is_named(
    monkeypatch: pytest.MonkeyPatch,
    version: tuple[int, ...] | None,
    cryptography: bool,
    client: str,
    status: str,
    words: str,
) -> None:
    """With what it lacks, and one next step."""
    found = Interpreter("/x/python3", "OKTAPROFILE_PYTHON names it", version, cryptography)
    monkeypatch.setattr(doctor_machine.interpreter, "chosen", lambda folder: found)
    check = doctor_machine.provider_python({"OKTA_API_CLIENT_ID": client})
    assert check.status == status
    assert words in f"{check.detail} {check.next_step}"
    assert bool(check.next_step) == (status == MISSING)


@pytest.mark.parametrize(
    ("program", "printed", "status", "words"),
    [
        ("terraform", '{"terraform_version": "1.15.5"}', OK, "Terraform 1.15.5: "),
        ("terraform", '{"terraform_version": "1.16.0-rc1"}', OK, "Terraform 1.16.0-rc1: "),
        ("terraform", '{"terraform_version": "1.5.7"}', MISSING, "no provider-defined functions"),
        ("tofu", '{"terraform_version": "1.7.0"}', OK, "OpenTofu 1.7.0: "),
        ("tofu", '{"terraform_version": "1.6.2"}', MISSING, "OpenTofu 1.7, or newer"),
        ("terraform", "Terraform v1.11.4", UNKNOWN, "does not say its version"),
        ("other", "", UNKNOWN, "A terraform, or a tofu, is not on PATH"),
    ],
)
def test_the_terraform_of_this_machine_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str, printed: str, status: str, words: str
) -> None:
    """With its version and path; none is not known, an old one is missing."""
    binary = tmp_path / program
    binary.write_text(f"#!/bin/sh\ncat <<'END'\n{printed}\nEND\n")
    binary.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/nonexistent")
    if program != "other":  # the shell needs cat
        (tmp_path / "cat").symlink_to(str(shutil.which("cat", path="/bin:/usr/bin")))
    check = doctor_machine.terraform({})
    assert (check.name, check.status) == ("terraform", status)
    assert words in f"{check.detail} {check.next_step}"


def test_the_rate_limits_that_the_answers_told() -> None:
    """By bucket of paths; nothing where no answer told any."""
    assert doctor.rate_limits({}, 10) == []
    [check] = doctor.rate_limits({"/api/v1": 1000, "/api/v1/apps": 100}, 5)
    assert check.status == "ok"
    assert "1,000 to /api/v1, 100 to /api/v1/apps" in check.detail
    assert "at most 5 at once" in check.detail


def test_the_answers_of_a_probe_are_checks_that_say_what_follows(capsys: pytest.CaptureFixture[str]) -> None:
    """None of them makes an org unready: they are about what this product does there."""
    entries = {
        "base-master": {"answer": "ignore", "by": "probe", "date": "2026-11-30"},
        "null-joined": {"answer": None, "by": "probe"},
        "left-out-attribute": {"answer": "keep", "by": "probe"},
    }
    total, *found = doctor.known(Answers({"answers": entries}, "answers.json"), [], "other")
    assert total.detail.startswith("answers.json answers 2 of ")
    [check] = found
    assert check.name == "answer_base_master"
    assert (
        check.detail
        == "Is an OVERRIDE on a base attribute stored? ignore (answers.json, by a probe, 2026-11-30)."
    )
    assert 'mode = "verify"' in check.next_step
    assert doctor.main(["--answers", "none.json"]) == FAILED
    assert "none.json cannot be used as answers" in capsys.readouterr().err


def test_answers_of_another_org_are_named() -> None:
    """By the kind of the org, by what this one shows itself, and by what no org answers; else nothing is said."""
    entries = {
        "mappings-api": {"answer": "off", "by": "probe"},
        "mapping-checks": {"answer": "expression-first", "by": "probe"},
    }
    answers = Answers({"org": "preview", "answers": entries}, "answers.json")
    check = doctor.known(answers, [Check("mappings_api", OK, "")], "other")[0]
    assert check.status == UNKNOWN
    for words in (
        "of a preview org, and this is an org that is no preview",
        "mappings-api is off there",
        "cannot answer both",
    ):
        assert words in check.detail
    entries["attribute-level-mastering"] = {"answer": "on", "by": "probe"}
    lacking = doctor.known(
        Answers({"answers": entries}, "a"), [Check("attribute_level_mastering", MISSING, "")], "other"
    )
    assert "attribute-level-mastering is on there" in lacking[0].detail
    del entries["mapping-checks"], entries["attribute-level-mastering"]
    fitting = doctor.known(
        Answers({"org": "preview", "answers": entries}, "a"), [Check("mappings_api", MISSING, "")], "preview"
    )[0]
    assert (fitting.status, "preview" in fitting.detail) == (OK, False)
