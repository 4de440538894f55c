"""The report's figures: its length and time for 1,500 resources and for the impact on 100,000 people.

The plans are those of the unit tests, which hold the limits too: `small` expressions are as people write them, each
another; `long` ones have 2,000 characters.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from oktaprofile.impact.predict import Question, predict_from_snapshot
from oktaprofile.impact.report import document as impact_document
from oktaprofile.impact.snapshot_file import Snapshot
from oktaprofile.plan.reader import read_plan
from oktaprofile.review import expression_diff
from oktaprofile.review.build import build
from oktaprofile.review.impact_file import read_impact
from oktaprofile.review.source_lines import SourceLines
from oktaprofile.review.writers import html_page, json_document, junit, markdown, sarif
from tests.bench import impact
from tests.bench.figure import Figure
from tests.unit.review.plans import case_text, change, document, mapping
from tests.unit.review.test_markdown import big_impact, big_plan

RESOURCES, PEOPLE, TARGETS = 1_500, 100_000, 500
GUARD = '(appuser.{0} != null ? appuser.{0} : "") + (appuser.{1} != null ? "#" + appuser.{1} : "")'


def figures() -> Iterator[Figure]:
    """Characters and processor seconds of the comment, of the other formats, and of an impact with its report."""
    predicted = big_impact(TARGETS, PEOPLE)
    for name, plan in (
        ("long", json.dumps(big_plan(RESOURCES))),
        ("small", json.dumps(small_plan(RESOURCES))),
    ):

        def comment(plan: str = plan) -> str:
            return markdown.write(build(read_plan(plan), predicted))

        label = f"comment on {RESOURCES:,} resources, {name} expressions, {PEOPLE:,} people"
        yield Figure(label, cold_seconds(comment), "s", 1)
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
    yield Figure(label, cold_seconds(everything, 1), "s")
    yield from of_people()


def cold_seconds(action: Callable[[], object], runs: int = 3) -> float:
    """The median processor time of `action` when nothing is remembered of a former run."""
    taken = []
    for _ in range(runs):
        for remembering in (
            expression_diff.compare,
            expression_diff.attributes_read,
            expression_diff._notes_without_schemas,
        ):
            remembering.cache_clear()
        began = time.process_time()
        action()
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def of_people() -> Iterator[Figure]:
    """The impact on 100,000 people of a snapshot, and the report of it."""
    with TemporaryDirectory() as folder:
        snapshot = Path(folder) / "people.jsonl"
        impact.write(snapshot, PEOPLE)
        began = time.process_time()
        report = predict_from_snapshot(Question(impact.change()), Snapshot(snapshot))
        predicting = time.process_time() - began
        text = json.dumps(impact_document(report))
        plan = case_text("change")

        def comment() -> str:
            return markdown.write(build(read_plan(plan), read_impact(text)))

        reviewing = cold_seconds(comment)
        assert f"{PEOPLE:,} people looked at" in comment()
        yield Figure(
            f"impact on {PEOPLE:,} people of a snapshot, and its comment", predicting + reviewing, "s",
            floor=f"{reviewing * 1000:.0f} ms of it for the comment",
        )  # fmt: skip


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
