"""Reading recordings, naming operations, and the two forms of the report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.replay.command import main
from tests.replay.operations import operation_of
from tests.replay.recording import RecordingError, read_recording
from tests.replay.report import Report
from tests.replay.session import replay_recording
from tests.unit.simulator_replay.tiny_org import (
    APP_SCHEMA_PATH,
    TYPES_PATH,
    Scripted,
    app_schema,
    recording,
    user_type,
)

ABOUT = '{"about": "x", "attribute_level_mastering": "n/a"}\n'
GOOD = {"host": "h", "method": "GET", "path": "/a?b=1&b=2", "request": None, "status": 200, "response": [1]}


def written(folder: Path, text: str) -> Path:
    """A file with this text."""
    path = folder / "one.jsonl"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_recording_is_read_line_by_line(tmp_path: Path) -> None:
    """Header names become lower case, absent headers none, the query splits off, empty lines are skipped."""
    row = {**GOOD, "headers": {"Link": ["<x>"], "X-One": "1"}}
    path = written(tmp_path, f"{ABOUT}{json.dumps(row)}\n\n{json.dumps(GOOD)}\n")
    found = read_recording(path)
    first, second = found.exchanges
    assert (first.number, first.route, first.query) == (1, "/a", {"b": "2"})
    assert first.headers == {"link": ["<x>"], "x-one": ["1"]}
    assert (second.number, second.headers, second.answer) == (2, {}, [1])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "first line"),
        (json.dumps(GOOD), "first line"),
        (ABOUT + "{", "one.jsonl:2: not JSON"),
        (ABOUT + "[]", "expected an object, found list"),
        (ABOUT + json.dumps({**GOOD, "method": "FETCH"}), "'FETCH'"),
        (ABOUT + json.dumps({**GOOD, "path": "http://x"}), "does not start with '/'"),
        (ABOUT + json.dumps({**GOOD, "status": "200"}), "is not a number"),
    ],
)
def test_a_file_that_is_no_recording_is_refused_by_line(tmp_path: Path, text: str, message: str) -> None:
    """The error names file, line and what was found."""
    with pytest.raises(RecordingError) as refused:
        read_recording(written(tmp_path, text))
    assert message in str(refused.value)
    assert "one.jsonl" in str(refused.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """So is one that cannot be read."""
    with pytest.raises(RecordingError, match="cannot read"):
        read_recording(tmp_path / "none.jsonl")


@pytest.mark.parametrize(
    ("method", "route", "name"),
    [
        ("GET", "/api/v1/meta/schemas/user/default", "getUserSchema"),
        ("POST", "/api/v1/meta/schemas/apps/0oaTinyApp0000000001/default", "updateApplicationUserProfile"),
        ("PUT", "/api/v1/apps/x/features/USER_PROVISIONING", "updateFeatureForApplication"),
        ("POST", "/api/v1/features/ftr1/ENABLE", "updateFeatureLifecycle"),
        ("GET", "/api/v1/idps/0oaTinyApp0000000001", "GET /api/v1/idps/{id}"),
    ],
)
def test_operations_have_oktas_names(method: str, route: str, name: str) -> None:
    """Known paths get the operation id, others a name without the ids."""
    assert operation_of(method, route).name == name


def some_report() -> Report:
    """One equal, one different, one not simulated, one left out."""
    exchanges: tuple[tuple[Any, ...], ...] = (
        ("GET", APP_SCHEMA_PATH, None, 200, app_schema({})),
        ("GET", f"{TYPES_PATH}/otyTinyType000000001", None, 200, user_type("n")),
        ("GET", "/api/v1/idps", None, 200, []),
        ("GET", "/api/v1/mappings", None, 404, {"status": 404}),
    )
    answers = [(200, app_schema({})), (200, {**user_type("n"), "default": True}), (501, None)]
    report = Report()
    report.add("tiny.jsonl", replay_recording(recording(*exchanges), Scripted(answers)))
    return report


def test_the_json_report_counts_and_lists() -> None:
    """`total`, `equal` and `differences`, and what each difference needs to be found again."""
    found = some_report().as_json()
    assert (found["total"], found["equal"]) == (2, 1)
    assert found["differences"] == [
        {
            "file": "tiny.jsonl",
            "index": 2,
            "operation": "getUserType",
            "method": "GET",
            "path": f"{TYPES_PATH}/otyTinyType000000001",
            "kind": "value",
            "path_in_body": "default",
            "recorded": False,
            "simulated": True,
        }
    ]
    assert found["not_simulated"] == {"GET /api/v1/idps": 1}
    assert [row["index"] for row in found["excluded"]] == [4]
    assert found["by_operation"]["getApplicationUserSchema"] == {"total": 1, "equal": 1}
    assert found["agreement_percent"] == {
        "named operations": 50.0,
        "schemas": 100.0,
        "user types": 0.0,
        "mappings": None,
        "app features": None,
    }
    assert found["state_from"] == {"deduced": 2}


def test_the_command_says_what_is_wrong_with_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1 and a line that names the file; nothing is started for it. An empty folder is refused too."""
    assert main([str(written(tmp_path, "{"))]) == 1
    assert "one.jsonl:1: not JSON" in capsys.readouterr().err
    (tmp_path / "one.jsonl").unlink()
    assert main([str(tmp_path)]) == 1
    assert "without a .jsonl file" in capsys.readouterr().err


def test_the_commands_help_documents_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    """A script that runs it finds there what 3 means."""
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert "3  some exchanges differ" in capsys.readouterr().out


def test_the_text_report_says_the_same_to_people() -> None:
    """Counts first, then the difference with both values, then what was not compared and why."""
    text = some_report().as_text()
    assert text.startswith("1 of 2 exchanges agree.")
    assert "schemas: 100.0 %" in text
    assert "these together: 50.0 %" in text
    assert "#2 getUserType" in text
    assert "value at default" in text
    assert "placeholder host" in text
