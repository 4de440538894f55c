"""The reports of `verify` and `reconcile` in every format: escaped, masked, and the same counts in each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from oktaprofile.plan.afterwards import STATES, VERDICTS, WHY
from oktaprofile.review.afterwards import reconciliation, verification
from oktaprofile.review.page import Page
from oktaprofile.review.writers import html_page, markdown, terminal

HOSTILE = '<img src=x onerror="1">|`@all`[a](b)\u202e+14155550100'
WRITERS: tuple[Callable[[Page], str], ...] = (
    html_page.write_page,
    markdown.write_page,
    terminal.write_page,
)


def verified(**target: Any) -> dict[str, Any]:
    """A document with one attribute of an app."""
    counts = {"as_predicted": 1200, "not_yet": 3, "waiting": 1, "otherwise": 0, "gone": 4, "new": 5}
    sample = {
        "user": HOSTILE,
        "result": "not_yet",
        "why": "no_event",
        "predicted": HOSTILE,
        "now": "+14155550100",
    }
    return {
        "verdict": "differs",
        "data": {
            "org": HOSTILE,
            "predicted_at": "2026-11-30T11:00:00Z",
            "read_at": "2026-11-30T12:00:00Z",
            "users": 1234,
            "log": {"state": "cut", "reason": HOSTILE, "since": "", "until": "", "imports": []},
        },
        "gates": [
            {"name": "max_different", "limit": 0, "found": 2, "passed": False},
            {"name": "max_gone", "limit": 4, "found": None, "passed": False},
        ],
        "answers": [{"question": "unmapped-source", "asks": HOSTILE, "answer": None, "support": {"keep": 7}}],
        "targets": [
            {
                "system": HOSTILE,
                "app_id": "0oa1",
                "user_type": {"id": "oty1", "name": HOSTILE},
                "attribute": HOSTILE,
                "applied": "partly",
                "unaffected": None,
                "why": [{"result": "not_yet", "why": "no_event", "people": 2}],
                "open": [{"reason": HOSTILE, "question": None, "stayed": 6, "changed": 8, "emptied": 9}],
                "samples": [sample],
                **counts,
                **target,
            }
        ],
    }


@pytest.mark.parametrize("write", WRITERS, ids=lambda one: str(one.__module__).rpartition(".")[2])
def test_nothing_of_somebody_elses_is_markup_or_a_number(write: Callable[[Page], str]) -> None:
    """Labels, ids, reasons and values; and our own words are there."""
    column = {"system": HOSTILE, "app_id": "0oa1", "attribute": HOSTILE}
    counts = dict.fromkeys(("own", "missing", "none", "somebody_elses", "unknown", "shared"), 1)
    sample = {"user": HOSTILE, "class": "somebody_elses", "owner": HOSTILE, "value": "+14155550100"}
    reconciled = {
        "verdict": "gate_failed",
        "data": {"org": HOSTILE, "read_at": "now", "users": 3, "numbers_from": HOSTILE, "numbers": 2},
        "gates": [{"name": "max_unknown", "limit": 0, "found": 1, "passed": False}],
        "columns": [{**column, **counts, "samples": [sample]}],
    }
    for text in (write(verification(verified())), write(reconciliation(reconciled))):
        assert "<img" not in text.replace("\\<img", "") or write is terminal.write_page
        assert "4155550100" not in text
        assert "\u202e" not in text
        assert "|`@all`" not in text or write is not markdown.write_page
    text = " ".join(write(verification(verified())).split())
    for words in (
        "1,200",
        "nothing to judge",
        "not certain: ",
        "no event in the System Log",
        "read in part",
    ):
        assert words in text


def test_every_word_of_a_document_has_its_sentence() -> None:
    """Whatever `verify` may say is said to a person."""
    for verdict in VERDICTS:
        assert verification({**verified(), "verdict": verdict}).verdict
    for cause in WHY:
        page = verification(verified(why=[{"result": "changed", "why": cause, "people": 1}]))
        assert any(table.key == "why" for table in page.tables)
    for state in STATES:
        assert verification(verified(applied=state)).tables


def test_a_number_that_is_wrong_is_no_clear_page_and_says_what_to_do() -> None:
    """Also without a limit; and people may have what was predicted while the mapping is another one by now."""
    counts = dict.fromkeys(("own", "missing", "none", "somebody_elses", "unknown", "shared"), 0)
    column = {"system": "Okta", "app_id": None, "attribute": "primaryPhone", **counts, "own": 1}
    data = {"org": "o", "read_at": "now", "users": 3, "numbers_from": "ringcentral:", "numbers": 2}
    told = {"verdict": "clear", "data": data, "gates": [], "columns": [column]}
    assert reconciliation(told).status == "clear"
    page = reconciliation({**told, "columns": [{**column, "somebody_elses": 1}]})
    assert page.status == "attention"
    text = " ".join(terminal.write_page(page, width=300).split())
    assert "It stayed behind when the number moved on." in text
    assert "Hidden users are not in RingCentral's directory" in text
    assert verification({**verified(applied="applied"), "verdict": "as_predicted"}).status == "clear"
    assert verification({**verified(applied="edited"), "verdict": "as_predicted"}).status == "attention"
