"""The command in a process of its own: its one line, its end, and a state that survives a kill."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from oktaprofile.simulator.command import main
from oktaprofile.simulator.running import spawned_org
from tests.contract.simulator.client import Client, added


def test_one_line_and_a_clean_end() -> None:
    """`listening on URL` is all that stdout gets; SIGTERM ends it with status 0."""
    with spawned_org("--users", "0") as org:
        assert requests.get(f"{org.url}/simulator/health", timeout=10).json() == {"status": "ok"}
        assert org.url.startswith("http://127.0.0.1:")
        assert org.stop() == 0
        assert org.process.stdout is not None
        assert org.process.stdout.read() == ""


def test_an_answered_write_survives_a_kill(tmp_path: Path) -> None:
    """SIGKILL right after the answer; the next process on the file has the property, the mapping and the people."""
    flags = ("--state", str(tmp_path / "org.db"), "--users", "5")
    with spawned_org(*flags) as org:
        client = Client(org)
        path = client.schema_path()
        people = client.get("/api/v1/users")
        for number in range(20):
            assert client.call("POST", path, added(f"p{number}")).status_code == 200
        org.kill()
    with spawned_org(*flags, "--users", "99", "--seed", "9") as org:
        client = Client(org)
        assert client.schema_path() == path
        custom = client.get(path)["definitions"]["custom"]["properties"]
        assert {f"p{number}" for number in range(20)} <= custom.keys()
        assert [one["id"] for one in client.get("/api/v1/users")] == [one["id"] for one in people]


def test_flags_switch_the_org() -> None:
    """Mastering off, mappings API off, an empty org, low limits."""
    flags = ("--empty", "--no-attribute-level-mastering", "--no-mappings-api", "--rate-limit", "apps=1")
    with spawned_org(*flags) as org:
        client = Client(org)
        assert client.get("/api/v1/apps") == []
        assert client.call("GET", "/api/v1/apps").status_code == 429
        assert client.call("GET", "/api/v1/mappings").json()["errorCode"] == "E0000015"
        base = client.get("/api/v1/meta/schemas/user/default")["definitions"]["base"]["properties"]
        assert "master" not in base["login"]


def test_a_port_in_use_is_told() -> None:
    """Exit status 1 and a sentence on stderr, nothing on stdout."""
    with spawned_org("--users", "0") as org:
        port = org.url.rpartition(":")[2]
        command = [sys.executable, "-m", "oktaprofile.simulator.command", "--port", port, "--users", "0"]
        second = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode == 1
    assert "cannot listen on 127.0.0.1" in second.stderr
    assert second.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--base-master", "maybe"],
        ["--rate-limit", "apps"],
        ["--rate-limit", "nothing=3"],
        ["--users", "-1"],
        ["--latency-ms", "-5"],
    ],
)
def test_wrong_arguments(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Status 2, the reason on stderr, nothing on stdout."""
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert arguments[0] in shown.err
    assert shown.out == ""


def test_a_state_file_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[Any]) -> None:
    """Status 1 and the file's name."""
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but long enough to be mistaken for one " * 50)
    assert main(["--state", str(path), "--users", "0"]) == 1
    assert "notes.txt" in capsys.readouterr().err
