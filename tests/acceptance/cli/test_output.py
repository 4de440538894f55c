"""Whatever becomes of a command's output, its verdict stays: as real processes, for every command and format."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest

from oktaprofile.cli.main import main
from oktaprofile.simulator.http.operations import Bucket
from tests.acceptance.cli.commands import CASES, Case, Setup, parsers
from tests.acceptance.harness import TOKEN, start_org
from tests.acceptance.harness.terraform import ROOT

PARSERS = parsers()
HELP = tuple(Case(name, "--help", 0) for name in ("", *PARSERS))
EVERY = pytest.mark.parametrize("case", CASES, ids=str)
EVERY_AND_HELP = pytest.mark.parametrize("case", [*CASES, *HELP], ids=str)
GONE = {"stdout": "gone", "stderr": "gone"}
CLOSED = {"stdin": "closed", "stdout": "closed", "stderr": "closed"}
NO_STDERR = {"stderr": "closed"}
FULL = {"stdout": "/dev/full"}
NEW_PROCESSES = [
    next(case for case in CASES if (case.command, case.code) == one)
    for one in (("", 0), ("doctor", 3), ("impact", 2), ("review", 0), ("snapshot", 1))
]
TO_FILES = [  # with what people have; `adopt` writes code
    case
    for case in CASES
    if "--out {folder}/" in case.arguments and "/none" not in case.arguments and case.command != "adopt"
]


@pytest.fixture(scope="module")
def setup(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setup]:
    """An embedded org with a few people, and files for the cases. No limit: a thousand commands ask it in a minute or
    two.
    """
    with start_org(users=20, limits=dict.fromkeys(get_args(Bucket), 1_000_000)) as org:
        here = tmp_path_factory.mktemp("here")
        cache = {"OKTAPROFILE_CACHE_DIR": str(tmp_path_factory.mktemp("cache"))}
        yield Setup(here, {"OKTA_ORG_URL": org.url, "OKTA_API_TOKEN": TOKEN, **cache})


def test_no_command_and_no_format_is_forgotten() -> None:
    """Of each command's parser: every format, the JSON output and the output file stand in a case."""
    for name, parser in PARSERS.items():
        lines = [f" {case.arguments} " for case in CASES if case.command == name]
        assert lines, f"{name} has no case in commands.py"
        for action in parser._actions:
            flag = max(action.option_strings, key=len, default="")
            if action.dest in ("json", "out"):
                assert any(f" {flag} " in line for line in lines), f"{name} {flag} has no case"
            for choice in action.choices or () if action.dest == "formats" else ():
                assert any(f" {flag} {choice} " in line for line in lines), f"{name} {flag} {choice}"


@EVERY
def test_as_promised_where_all_is_well(setup: Setup, tmp_path: Path, case: Case) -> None:
    """The exit code that the other tests expect to be kept; and no traceback."""
    done = setup.run(case, tmp_path)
    assert done.returncode == case.code, done.stderr.decode()
    assert b"Traceback" not in done.stderr


@EVERY_AND_HELP
@pytest.mark.parametrize("streams", [GONE, CLOSED, NO_STDERR], ids=str)
def test_a_closed_stream_changes_no_verdict(
    setup: Setup, tmp_path: Path, case: Case, streams: dict[str, str]
) -> None:
    """A reader that has gone, or a stream that was never there."""
    done = setup.run(case, tmp_path, **streams)
    assert done.returncode == case.code, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    if streams == NO_STDERR:  # what is said on stderr must not end up in the report
        assert b"oktaprofile: " not in done.stdout
        assert b"Traceback" not in done.stdout


@EVERY
@pytest.mark.parametrize("streams", [FULL, {**FULL, "stderr": "/dev/full"}], ids=str)
def test_a_full_disk_never_turns_a_failure_green(
    setup: Setup, tmp_path: Path, case: Case, streams: dict[str, str]
) -> None:
    """A verdict stays; success is none where what was asked for could not be written."""
    done = setup.run(case, tmp_path, **streams)
    assert done.returncode == (case.code or int(case.prints)), done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert all(len(line) < 5000 for line in done.stderr.splitlines())


@pytest.mark.parametrize(
    "shell", ["", "2>&1 | true", ">&- 2>&- <&-", "2>&-", ">/dev/full", ">/dev/full 2>&1"]
)
@pytest.mark.parametrize("case", NEW_PROCESSES, ids=str)
def test_a_new_interpreter_does_the_same(setup: Setup, tmp_path: Path, case: Case, shell: str) -> None:
    """The streams that a shell makes are met as those of the forked processes are; nor does the locale matter."""
    done = setup.run_anew(case, tmp_path, shell=shell, PYTHONIOENCODING="ascii", LC_ALL="C")
    full = ">/dev/full" in shell and case.prints
    assert done.returncode == (case.code or int(full)), done.stderr.decode()
    assert b"Traceback" not in done.stderr + done.stdout
    assert done.stdout.isascii()


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
def test_what_is_piped_in_is_utf_8(mark: bytes) -> None:
    """As Terraform writes it, whatever the locale is, and with the mark that an editor puts before it."""
    plan = (ROOT / "tests/cases/review/create.json").read_text().replace("RingCentral", "Zürich 電話")
    done = subprocess.run(
        [sys.executable, "-m", "oktaprofile", "review", "--plan", "-", "--format", "json"],
        input=mark + plan.encode(),
        env={**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"},
        capture_output=True,
        check=True,
    )
    assert "Zürich 電話" in json.dumps(json.loads(done.stdout.decode("latin-1")), ensure_ascii=False)


def test_a_label_steers_no_terminal_and_begins_no_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever may name an app in Okta writes into the logs of those who look at it."""
    with start_org(users=5) as org:
        ids = [org.app_id(label) for label in ("RingCentral", "Active Directory")]
        for id_ in ids:
            app = org.call("GET", f"/api/v1/apps/{id_}")
            # Also at the begin, and where a line is broken.
            app["label"] = f"::error::x {app['label']}\n{'::error::x ' * 4}\x1b[31m"
            org.call("PUT", f"/api/v1/apps/{id_}", app)
        monkeypatch.setenv("OKTA_ORG_URL", org.url)
        monkeypatch.setenv("OKTA_API_TOKEN", TOKEN)
        of = ["--app", ids[0], "--downstream", ids[1]]
        for command in (
            ["doctor", *of],
            ["adopt", *of, "--all-keys", "--out", str(tmp_path / "code")],
            ["snapshot", "--out", str(tmp_path / "people")],
            ["reapply", "--app", ids[1], "--direction", "to_app"],
            ["impact", "--app", ids[0], "--map", "primaryPhone=appuser.email"],
        ):
            main(command)
            shown = capsys.readouterr()
            assert "RingCentral" in shown.out or command[0] == "reapply"
            assert "\x1b" not in shown.out + shown.err
            assert not [line for line in shown.out.splitlines() if line.lstrip().startswith("::")], command


@EVERY
def test_a_terminal_without_unicode_changes_no_verdict(setup: Setup, tmp_path: Path, case: Case) -> None:
    """What it lacks is shown as escapes; JSON stays JSON and says the same."""
    done = setup.run(case, tmp_path, encoding="ascii")
    assert done.returncode == case.code, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert done.stdout.isascii()
    if case.arguments.endswith("json") and done.stdout.startswith((b"{", b"[")):
        assert json.loads(done.stdout)


@pytest.mark.parametrize("case", TO_FILES, ids=str)
@pytest.mark.parametrize("bytes_left", [0, 1024])
def test_a_disk_that_is_full_leaves_nothing_half_written(
    setup: Setup, tmp_path: Path, case: Case, bytes_left: int
) -> None:
    """No file, or the whole one, or one that is named; what was there before stays. No red verdict turns green."""
    before = {path: path.read_bytes() for path in _old_reports(case, tmp_path)}
    done = setup.run(case, tmp_path, file_size=bytes_left)
    no_plan = case.command == "drift" and bytes_left == 0  # Terraform's plan has no room
    fits = bool(before) and all(_is_a_document(path) for path in before)
    printed = (
        b"the output could not be written" not in done.stderr
    )  # the report on stdout is bigger than the disk
    assert done.returncode == (1 if no_plan else case.code or int(not fits or not printed)), (
        done.stderr.decode()
    )
    assert b"Traceback" not in done.stderr
    assert all(len(line) < 5000 for line in done.stderr.splitlines())
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        small_enough = path.stat().st_size <= bytes_left
        assert path.read_bytes() == before.get(path) or small_enough or str(path).encode() in done.stderr
        assert not path.name.startswith("."), path


@pytest.mark.parametrize("case", TO_FILES, ids=str)
def test_files_are_their_owners_alone(setup: Setup, tmp_path: Path, case: Case) -> None:
    """0600, also where a file of mode 0666 or a link to one was in the way; the link's target is not touched."""
    target = tmp_path / "somebody-elses"
    target.write_text("as it was")
    for path in _old_reports(case, tmp_path):
        path.with_name(path.name + ".new").symlink_to(target)
        path.with_name(path.name + ".part").symlink_to(target)
        if path.suffix in (".html", ".json"):
            path.unlink()
            path.symlink_to(target)
    setup.run(case, tmp_path)
    assert target.read_text() == "as it was"
    written = _outputs(case, tmp_path)
    assert written or case.code == 1
    for path in written:
        assert not path.is_symlink()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_devices_and_pipes_are_written_to_as_they_are(setup: Setup, tmp_path: Path) -> None:
    """/dev/full stays a device, /dev/stdout the standard output."""
    case = next(case for case in CASES if case.command == "review" and case.code == 2)
    for out, printed in (("/dev/full", False), ("/dev/stdout", True), ("/dev/fd/1", True)):
        one = case._replace(arguments=f"{case.arguments} --format json --out {out}")
        one = one._replace(arguments=one.arguments.replace("--format terminal ", ""))
        done = setup.run_anew(one, tmp_path)
        assert done.returncode == 2
        assert bool(done.stdout) is printed
        assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)
        assert Path("/dev/stdout").is_symlink()


@pytest.mark.parametrize("name", ["OKTA_API_TOKEN", "GITHUB_TOKEN"])
def test_what_is_printed_is_free_of_credentials(setup: Setup, tmp_path: Path, name: str) -> None:
    """On both streams, whoever prints."""
    secret = "00abcDEFghiJKLmnoPQRstuVWXyz0123456789abcd"
    for command, code in (("expression format", 0), ("expression check", 3)):
        done = setup.run_anew(
            Case(command, f'user.x+"{secret}"' + "+" * (code == 3), code), tmp_path, **{name: secret}
        )
        assert done.returncode == code
        assert secret.encode() not in done.stdout + done.stderr


def _old_reports(case: Case, folder: Path) -> list[Path]:
    """Files where the case will write, readable by everybody."""
    found = _outputs(case, folder)
    for path in found:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("older")
        path.chmod(0o666)
    return found


def _is_a_document(path: Path) -> bool:
    """Whether a JSON output is there from its first character to its last: a small one finds room."""
    try:
        return path.suffix == ".json" and bool(json.loads(path.read_bytes()))
    except (OSError, ValueError):
        return False


def _outputs(case: Case, folder: Path) -> list[Path]:
    words = case.arguments.split()
    outs = [after for word, after in pairwise(words) if word == "--out"]
    return [Path(out.format(folder=folder)) for out in outs if case.command != "review fetch"]


if sys.platform != "linux":  # pragma: no cover
    pytestmark = pytest.mark.skip(reason="/dev/full is Linux's")
