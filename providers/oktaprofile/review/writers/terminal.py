"""The report on a terminal, through rich. Values are `Text`, never rich's markup, and hold no control characters."""

from __future__ import annotations

import io

from rich.console import Console, Group
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table as Grid
from rich.text import Text

from oktaprofile.review import sections
from oktaprofile.review.errors import NO_PLAN, Unreadable
from oktaprofile.review.masking import mask
from oktaprofile.review.model import ExpressionChange, Review
from oktaprofile.review.page import Page
from oktaprofile.review.table import Table, without_emoji
from oktaprofile.review.words import Sentence, Value, cut, no_command, printable

WIDTH = 110
MOST_ROWS = 30
_BORDERS = {"invalid": "red", "failed": "red", "attention": "yellow", "clear": "green", "empty": "blue"}
_LONGEST_VALUE = 300


def write(review: Review, *, width: int = WIDTH, colour: bool = False) -> str:
    """The text, with escape sequences if `colour`."""
    title = "Drift" if review.subject == "drift" else "Plan review"
    head = Group(text(review.verdict, "bold"), text(sections.summary(review)))
    parts: list[object] = [Panel(head, title=title, border_style=_BORDERS[review.status])]
    for table in sections.every_table(review):
        parts += [Text(), text(table.heading, "bold").append(f" ({len(table.rows):,})"), *_grid(table)]
        if table.key == "changes" and review.expressions:
            parts += [
                Text(),
                Text("Expressions", "bold"),
                *(_expression(one) for one in review.expressions[:MOST_ROWS]),
            ]
            if len(review.expressions) > MOST_ROWS:
                parts.append(Text(f"  … and {len(review.expressions) - MOST_ROWS:,} more", "dim"))
    return _printed(parts, width, colour)


def write_page(page: Page, *, width: int = WIDTH, colour: bool = False) -> str:
    """A report that is made of tables alone."""
    head = Group(text(page.verdict, "bold"), text(page.summary))
    parts: list[object] = [Panel(head, title=page.title, border_style=_BORDERS[page.status])]
    for table in page.tables:
        parts += [Text(), text(table.heading, "bold"), *_grid(table)]
    return _printed(parts, width, colour)


def unreadable(
    message: str, next_step: str, *, reason: Unreadable = NO_PLAN, width: int = WIDTH, colour: bool = False
) -> str:
    """The text for a plan that cannot be read."""
    body = Text(f"{reason.what}. {reason.so}\n\n{_lines(message)}\n{_lines(next_step)}")
    return _printed([Panel(body, title=reason.title, border_style="red")], width, colour)


def text(words: Sentence, style: str = "") -> Text:
    """Our words, and values in another colour."""
    result = Text(style=style)
    for part in words:
        if isinstance(part, Value):
            result.append(cut(printable(mask(part.text)), _LONGEST_VALUE) or "(empty)", "cyan")
        else:
            result.append(without_emoji(part))
    return result


def _lines(message: str) -> str:
    """A message of several lines, such as what terraform printed."""
    return "\n".join(printable(mask(line)) for line in message.splitlines())


def _printed(parts: list[object], width: int, colour: bool) -> str:
    buffer = io.StringIO()
    console = Console(
        file=buffer,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
        legacy_windows=False,
    )
    for part in parts:
        console.print(part)
    return mask("\n".join(no_command(line.rstrip()) for line in buffer.getvalue().split("\n")))


def _grid(table: Table) -> list[Grid | Text]:
    """The rows, and what is said below them; titles in a grid would be as narrow as its columns."""
    grid = Grid(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name, right in table.columns:
        grid.add_column(name, justify="right" if right else "left", overflow="fold")
    for cells in table.rows[:MOST_ROWS]:
        grid.add_row(*(text(cell) for cell in cells))
    left = len(table.rows) - MOST_ROWS
    caption = text(table.note, "dim")
    if left > 0:
        caption.append(f"{' ' if table.note else ''}… and {left:,} more rows.", "dim")
    return [grid, caption] if caption.plain else [grid]


def _expression(change: ExpressionChange) -> Padding:
    body = Text()
    route = f"{change.app} → Okta" if change.direction == "to_okta" else f"Okta → {change.app}"
    body.append(printable(mask(f"{change.target} · {route}")), "bold")
    body.append("\n")
    for sign, runs, style in (("- ", change.before_runs, "red"), ("+ ", change.after_runs, "green")):
        if runs:
            body.append(sign, style)
            for piece, changed in runs:
                body.append(printable(mask(piece)), f"{style} underline" if changed else "")
            body.append("\n")
    if not change.known:
        body.append("known only after apply\n")
    for note in change.after_notes[:3]:
        for line in note.text.split("\n"):
            body.append(
                printable(mask(line)) + "\n",
                "yellow" if note.severity == "warning" else "red" if note.severity == "error" else "dim",
            )
    return Padding(body, (0, 0, 0, 2))
