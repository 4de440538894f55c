"""The faults of reads: the rule that makes the org misbehave, and what a plan has to say then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.acceptance.faults.kinds import PLUGIN_GONE, Sentence

NO_RETRY = "  max_retries = 0\n"
QUICK = "  request_timeout = 1\n"
ODD = "This is not an answer of Okta"
UNREACHED = "Okta cannot be reached"
FAILED = "Okta failed"


INTERRUPTED = ("Interrupt received",)


@dataclass(frozen=True)
class ReadFault:
    """A rule, and what a plan prints that fails because of it; () is a plan that succeeds.

    `signal` is what is sent to whom ("provider" or "terraform") once the rule has matched.
    """

    name: str
    rule: dict[str, Any]
    sentences: tuple[Sentence, ...] = ()
    provider: str = ""
    signal: tuple[str, str] | None = None


SLOW = {"action": "delay", "delay_ms": 2000}
FAULTS = (
    ReadFault("429, nothing remaining", {"action": "rate_limit", "reset_seconds": 0}),
    ReadFault("429, some remaining", {"action": "rate_limit", "reset_seconds": 0, "remaining": 17}),
    ReadFault("429 without headers", {"action": "rate_limit", "remaining": None}),
    ReadFault("429 of concurrency", {"action": "rate_limit", "concurrency": True}),
    ReadFault(
        "429 for good",
        {"action": "rate_limit", "reset_seconds": 0, "times": None},
        ("Okta's rate limit is used up", "E0000047"),
        NO_RETRY,
    ),
    ReadFault("500 once", {"status": 500}),
    ReadFault("502 once", {"status": 502}),
    ReadFault("503 once", {"status": 503}),
    ReadFault(
        "500 for good", {"status": 500, "times": None}, (FAILED, "500 E0000009", "request id"), NO_RETRY
    ),
    ReadFault("time-out once", {"action": "drop_before", "delay_ms": 1500}, (), QUICK),
    ReadFault(
        "time-outs for good",
        {"action": "drop_before", "delay_ms": 1500, "times": None},
        (UNREACHED, "did not answer within 1 s"),
        QUICK + NO_RETRY,
    ),
    ReadFault("closed once", {"action": "drop_before"}),
    ReadFault("closed in mid-answer", {"action": "truncate"}),
    ReadFault("reset in mid-answer", {"action": "reset"}),
    ReadFault(
        "closed in mid-answer for good",
        {"action": "truncate", "times": None},
        (UNREACHED, "broke before"),
        NO_RETRY,
    ),
    ReadFault("truncated JSON", {"action": "half_json", "times": None}, (ODD, "JSON that breaks off")),
    ReadFault("empty body", {"action": "empty", "times": None}, (ODD, "an empty body")),
    ReadFault("HTML, 200", {"action": "html", "status": 200, "times": None}, (ODD, "an HTML page")),
    ReadFault("HTML, 404", {"action": "html", "status": 404, "times": None}, (ODD, "an HTML page")),
    ReadFault("HTML, 503, once", {"action": "html", "status": 503}),
    ReadFault("another kind of JSON", {"status": 200, "body": "a string", "times": None}, (ODD, "a string")),
    ReadFault("401", {"status": 401, "times": None}, ("Okta does not accept the credentials", "E0000011")),
    ReadFault("403", {"status": 403, "times": None}, ("Okta forbids", "scope", "E0000006")),
    ReadFault("SIGKILL of the provider", SLOW, (PLUGIN_GONE,), signal=("provider", "SIGKILL")),
    ReadFault("SIGTERM of terraform", SLOW, INTERRUPTED, signal=("terraform", "SIGTERM")),
    ReadFault("Ctrl-C", SLOW, INTERRUPTED, signal=("terraform", "SIGINT")),
    ReadFault(
        "Ctrl-C while it waits",
        {"action": "rate_limit", "reset_seconds": 600},
        (*INTERRUPTED, "Stopped while waiting"),
        signal=("terraform", "SIGINT"),
    ),
)
