"""`oktaprofile review`: formats, files and exit codes."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from oktaprofile.cli.review import main
from tests.unit.review.plans import CASES, change, document, mapping

PLAN, IMPACT = str(CASES / "change.json"), str(CASES / "change.impact.json")


def run(*arguments: str) -> int:
    """The command's exit code, also where argparse leaves."""
    try:
        return main(list(arguments))
    except SystemExit as leaving:
        return int(leaving.code or 0)


def test_several_formats_in_one_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each --format goes to its --out, the last one to the standard output."""
    arguments = ["--plan", PLAN]
    for name in ("markdown", "html", "json", "sarif", "junit"):
        arguments += ["--format", name, "--out", str(tmp_path / "new" / name)]
    assert run(*arguments, "--format", "terminal") == 0
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "html",
        "json",
        "junit",
        "markdown",
        "sarif",
    ]
    assert (tmp_path / "new" / "markdown").read_text().startswith("<!-- oktaprofile:review default -->")
    assert "Plan review" in capsys.readouterr().out


def test_exit_codes_of_gates(capsys: pytest.CaptureFixture[str]) -> None:
    """0 without an impact, 2 with one whose gate failed; --fail-on chooses."""
    assert run("--plan", PLAN) == 0
    assert run("--plan", PLAN, "--impact", IMPACT) == 2
    assert run("--plan", PLAN, "--impact", IMPACT, "--fail-on", "none") == 0
    assert run("--plan", PLAN, "--impact", IMPACT, "--fail-on", "expressions") == 0
    assert run("--plan", PLAN, "--fail-on", "high-risk") == 2
    assert run("--plan", PLAN, "--fail-on", "foreign") == 2
    assert run("--plan", str(CASES / "empty.json"), "--fail-on", "changes,foreign,medium-risk") == 0
    assert run("--plan", PLAN, "--fail-on", "changes") == 2
    assert run("--plan", str(CASES / "create.json"), "--fail-on", "high-risk") == 0
    assert run("--plan", str(CASES / "create.json"), "--fail-on", "medium-risk") == 2


def test_a_gate_that_does_not_count_is_still_shown_as_failed(capsys: pytest.CaptureFixture[str]) -> None:
    """--fail-on decides about the pipeline, not about the truth."""
    assert run("--plan", PLAN, "--impact", IMPACT, "--fail-on", "none", "--format", "markdown") == 0
    assert (
        "🔴 Plan review: 1 gate failed (this run does not stop for that): people whose value"
        in capsys.readouterr().out
    )


def test_exit_code_of_an_invalid_expression(tmp_path: Path) -> None:
    """3, before any other gate."""
    plan = tmp_path / "plan.json"
    plan.write_text(
        json.dumps(document(change("m.x", "oktaprofile_mapping", None, mapping({"title": "appuser.a +"}))))
    )
    assert run("--plan", str(plan), "--fail-on", "expressions,changes") == 3
    assert run("--plan", str(plan), "--fail-on", "changes") == 2


def test_a_plan_that_cannot_be_read_is_reported_loudly_in_every_format(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 1, and each file says that nothing was reviewed: no old or empty report may be taken for a clear one."""
    plan = tmp_path / "plan.json"
    plan.write_text('{"format_version": "2.0", "resource_changes": []}')
    arguments = ["--plan", str(plan)]
    for name in ("markdown", "html", "json", "sarif", "junit", "terminal"):
        arguments += ["--format", name, "--out", str(tmp_path / name)]
    assert run(*arguments) == 1
    assert "format_version" in capsys.readouterr().err
    assert "**Nothing was reviewed. Do not apply.**" in (tmp_path / "markdown").read_text()
    assert "Nothing was reviewed" in (tmp_path / "html").read_text()
    assert json.loads((tmp_path / "json").read_text())["status"] == "unreadable"
    assert '"executionSuccessful": false' in (tmp_path / "sarif").read_text()
    assert 'errors="1"' in (tmp_path / "junit").read_text()
    assert "Do not apply" in (tmp_path / "terminal").read_text()


def test_a_plan_with_a_byte_order_mark(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As some shells write it."""
    plan = tmp_path / "plan.json"
    plan.write_text((CASES / "empty.json").read_text(), "utf-8-sig")
    assert run("--plan", str(plan)) == 0
    assert "Nothing changes" in capsys.readouterr().out


def test_a_terminal_and_a_log_are_not_steered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither escape sequences nor commands of GitHub Actions, in the report and in errors."""
    plan = tmp_path / "plan.json"
    command = "::set-output name=x::y"
    checks = [{"address": {"to_display": command}, "status": "fail", "instances": []}]
    plan.write_text(json.dumps(document(change(command, "aws_x", None, {}), checks=checks, **{command: [1]})))
    assert run("--plan", str(plan)) == 0
    assert run("--failed", f"one\n{command}\n##[error]\x1b[31m") == 1
    shown = capsys.readouterr()
    for line in (shown.out + shown.err).splitlines():
        assert not line.lstrip().startswith("::")
        assert "##[" not in line
        assert "\x1b" not in line


def test_a_failed_plan_gets_a_report_too(capsys: pytest.CaptureFixture[str]) -> None:
    """So that the comment of an earlier push is not taken for this one's."""
    assert run("--failed", "terraform failed", "--format", "markdown", "--key", "stack") == 1
    shown = capsys.readouterr().out
    assert shown.startswith("<!-- oktaprofile:review stack -->\n### 🔴")
    assert "terraform failed" in shown


def test_an_impact_that_cannot_be_read_gets_a_report_too(capsys: pytest.CaptureFixture[str]) -> None:
    """The same: nothing was reviewed, although the plan can be read."""
    assert run("--plan", PLAN, "--impact", PLAN, "--format", "markdown") == 1
    assert "the impact could not be read" in capsys.readouterr().out.splitlines()[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--plan", "/nowhere/plan.json"], "/nowhere/plan.json cannot be read"),
        (["--plan", PLAN, "--impact", PLAN], "no oktaprofile-impact document"),
        (["--plan", PLAN, "--impact", "/nowhere"], "/nowhere cannot be read"),
        (["--plan", PLAN, "--fail-on", "gats"], "--fail-on has gats"),
        (["--plan", PLAN, "--fail-on", "none,gates"], "none beside other words"),
        (["--plan", PLAN, "--format", "json", "--format", "html"], "More than one format"),
        (["--plan", PLAN, "--out", "a", "--out", "b"], "more --out than --format"),
        (["--plan", PLAN, "--format", "pdf"], "invalid choice"),
        ([], "--plan"),
        (["--plan", PLAN, "--out", "/dev/null/x"], "cannot be written"),
    ],
)
def test_what_goes_wrong_is_1(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong usage too: 2 says that a gate failed, and a pipeline must be able to tell them apart."""
    assert run(*arguments) == 1
    assert said in capsys.readouterr().err


def test_a_plan_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """terraform show -json plan | oktaprofile review --plan -"""
    monkeypatch.setattr("sys.stdin", io.StringIO((CASES / "empty.json").read_text()))
    assert run("--plan", "-", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["status"] == "empty"
