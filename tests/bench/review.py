"""The report's figures: its length and time for 1,500 resources and for the impact on 100,000 people.

The plans are those of the unit tests, which hold the limits too: `small` expressions are as people write them, each
another; `long` ones have 2,000 characters.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from oktaprofile.impact.predict import Question, predict_from_snapshot
from oktaprofile.impact.report import document as impact_document
from oktaprofile.people.snapshot import Snapshot
from oktaprofile.plan.reader import read_plan
from oktaprofile.review import expression_diff
from oktaprofile.review.build import build
from oktaprofile.review.impact_file import read_impact
from oktaprofile.review.source_lines import SourceLines
from oktaprofile.review.writers import html_page, json_document, junit, markdown, sarif
from tests.bench import impact
from tests.bench.figure import Figure, times
from tests.unit.review.plans import case_text, change, document, mapping
from tests.unit.review.test_markdown import big_impact, big_plan

RESOURCES, PEOPLE, TARGETS = 1_500, 100_000, 500
COMMENT_LIMIT = 80
GUARD = '(appuser.{0} != null ? appuser.{0} : "") + (appuser.{1} != null ? "#" + appuser.{1} : "")'


def figures() -> Iterator[Figure]:
    """Characters and processor time of the comment and of the other formats, beside reading the plan."""
    predicted = big_impact(TARGETS, PEOPLE)
    for name, plan in (
        ("long", json.dumps(big_plan(RESOURCES))),
        ("small", json.dumps(small_plan(RESOURCES))),
    ):

        def comment(plan: str = plan) -> str:
            return markdown.write(build(read_plan(plan), predicted))

        label = f"comment on {RESOURCES:,} resources, {name} expressions, {PEOPLE:,} people"
        yield cold_times(label, comment, plan, COMMENT_LIMIT)
        yield Figure(
            "the same, length", len(comment().encode("utf-16-le")) // 2, "characters", markdown.LIMIT
        )

    def everything() -> None:
        review = build(read_plan(json.dumps(small_plan(RESOURCES))), predicted)
        lines = SourceLines(Path("/nowhere"))
        for write in (html_page.write, json_document.write, junit.write):
            write(review)
        sarif.write(review, lines)

    label = f"HTML, JSON, JUnit and SARIF of the same {RESOURCES:,} resources"
    yield cold_times(label, everything, json.dumps(small_plan(RESOURCES)), runs=1)
    yield from of_people()


def cold_times(
    label: str, action: Callable[[], object], text: str, limit: float | None = None, runs: int = 3
) -> Figure:
    """Processor time of `action` when nothing is remembered of a former run, beside reading its text."""

    def cold() -> None:
        for remembering in (
            expression_diff.compare,
            expression_diff.attributes_read,
            expression_diff._notes_without_schemas,
        ):
            remembering.cache_clear()
        action()

    floor = partial(json.loads, text)
    return times(label, cold, floor, "reading the JSON", limit, runs=runs, clock=time.process_time)


def of_people() -> Iterator[Figure]:
    """The impact on 100,000 people of a snapshot, and the report of it."""
    with TemporaryDirectory() as folder:
        snapshot = Path(folder) / "people.jsonl"
        impact.write(snapshot, PEOPLE)
        report = predict_from_snapshot(Question(impact.change()), Snapshot(snapshot))
        text = json.dumps(impact_document(report))
        plan = case_text("change")

        def comment() -> str:
            return markdown.write(build(read_plan(plan), read_impact(text)))

        assert f"{PEOPLE:,} people looked at" in comment()
        yield cold_times(
            f"comment on an impact on {PEOPLE:,} people",
            comment,
            json.dumps([json.loads(plan), json.loads(text)]),
        )


def small_plan(resources: int) -> dict[str, object]:
    """Mappings with the sync's own expression, each of two other attributes, whose separator changes."""
    changes = []
    for number in range(resources):
        name = f"module.people_and_devices[{number}].oktaprofile_mapping.to_okta"
        before = GUARD.format(f"directNumber{number}", f"extensionNumber{number}")
        after = before.replace('"#"', '" x"')
        target = f"target{number}"
        changes.append(
            change(name, "oktaprofile_mapping", mapping({target: before}), mapping({target: after}))
        )
    return document(*changes)
