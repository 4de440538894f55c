"""The whole report as one HTML file: it loads nothing, reads without script, and prints.

Other people's text is escaped as HTML everywhere, and the page's content security policy runs no script and takes
no style but its own two, by their hashes; a value that got through could do nothing.
"""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from html import escape
from importlib.resources import files

from oktaprofile.review import sections
from oktaprofile.review.errors import NO_PLAN, Unreadable
from oktaprofile.review.masking import mask
from oktaprofile.review.model import ExpressionChange, Note, Review, Run
from oktaprofile.review.page import STATUS, Page
from oktaprofile.review.table import BAD, LOOK, Table, without_emoji
from oktaprofile.review.words import Sentence, Value, plain, printable
from oktaprofile.review.writers.svg_flow import picture

FILTERED_FROM = 8  # rows
_VERDICTS = {"attention": "Look closely: ", "clear": "Clear: "}  # the others' words say it themselves


def write(review: Review) -> str:
    """The page."""
    title = "Drift" if review.subject == "drift" else "Plan review"
    tables = list(sections.every_table(review))
    parts = [_table(table) for table in tables]
    keys = [table.key for table in tables]
    position = keys.index("changes") + 1 if "changes" in keys else len(keys)
    extra = [part for part in (_expressions(review), _figure(review)) if part]
    parts[position:position] = extra
    contents = [
        (table.key, table.title, len(table.rows)) for table in tables if not table.key.startswith("shapes-")
    ]
    if review.expressions:
        contents.insert(min(position, len(contents)), ("expressions", "Expressions", len(review.expressions)))
    if review.flow.edges:
        after = min(position + bool(review.expressions), len(contents))
        contents.insert(after, ("flow", "Data flow", len(review.flow.edges) + review.flow.left_out))
    terraform = f" Terraform {review.terraform_version}." if review.terraform_version else ""
    made_by = f"Made by oktaprofile review. Values of people are never shown, only their shapes.{terraform}"
    head = Page(title, review.status, review.verdict, sections.summary(review), (), made_by)
    return _whole(head, contents, parts, _VERDICTS.get(review.status, ""))


def write_page(page: Page) -> str:
    """A report that is made of tables alone."""
    contents = [(table.key, table.title, len(table.rows)) for table in page.tables]
    return _whole(page, contents, [_table(table) for table in page.tables])


def _whole(page: Page, contents: list[tuple[str, str, int]], parts: list[str], before: str = "") -> str:
    mark = without_emoji(STATUS[page.status])
    links = "".join(
        f'<li><a href="#{key}">{escape(name)}</a> ({count:,})</li>' for key, name, count in contents
    )
    body = (
        f'<a class="skip" href="#main">Skip to the report</a><header><h1>{escape(page.title)}</h1>'
        f'<div class="verdict {page.status}"><strong><span aria-hidden="true">{mark}</span> '
        f"{before}{sentence(page.verdict)}</strong><p>{sentence(page.summary)}</p></div>"
        f'<nav aria-label="Contents"><ul>{links}</ul></nav></header><main id="main">{"".join(parts)}</main>'
        f"<footer>{_escaped(page.foot)}</footer>"
    )
    return mask(_page(f"{page.title}: {plain(page.verdict)}", body))


def unreadable(message: str, next_step: str, *, reason: Unreadable = NO_PLAN) -> str:
    """The page for a plan that cannot be read."""
    lines = "\n".join(_escaped(line) for line in message.splitlines())
    body = (
        f'<header><h1>{reason.title}</h1></header><main id="main"><div class="verdict failed" role="alert">'
        f"<strong>● {reason.what}</strong><p>{reason.so}</p></div>"
        f'<pre tabindex="0" role="group" aria-label="Why">{lines}</pre><p>{_escaped(next_step)}</p></main>'
    )
    return mask(_page(reason.what, body))


def sentence(words: Sentence) -> str:
    """Our words, and values as code."""
    return "".join(
        f"<code>{_escaped(part.text) or '(empty)'}</code>"
        if isinstance(part, Value)
        else _escaped(without_emoji(part))
        for part in words
    )


def _page(title: str, body: str) -> str:
    style, script = _resource("page.css"), _resource("page.js")
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_escaped(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n{body}\n<script>{script}</script>\n</body>\n</html>\n"
    )


@lru_cache
def _resource(name: str) -> str:
    return (files(__package__) / name).read_text("utf-8")


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _escaped(text: str) -> str:
    return escape(printable(mask(text)), quote=True)


def _table(table: Table) -> str:
    heads = "".join(
        f'<th scope="col" role="columnheader"{" class=number" if right else ""}>{escape(name)}</th>'
        for name, right in table.columns
    )
    rows = "".join(_row(table, cells) for cells in table.rows)
    long = " data-long" if len(table.rows) >= FILTERED_FROM else ""
    caption = f"<caption>{sentence(table.note)}</caption>" if table.note else ""
    name, label = sentence(table.heading), _escaped(plain(table.heading))
    body = (
        f'<div class="scroll" tabindex="0" role="group" aria-label="{label}"><table role="table"{long}>{caption}'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead><tbody role="rowgroup">{rows}</tbody></table></div>'
    )
    count = f" ({len(table.rows):,})" if table.key != "gates" else ""
    if table.folded:
        return f'<section id="{table.key}"><details><summary><h2>{name}{count}</h2></summary>{body}</details></section>'
    title = f'<h2 id="{table.key}-title">{name}{count}</h2>'
    return f'<section id="{table.key}" aria-labelledby="{table.key}-title">{title}{body}</section>'


def _row(table: Table, cells: tuple[Sentence, ...]) -> str:
    """On a narrow screen a row is a card: each cell says its column, and the roles keep it a table all the same."""
    own = "".join(
        part for cell in cells for part in cell if isinstance(part, str) and not isinstance(part, Value)
    )
    kind = "bad" if BAD in own or "🔴" in own else "look" if LOOK in own or "🟡" in own else ""
    shown = []
    for cell, (name, right) in zip(cells, table.columns, strict=True):
        style = "none" if not cell else "number" if right else "address" if name == "Resource" else ""
        start = f'<td role="cell" data-label="{escape(name)}"' + (f" class={style}" if style else "")
        shown.append(f"{start}>{sentence(cell) if cell else '–'}</td>")
    return f'<tr role="row"{f" class={kind}" if kind else ""}>{"".join(shown)}</tr>'


def _expressions(review: Review) -> str:
    if not review.expressions:
        return ""
    parts = "".join(_expression(change) for change in review.expressions)
    title = f'<h2 id="expressions-title">Expressions ({len(review.expressions):,})</h2>'
    return f'<section id="expressions" aria-labelledby="expressions-title">{title}{parts}</section>'


def _expression(change: ExpressionChange) -> str:
    route = (
        f"{_escaped(change.app)} → Okta"
        if change.direction == "to_okta"
        else f"Okta → {_escaped(change.app)}"
    )
    head = f"<h3><code>{_escaped(change.target)}</code> · {route}</h3>"
    if not change.known:
        return f"{head}<p>Known only after apply.</p>"
    sides = ""
    if change.before is not None:
        sides += f'<span class="side"><span aria-hidden="true">&minus; </span>{_runs(change.before_runs, "del")}</span>'
    if change.after is not None:
        sides += (
            f'<span class="side"><span aria-hidden="true">+ </span>{_runs(change.after_runs, "ins")}</span>'
        )
    notes = "".join(_note(note) for note in change.after_notes)
    return (
        f'{head}<pre tabindex="0" role="group" aria-label="Expression before and after">{sides}</pre>{notes}'
    )


def _runs(runs: tuple[Run, ...], tag: str) -> str:
    return "".join(
        f"<{tag}>{_escaped(text)}</{tag}>" if changed else _escaped(text) for text, changed in runs
    )


def _note(note: Note) -> str:
    said = note.text.removesuffix(f"\nfix: {note.fix}") if note.fix else note.text
    text = "\n".join(_escaped(line) for line in said.split("\n"))
    fix = f'<pre class="fix"><span>Corrected: </span>{_escaped(note.fix)}</pre>' if note.fix else ""
    start = f'<pre class="finding {escape(note.severity)}" tabindex="0" role="group" aria-label="Finding">'
    return f"{start}{text}</pre>{fix}"


def _from(reads: tuple[str, ...]) -> str:
    return f", from {_escaped(', '.join(reads))}" if reads else ""


def _figure(review: Review) -> str:
    drawn = picture(review.flow)
    if not drawn:
        return ""
    titles = {node.key: node.title for node in review.flow.nodes}
    rows = "".join(
        f"<li>{_escaped(titles[edge.start])} → {_escaped(titles[edge.end])}: <code>{_escaped(edge.target)}</code>"
        f"{_from(edge.reads)} "
        f"({'unchanged' if edge.state == 'same' else edge.state})</li>"
        for edge in review.flow.edges
    )
    left = f" {review.flow.left_out:,} more mapped attributes are not drawn." if review.flow.left_out else ""
    return (
        '<section id="flow" aria-labelledby="flow-heading"><h2 id="flow-heading">Data flow</h2>'
        f'<figure><div class="scroll" tabindex="0" role="group" aria-label="Data flow, as a picture">{drawn}</div>'
        f"<figcaption>Changed: bold. New: dashed. Removed: crossed out.{left}</figcaption></figure>"
        f"<details><summary>The same as text</summary><ul>{rows}</ul></details></section>"
    )
