"""Log lines: hclog's JSON, filtered cheaply, never a value; and secrets that never show."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from oktaprofile.plugin import log
from oktaprofile.text import redact


@pytest.fixture(autouse=True)
def no_secrets() -> Iterator[None]:
    """Each test starts without hidden secrets and leaves none."""
    redact._secrets.clear()
    yield
    redact._secrets.clear()


def test_a_line_is_hclog_json() -> None:
    """Level, message, module and time stand under hclog's names, and there is one line."""
    text = log.line("info", "made", {"rpc": "ReadResource", "duration_ms": 1.5})
    assert text.count("\n") == 1
    entry = json.loads(text)
    assert entry["@level"] == "info"
    assert entry["@message"] == "made"
    assert entry["@module"] == "provider"
    assert entry["@timestamp"].endswith("Z")
    assert entry["rpc"] == "ReadResource"


def test_values_are_never_logged() -> None:
    """A field that the module does not know as harmless shows its kind only."""
    entry = json.loads(log.line("info", "made", {"phone": "+1 555 0100", "count": 3}))
    assert entry["phone"] == "<str>"
    assert entry["count"] == "<int>"


@pytest.mark.parametrize(
    ("environ", "level"),
    [
        ({}, "error"),
        ({"TF_LOG": "DEBUG"}, "debug"),
        ({"TF_LOG": "debug", "TF_LOG_PROVIDER": "WARN"}, "warn"),
        ({"TF_LOG": "JSON"}, "trace"),
        ({"TF_LOG": "off"}, "off"),
    ],
)
def test_terraform_s_variables_set_the_level(environ: dict[str, str], level: str) -> None:
    """TF_LOG_PROVIDER goes before TF_LOG; without either only errors are written."""
    assert log.LEVELS[log.threshold(environ)] == level


def test_lines_below_the_level_are_not_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Debug lines cost nothing and show nothing unless asked for."""
    monkeypatch.setattr(log, "_threshold", log.LEVELS.index("warn"))
    log.debug("quiet")
    log.warn("loud")
    assert [json.loads(line)["@message"] for line in capsys.readouterr().err.splitlines()] == ["loud"]


def test_a_failure_shows_places_and_causes(capsys: pytest.CaptureFixture[str]) -> None:
    """The log has the traceback, with the cause, and no hidden secret."""
    redact.hide("token-1234567890")
    try:
        try:
            raise KeyError("token-1234567890")
        except KeyError as error:
            raise RuntimeError("outer") from error
    except RuntimeError as error:
        log.failure("it failed", error, rpc="ReadResource")
    text = capsys.readouterr().err
    assert "test_a_failure_shows_places_and_causes" in text
    assert "RuntimeError: outer" in text
    assert "KeyError" in text
    assert "token-1234567890" not in text


def test_secrets_are_hidden_wherever_they_were() -> None:
    """Strings in lists and dicts count, the longest first, and so does each line of a private key."""
    redact.hide({"key": ["first-line-of-key\nsecond-line-of-key"], "short": "abc"})
    redact.hide("first-line")
    text = redact.redact("abc second-line-of-key, first-line-of-key, first-line")
    assert text == "abc (sensitive), (sensitive), (sensitive)"


@pytest.mark.parametrize(
    "secret",
    [
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIwb2EifQ.c2lnbmF0dXJl",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\\nMIIabc and no end",
    ],
)
def test_what_nobody_could_hide_before_is_hidden_by_its_looks(secret: str) -> None:
    """Tokens are bought, and proofs signed, while the provider runs."""
    shown = redact.redact(f"the header {secret}")
    assert "(sensitive)" in shown
    assert "c2lnbm" not in shown
    assert "MIIabc" not in shown
    assert (
        redact.redact("eyJust a word, -----BEGIN PUBLIC KEY-----")
        == "eyJust a word, -----BEGIN PUBLIC KEY-----"
    )
