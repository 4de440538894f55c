"""The faults of the matrix, by families.

Each with the rule that makes the org misbehave, and what Terraform has to say and to store then.

A fault that passes ("once") is survived: the apply succeeds, and says nothing. One that stays ("for good") fails the
apply with a sentence of its own. `state`: "exact" where the outcome can be known, "behind" where the provider was
killed, "cautious" where nobody knows what is stored: then the state may hold what was planned, never less than
what it would take to restore what was there before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from tests.acceptance.faults.writes import APP_WRITE, MAPPING_WRITE, READ_OF, Setup, Write

Rules = Callable[[Write, Setup], list[dict[str, Any]]]
Sentence = str | tuple[str, ...]
"""What is printed; a tuple: one of these."""

NOT_STORED = "Okta did not store what was sent"
IGNORED = "ignored though 200"
# A dead plugin is told by terraform itself; which words it finds depends on whether it first misses the connection
# or the process.
PLUGIN_GONE: Sentence = (
    "The plugin encountered an error, and failed to respond to the plugin6.",
    "Request cancelled The plugin6.",
)
INTERRUPTED = ("Interrupt received", "execution halted")
UNKNOWN = "Whether Okta stored it is not known"


@dataclass(frozen=True)
class Kind:
    """One column of the matrix.

    `sentences` are printed by an apply that fails, each of them; () is an apply that succeeds. `signal` is what is
    sent to whom ("provider" or "terraform") once the rule has matched, or, `after_commit`, once it is stored. A name
    in `quarantine` is refused for ever, or until so long after the first refusal (`released_after_seconds`).
    """

    name: str
    rules: Rules
    sentences: tuple[Sentence, ...] = ()
    state: Literal["exact", "behind", "cautious"] = "exact"
    signal: tuple[str, str] | None = None
    after_commit: bool = False
    rival: bool = False
    provider: str = ""
    quarantine: bool = False
    released_after_seconds: float | None = None

    def sentences_for(self, write: Write) -> tuple[Sentence, ...]:
        """What a failing apply of that write prints."""
        if self.name == IGNORED and write.name.startswith("master set"):
            return (
                "Okta did not store the source of primaryPhone",
                "answered 200, but reads back",
                "by hand",
            )
        if self.name == IGNORED and write.name.startswith("master restore"):
            return ("Okta does not restore the source of primaryPhone", "accepted it with 200 and ignored it")
        return self.sentences

    def applies_to(self, write: Write) -> bool:
        """Whether this can happen to that write."""
        return not self.quarantine or write.adds_names


def rival_body(operation: str) -> dict[str, Any]:
    """What the concurrent writer stores, of foreign things only."""
    if operation == MAPPING_WRITE:
        return {"properties": {"displayName": {"expression": "appuser.familyName", "pushStatus": "PUSH"}}}
    half = {"foreignText": {"description": "By the other writer"}}
    return {"definitions": {"custom": {"id": "#custom", "type": "object", "properties": half}}}


def _once(**rule: Any) -> Rules:
    return lambda write, setup: [{"operation": write.operation, **rule}]


def _for_good(**rule: Any) -> Rules:
    return lambda write, setup: [{"operation": write.operation, "times": None, **rule}]


def _answer_lost_and_org_gone(write: Write, setup: Setup) -> list[dict[str, Any]]:
    return [
        {"operation": write.operation, "action": "drop_after"},
        # Terraform refreshes, plans (one provider process) and applies (another): what the apply reads before
        # its write must pass, so the rule begins only once the write was seen.
        {
            "operation": READ_OF[write.operation],
            "action": "drop_before",
            "times": None,
            "after": write.operation,
        },
    ]


def _rival(times: int | None) -> Rules:
    def rules(write: Write, setup: Setup) -> list[dict[str, Any]]:
        document = rival_body(write.operation)
        return [{"operation": write.operation, "action": "lose_race", "document": document, "times": times}]

    return rules


def _nothing_stored(write: Write) -> dict[str, Any]:
    """The body without what it is about."""
    return {"properties": None} if write.operation == MAPPING_WRITE else {"definitions": None}


def _ignored(times: int | None) -> Rules:
    return lambda write, setup: [
        {
            "operation": write.operation,
            "action": "rewrite",
            "document": _nothing_stored(write),
            "times": times,
        }
    ]


def _something_else(times: int | None) -> Rules:
    def rules(write: Write, setup: Setup) -> list[dict[str, Any]]:
        if write.operation == MAPPING_WRITE:
            document: dict[str, Any] = {
                "properties": {"nickName": {"expression": '"other"', "pushStatus": "PUSH"}}
            }
        elif write.name.startswith("master"):
            changed: dict[str, Any] = {"primaryPhone": {"master": {"type": "OKTA"}}}
            document = {"definitions": {"base": {"properties": changed}}}
        else:
            changed = {"matrixOne": {"title": "Other", "type": "string"}}
            document = {"definitions": {"custom": {"properties": changed}}}
        return [{"operation": write.operation, "action": "store", "document": document, "times": times}]

    return rules


def quarantine(write: Write, setup: Setup, seconds: float) -> list[dict[str, Any]]:
    """The write's names as the org loads them into quarantine."""
    schema = setup.app_id if write.operation == APP_WRITE else "default"
    return [{"schema": schema, "name": name, "seconds": seconds} for name in write.names]


def _in_quarantine(write: Write, setup: Setup) -> list[dict[str, Any]]:
    setup.org.load({"quarantine": quarantine(write, setup, 3600)})
    return []


NO_RETRY = "  max_retries = 0\n"
QUICK = "  request_timeout = 1\n"

FAMILIES = {
    "Rate limits": (
        Kind("429, nothing remaining", _once(action="rate_limit", reset_seconds=0)),
        Kind("429, some remaining", _once(action="rate_limit", reset_seconds=0, remaining=17)),
        Kind("429 without headers", _once(action="rate_limit", remaining=None)),
        Kind("429 of concurrency", _once(action="rate_limit", concurrency=True)),
        Kind(
            "429 for good",
            _for_good(action="rate_limit", reset_seconds=0),
            ("Okta's rate limit is used up", "429 E0000047", "Other clients share the limit"),
            provider="  max_retries = 1\n",
        ),
    ),
    "Server errors": (
        Kind("500 once", _once(status=500)),
        Kind("502 once", _once(status=502)),
        Kind("503 once", _once(status=503)),
        Kind("500 once, stored", _once(status=500, commit=True)),
        Kind("500 for good", _for_good(status=500), (NOT_STORED, "answered 500 E0000009"), provider=NO_RETRY),
        Kind("500 for good, stored", _for_good(status=500, commit=True), provider=NO_RETRY),
    ),
    "Time-outs and broken connections": (
        Kind("time-out before Okta acts", _once(action="drop_before", delay_ms=2000), provider=QUICK),
        Kind("time-out, then Okta acts", _once(action="delay", delay_ms=1600), provider=QUICK),
        Kind("time-out after the commit", _once(action="delay", hold_ms=2000), provider=QUICK),
        Kind(
            "time-outs for good",
            _for_good(action="drop_before", delay_ms=2000),
            (NOT_STORED, "did not answer within 1 s"),
            provider=QUICK + NO_RETRY,
        ),
        Kind("closed before Okta acts", _once(action="drop_before")),
        Kind("closed in mid-answer", _once(action="truncate")),
        Kind("reset in mid-answer", _once(action="reset")),
        Kind(
            "answer lost, then unreachable",
            _answer_lost_and_org_gone,
            (UNKNOWN, "broke before the answer was complete", "terraform plan"),
            state="cautious",
            provider=NO_RETRY,
        ),
    ),
    "Answers that are none": (
        Kind("truncated JSON", _for_good(action="half_json")),
        Kind("empty body", _for_good(action="empty")),
        Kind("HTML, 200", _once(action="html", status=200), (NOT_STORED, "an HTML page")),
        Kind("HTML, 503", _once(action="html", status=503)),
    ),
    "Stored otherwise": (
        Kind("stored nothing, once", _once(action="ignore_write")),
        Kind(IGNORED, _ignored(None), (NOT_STORED, "accepted it with 200 and ignored it")),
        Kind("ignored once", _ignored(1)),
        Kind("something else stored, once", _something_else(1)),
        Kind("something else stored", _something_else(None), (NOT_STORED, "sent", "found")),
    ),
    "Concurrent writers": (
        Kind("race lost once", _rival(1), rival=True),
        Kind(
            "race lost every time",
            _rival(None),
            (NOT_STORED, "another writer overwrote it every time"),
            rival=True,
        ),
    ),
    "A deleted name's clean-up": (
        Kind("name in quarantine, 1 s", _in_quarantine, quarantine=True, released_after_seconds=1),
        Kind(
            "name in quarantine, longer",
            _in_quarantine,
            (
                "Okta has not released the property's name yet",
                "waited 3 s for it",
                "name_release_timeout_seconds",
            ),
            quarantine=True,
        ),
    ),
    "Processes that end": (
        Kind(
            "SIGKILL of the provider, before",
            _once(action="drop_before", delay_ms=4000),
            (PLUGIN_GONE,),
            state="behind",
            signal=("provider", "SIGKILL"),
        ),
        Kind(
            "SIGKILL of the provider, after",
            _once(action="delay", hold_ms=4000),
            (PLUGIN_GONE,),
            state="behind",
            signal=("provider", "SIGKILL"),
            after_commit=True,
        ),
        Kind(
            "SIGTERM of terraform",
            _once(action="delay", delay_ms=1500),
            INTERRUPTED,
            signal=("terraform", "SIGTERM"),
        ),
        Kind("Ctrl-C", _once(action="delay", delay_ms=1500), INTERRUPTED, signal=("terraform", "SIGINT")),
        Kind(
            "Ctrl-C while it waits",
            _once(action="rate_limit", reset_seconds=600),
            (*INTERRUPTED, "Stopped while waiting"),
            signal=("terraform", "SIGINT"),
        ),
    ),
}
KINDS = {kind.name: kind for family in FAMILIES.values() for kind in family}
