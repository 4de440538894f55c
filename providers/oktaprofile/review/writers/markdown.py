"""The report as a comment: Markdown that GitHub and GitLab render, shorter than their limit for any plan.

GitHub takes 65,536 characters. Everything that repeats (rows, expressions) is put in as room allows: the verdict,
the gates and a few rows of each part always, then more in the order of importance; what is left out is counted.
Only what is put in is written at all, and it is masked before it is measured, since a mask may be longer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from oktaprofile.review import sections
from oktaprofile.review.errors import NO_PLAN, Unreadable
from oktaprofile.review.expression_diff import marks
from oktaprofile.review.masking import mask
from oktaprofile.review.model import ExpressionChange, Review
from oktaprofile.review.page import STATUS, Page
from oktaprofile.review.table import Table
from oktaprofile.review.words import Value, cut, say
from oktaprofile.review.writers.markdown_text import code, fence, row, sentence
from oktaprofile.review.writers.mermaid import diagram
from oktaprofile.text.characters import utf16_length

LIMIT = 60_000
FIRST_ROWS = 8
LONGEST_EXPRESSION = 1_500
MOST_SHAPE_TABLES = 8
DEFAULT_KEY = "default"
_MARKER = "<!-- oktaprofile:review {key} -->"


@dataclass
class Block:
    """A part of the report of which only some items may have room. `item(n)` writes one, `count` is how many there
    are. `more`: what to say of `{}` items that are left out. `full`: the next item had no room.
    """

    name: str
    head: str
    count: int
    item: Callable[[int], str]
    tail: str = ""
    more: str = "{} more"
    shown: list[str] = field(default_factory=list)
    full: bool = False

    def text(self) -> str:
        """As it will be written, with the items that are `shown`."""
        left = self.count - len(self.shown)
        lines = [
            self.head,
            *self.shown,
            self.more.format(f"{left:,}") if left else "",
            self.tail,
        ]
        return "\n".join(line for line in lines if line)


def marker(key: str = DEFAULT_KEY) -> str:
    """The hidden line by which the comment is found again. Only letters, digits, `.`, `_` and `-` of `key` count."""
    return _MARKER.format(key=re.sub(r"[^A-Za-z0-9._-]+", "-", key).strip("-")[:80] or DEFAULT_KEY)


def write(review: Review, *, key: str = DEFAULT_KEY, full_report: str = "", limit: int = LIMIT) -> str:
    """The comment. `full_report`: the https address of the whole report, if there is one."""
    title = "Drift" if review.subject == "drift" else "Plan review"
    head = [
        marker(key),
        f"### {sections.icon(review)} {title}: {sentence(review.verdict)}",
        "",
        sentence(sections.summary(review)),
    ]
    tables = list(sections.every_table(review, MOST_SHAPE_TABLES))
    blocks = [_table(table) for table in tables]
    positions = {table.key: index for index, table in enumerate(tables)}
    after_changes = positions.get("changes", positions.get("risks", 0)) + 1
    if review.expressions:
        blocks[after_changes:after_changes] = [_expressions(review)]
    picture = _picture(review)
    if picture is not None:
        blocks.insert(after_changes + bool(review.expressions), picture)
    foot = _foot(review, full_report)
    return _fitted("\n".join(head), blocks, foot, limit)


def write_page(page: Page) -> str:
    """A report that is made of tables alone."""
    head = f"### {STATUS[page.status]} {page.title}: {sentence(page.verdict)}\n\n{sentence(page.summary)}"
    return _fitted(head, [_table(table) for table in page.tables], f"<sub>{page.foot}</sub>", LIMIT)


def unreadable(message: str, next_step: str, *, reason: Unreadable = NO_PLAN, key: str = DEFAULT_KEY) -> str:
    """The report of a plan that cannot be read: loud, and impossible to take for a clear one."""
    return mask(
        f"{marker(key)}\n### 🔴 {reason.title}: {reason.what[0].lower()}{reason.what[1:]}\n\n**{reason.so}**\n\n"
        f"{fence(cut(mask(message), 4_000).splitlines(), 'text')}\n\n{code(next_step, 2_000) if next_step else ''}\n"
    )


def _fitted(head: str, blocks: list[Block], foot: str, limit: int) -> str:
    """Everything joined, with as many items as the limit allows."""

    left_out: list[str] = []

    def joined() -> str:
        said = [f"Left out, for lack of room: {', '.join(left_out)}."] if left_out else []
        return mask("\n\n".join([head, *(block.text() for block in blocks), *said, foot]) + "\n")

    room = limit - utf16_length(joined()) - 200
    for most in (FIRST_ROWS, None):
        for block in blocks:
            goal = block.count if most is None else min(most, block.count)
            while len(block.shown) < goal and not block.full:
                item = mask(block.item(len(block.shown)))
                block.full = utf16_length(item) >= room
                if not block.full:
                    room -= utf16_length(item) + 1
                    block.shown.append(item)
    text = joined()
    while utf16_length(text) >= limit and blocks:  # heads alone would have to be enormous
        left_out.insert(0, blocks.pop().name.lower())
        text = joined()
    return text


def _table(table: Table) -> Block:
    folded = table.folded or len(table.rows) > 40
    title = sentence(table.heading) + (f" ({len(table.rows):,})" if table.key != "gates" else "")
    head = f"<details><summary>{title}</summary>\n\n" if folded else f"#### {title}\n\n"
    note = f"\n{sentence(table.note)}\n" if table.note else ""
    tail = f"{note}\n</details>" if folded else note.rstrip()
    if len(table.columns) == 1:
        return Block(
            table.title,
            head.rstrip("\n") + "\n",
            len(table.rows),
            lambda index: f"- {sentence(table.rows[index][0])}",
            tail,
            "- … and {} more",
        )
    head += row(name for name, _ in table.columns) + "\n"
    head += row("--:" if right else "---" for _, right in table.columns)

    def cells(index: int) -> str:
        return row(sentence(cell) if cell else "–" for cell in table.rows[index])

    return Block(table.title, head, len(table.rows), cells, tail, "\n… and {} more rows, in the full report")


def _expressions(review: Review) -> Block:
    return Block(
        "expressions",
        f"#### Expressions ({len(review.expressions):,})\n",
        len(review.expressions),
        lambda index: _expression(review.expressions[index]),
        "",
        "\n… and {} more expressions, in the full report",
    )


def _expression(change: ExpressionChange) -> str:
    app = Value(change.app)
    where = say(
        Value(change.target),
        " · ",
        *((app, " → Okta") if change.direction == "to_okta" else ("Okta → ", app)),
    )
    if not change.known:
        return f"{sentence(where)}: known only after apply\n"
    lines: list[str] = []
    for sign, text, runs in (
        ("- ", change.before, change.before_runs),
        ("+ ", change.after, change.after_runs),
    ):
        if text is None:
            continue
        lines += [sign + line for line in cut(mask(text), LONGEST_EXPRESSION).splitlines() or [""]]
        under = marks(runs)
        if under and "\n" not in text and len(text) <= LONGEST_EXPRESSION and mask(text) == text:
            lines.append("  " + under)
    parts = [sentence(where), "", fence(lines, "diff")]
    notes = change.after_notes if change.after is not None else ()
    for note in notes[:3]:
        parts.append(fence(cut(mask(note.text), LONGEST_EXPRESSION).splitlines(), "text"))
    if len(notes) > 3:
        parts.append(f"… and {len(notes) - 3} more findings")
    fixed = {note.code for note in change.before_notes} - {note.code for note in change.after_notes}
    if fixed and change.after is not None:
        parts.append(f"No longer found: {', '.join(sorted(fixed))}.")
    return "\n".join(parts) + "\n"


def _picture(review: Review) -> Block | None:
    lines = diagram(review.flow)
    if not lines:
        return None
    left = (
        f"\n{review.flow.left_out:,} more mapped attributes are not drawn.\n" if review.flow.left_out else ""
    )
    body = fence(lines, "mermaid")
    return Block(
        "data flow",
        "<details open><summary>Data flow (changed edges bold, new ones dashed, removed ones crossed)</summary>\n",
        1,
        lambda _: f"{body}\n{left}",
        "</details>",
        "not drawn, for lack of room",
    )


def _foot(review: Review, full_report: str) -> str:
    parts = ["Made by `oktaprofile review`. Other people's text is shown as it was written, never as markup."]
    if re.fullmatch(r"https://[A-Za-z0-9._~:/?#@!$&'*+,;=%-]{1,500}", full_report):
        parts.append(f"[The full report]({full_report})")
    if review.terraform_version:
        parts.append(f"Terraform {code(review.terraform_version)}")
    return f"<sub>{' · '.join(parts)}</sub>"
