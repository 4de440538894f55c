"""The comment: what stands in it, and that it is never too long."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from oktaprofile.plan.outcomes import WORDS as OUTCOMES
from oktaprofile.plan.reader import read_plan
from oktaprofile.review.build import build
from oktaprofile.review.impact_file import Impact, read_impact
from oktaprofile.review.writers import html_page, json_document, markdown
from oktaprofile.review.writers.markdown_text import code, fence
from tests.unit.review.plans import attribute, case, change, document, mapping

LONG = " + ".join(f"appuser.attribute{number}" for number in range(80))


def big_plan(resources: int) -> dict[str, Any]:
    """Mappings, attributes and other providers' resources, each a third, with long names and expressions."""
    changes = []
    for number in range(resources):
        name = f"module.people_and_devices[{number}].resource_with_a_long_name"
        if number % 3 == 0:
            before, after = mapping({f"target{number}": LONG}), mapping({f"target{number}": LONG + ' + "#"'})
            changes.append(change(f"{name}.m", "oktaprofile_mapping", before, after))
        elif number % 3 == 1:
            changes.append(
                change(f"{name}.a", "oktaprofile_app_user_property", attribute(f"attribute{number}"), None)
            )
        else:
            changes.append(change(f"{name}.f", "aws_thing", {"a": 1}, None))
    return document(*changes)


def big_impact(targets: int, users: int) -> Impact:
    """Many targets of 50 shapes each, people spread over every class."""
    shape = {"before": "+9×11", "after": "+9×11#9×4", "outcome": "changed", "users": users}
    target = {
        "system": "okta",
        "app_id": None,
        "user_type": {"id": "otyDEFAULT", "name": "user"},
        "max_length": 100,
        "expressions": [],
        "users": users,
        "changed": users,
        "outcomes": dict.fromkeys(OUTCOMES, users),
        "shapes": [shape] * 50,
        "reasons": [{"outcome": "error", "reason": "it is longer than 100", "users": users}] * 20,
        "phones": None,
    }
    return read_impact(
        json.dumps(
            {
                "format": "oktaprofile-impact",
                "version": 1,
                "warnings": ["something"] * 100,
                "data": {
                    "source": "snapshot",
                    "org": "o",
                    "taken_at": "2026-11-23T17:00:00Z",
                    "age_seconds": 7200,
                    "users": users,
                },
                "gates": [
                    {
                        "name": "max_blanked",
                        "limit": 0,
                        "found": users,
                        "passed": False,
                        "where": "primaryPhone",
                    }
                ],
                "targets": [{**target, "attribute": f"target{number * 3}"} for number in range(targets)],
            }
        )
    )


def length(text: str) -> int:
    """Characters as JavaScript counts them."""
    return len(text.encode("utf-16-le")) // 2


def test_any_plan_fits_a_comment() -> None:
    """1,500 resources and an impact of 100,000 people on 500 attributes: under 60,000 characters, with what counts."""
    review = build(read_plan(json.dumps(big_plan(1_500))), big_impact(500, 100_000))
    started = time.process_time()
    body = markdown.write(review)
    seconds = time.process_time() - started
    assert length(body) < markdown.LIMIT
    assert length(body) > 40_000  # the room is used
    assert "100,000 people looked at" in body
    for part in (
        "#### Gates",
        "Risks (",
        "What changes",
        "#### Expressions",
        "mermaid",
        "Resources of other providers (500)",
    ):
        assert part in body
    assert body.count("<details") == body.count("</details>")
    assert "more rows, in the full report" in body
    assert "more expressions, in the full report" in body
    assert seconds < 2  # of the processor; 0.15 alone: what has no room is not written at all


def test_nothing_is_cut_from_the_full_report() -> None:
    """The page and the JSON hold every resource of the same plan."""
    plan = big_plan(300)
    review = build(read_plan(json.dumps(plan)))
    page, document_ = html_page.write(review), json_document.write(review)
    for entry in plan["resource_changes"]:
        assert entry["address"] in page
        assert json.dumps(entry["address"])[1:-1] in document_


@pytest.mark.parametrize("limit", [3_000, 10_000, 60_000])
def test_the_limit_holds_at_any_size(limit: int) -> None:
    """Emoji and letters beyond the BMP count double, as the sites count them."""
    changes = [change(f"x.{'😀' * 100}{n}", "aws_thing", None, {"a": 1}) for n in range(300)]
    body = markdown.write(build(read_plan(json.dumps(document(*changes)))), limit=limit)
    assert length(body) < limit
    assert "### 🟡 Plan review" in body


def test_it_begins_with_the_marker_and_the_verdict() -> None:
    """The marker finds the comment again; the verdict stands before everything else."""
    lines = markdown.write(case("change", impact=True), key="ringcentral-sync").splitlines()
    assert lines[0] == "<!-- oktaprofile:review ringcentral-sync -->"
    assert lines[1] == (
        "### 🔴 Plan review: 1 gate failed: people whose value contains the word null: 20, limit 0, worst "
        "<code>primaryPhone</code>"
    )
    assert (
        lines[3]
        == "2 attributes added · 2 mappings changed · 1 resource of other providers · 400 people looked at · "
        "20 get another value · 20 contain the word null"
    )


def test_the_marker_cannot_be_broken_out_of() -> None:
    """Only harmless characters of a key count."""
    assert markdown.marker("--> <b>") == "<!-- oktaprofile:review b -->"
    assert markdown.marker("") == "<!-- oktaprofile:review default -->"
    assert markdown.marker("a b/c") == "<!-- oktaprofile:review a-b-c -->"


def test_gates_people_and_shapes_are_tables() -> None:
    """What failed stands first; shapes show who gets the word null."""
    body = markdown.write(case("change", impact=True))
    gates = body[body.index("#### Gates") : body.index("#### Risks")].splitlines()
    assert (
        gates[4]
        == "| people whose value contains the word null | 0 | 20 (<code>primaryPhone</code>) | ❌ failed |"
    )
    assert "| <code>&#43;9×11</code>" not in body  # a plus sign needs no reference
    assert "| <code>+9×11</code> | <code>+9×11&#35;null</code> | 18 | ⚠️ contain the word null |" in body
    assert "400 people from the org" in body


def test_an_expression_is_a_diff_with_marks_and_the_finding() -> None:
    """The old line, what is gone under it, the new line, then the checker's text with its caret."""
    body = markdown.write(case("change"))
    diff = body[body.index("<code>primaryPhone</code> · <code>RingCentral</code> → Okta") :].splitlines()
    assert diff[2] == "```diff"
    assert diff[3].startswith("- (appuser.directNumber != null")
    assert diff[4].strip("^ ") == ""
    assert diff[4].index("^") == diff[3].index("(appuser.extensionNumber")
    assert diff[5].startswith("+ (appuser.directNumber")
    assert diff[8].startswith("warning: appuser.extensionNumber may be null")
    assert diff[11].startswith("fix: ")


def test_the_data_flow_is_drawn() -> None:
    """Changed edges bold, unchanged ones thin, sources in the middle."""
    body = markdown.write(case("change"))
    assert '  n0 ==>|"directNumber, extensionNumber #8594; primaryPhone: changed"| n1' in body
    assert '  n1 -->|"primaryPhone #8594; telephoneNumber"| n2' in body
    assert '  n1["Okta user<br/>primaryPhone source#58; RingCentral"]' in body
    assert "-.->|" in markdown.write(case("create"))


def test_no_value_of_another_provider_or_person_is_in_it() -> None:
    """The embedded org's plan holds a greeting and a phone number in somebody else's resource."""
    for body in (
        markdown.write(case("change", impact=True)),
        html_page.write(case("change", impact=True)),
        json_document.write(case("change", impact=True)),
    ):
        assert "4155550100" not in body
        assert "hello" not in body
        assert "terraform" in body


def test_a_number_in_an_address_is_masked() -> None:
    """Keys of for_each are part of addresses and may be anything; escaping a bracket or a dash hides no number."""
    for number in ("+1 415 555 0100", "+1 (415) 555-0100", "(415) 555-0100", "415-555-0100", "020 7946 0555"):
        body = markdown.write(
            build(read_plan(json.dumps(document(change(f'x.y["{number}"]', "x", None, {})))))
        )
        assert "555" not in body
        assert "&#40;phone number&#41;" in body


def test_the_full_report_is_linked_only_over_https() -> None:
    """A pipeline gives the address; anything else is left out."""
    review = case("empty")
    assert "[The full report](https://github.com/o/r/actions/runs/1)" in markdown.write(
        review, full_report="https://github.com/o/r/actions/runs/1"
    )
    assert "The full report" not in markdown.write(review, full_report="javascript:alert(1)")
    assert "The full report" not in markdown.write(review, full_report="https://x/) [y](https://z")


def test_code_and_fences() -> None:
    """A value is one code element; a fence is longer than any run of backticks inside."""
    assert code("") == "(empty)"
    assert code("a|b") == "<code>a&#124;b</code>"
    assert code("x" * 300).endswith("… &#40;300 characters&#41;</code>")
    assert fence(["````"], "text").splitlines() == ["`````text", "````", "`````"]
