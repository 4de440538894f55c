"""The terminal form of an impact document (docs/impact.md)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from oktaprofile.impact.report import CLEAR, UNSURE
from oktaprofile.plan.gates import FRESH
from oktaprofile.plan.outcomes import WORDS
from oktaprofile.review.words import no_commands
from oktaprofile.text.characters import without_controls

MOST_SHAPES, MOST_REASONS = 12, 8
STYLES = {
    "blanked": "bold yellow",
    "literal_null": "bold red",
    "over_length": "bold red",
    "error": "bold red",
    "refused": "bold red",
    "skipped": "bold red",
    "undetermined": "magenta",
    "not_affected": "dim",
    "unchanged": "dim",
}


def show(console: Console, document: Mapping[str, Any]) -> None:
    """Prints a document. Every text of it is data: nothing in it is read as markup, or reaches the terminal as a
    control character, or a pipeline as a command."""
    document = _printable(document)
    data = document["data"]
    where = data["org"]
    if data["source"] != "org":
        where = f"a snapshot of {where}, made at {data['taken_at']} ({age(data['age_seconds'])} ago)"
    elif data["age_seconds"]:
        where += f", read from {data['taken_at']} on ({age(data['age_seconds'])} ago)"
    console.print(Text(f"{data['users']:,} users of {where}", style="bold"))
    for target in document["targets"]:
        console.print()
        _target(console, target)
    if document["gates"]:
        console.print()
        console.print(_gates(document))
    for warning in document["warnings"]:
        console.print(Text(f"! {warning}", style="yellow"))
    console.print()
    failed = sum(not gate["passed"] for gate in document["gates"])
    if document["verdict"] == CLEAR and document["warnings"]:
        console.print(Text("Every gate is passed; see the warnings.", style="bold yellow"))
    elif document["verdict"] == UNSURE:
        console.print(
            Text(
                "Every gate is passed; not everything is known yet, see the warnings."
                if document["not_known"]
                else "Every gate is passed; what becomes of people is not wholly known, see the warnings.",
                style="bold yellow",
            )
        )
    elif document["verdict"] == CLEAR:
        console.print(Text("Clear: every gate is passed.", style="bold green"))
    else:
        console.print(Text(f"{failed} gate{'s' if failed > 1 else ''} failed.", style="bold red"))


def _printable(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {name: _printable(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_printable(item) for item in value]
    if not isinstance(value, str):
        return value
    return no_commands(without_controls("".join(" " if c.isspace() else c for c in value)))


def _target(console: Console, target: Mapping[str, Any]) -> None:
    system = "Okta" if target["app_id"] is None else target["system"]
    head = Text(f"{system}.{target['attribute']}", style="bold cyan")
    head.append(f"  {target['user_type']['name']}: ", style="default")
    head.append(f"{target['changed']:,} of {target['users']:,} change ({target['changed_percent']:g} %)")
    console.print(head)
    for line in target["expressions"]:
        for word, style, side in (("-", "red", line["before"]), ("+", "green", line["after"])):
            if line["before"] != line["after"] and side is not None:
                shown = side["expression"] if side["expression"] is not None else "(known after apply)"
                status = "" if side["push_status"] == "PUSH" else f"  ({side['push_status']})"
                console.print(
                    Padding(Text(f"{word} {line['app']}: {shown}{status}", style=style), (0, 0, 0, 2))
                )
    source = target["source"]
    if source is not None and source["before"] != source["after"]:
        words = " → ".join(_source(side) for side in (source["before"], source["after"]))
        console.print(Padding(Text(f"source: {words}"), (0, 0, 0, 2)))
    if target["readers"]:
        others = ", ".join(
            f"{one['app']} ({one['kind'].replace('_', ' ')} {one['name']})" for one in target["readers"]
        )
        console.print(Padding(Text(f"also read by: {others}", style="dim"), (0, 0, 0, 2)))
    console.print(Padding(_outcomes(target), (0, 0, 0, 2)))
    if target["shapes"]:
        console.print(Padding(_shapes(target), (1, 0, 0, 2)))
    phones = target["phones"]
    if phones is not None and any((*phones["before"].values(), *phones["after"].values())):
        for side in ("before", "after"):
            counts = ", ".join(f"{users:,} {name}" for name, users in phones[side].items() if users)
            console.print(Padding(Text(f"phone numbers {side}: {counts or 'none'}"), (0, 0, 0, 2)))
    for sample in target.get("samples", ()):
        console.print(Padding(_sample(sample), (0, 0, 0, 2)))


def _outcomes(target: Mapping[str, Any]) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False)
    table.add_column(justify="right")
    table.add_column()
    for name, users in target["outcomes"].items():
        if users:
            table.add_row(f"{users:,}", Text(WORDS[name], style=STYLES.get(name, "")))
            reasons = [one for one in target["reasons"] if one["outcome"] == name and one["reason"]]
            for one in reasons[:MOST_REASONS]:
                table.add_row("", Text(f"{one['users']:,}: {one['reason']}", style="dim"))
    if target["also_without_the_plan"]:
        words = "of the changes would come with the next import without the plan, too"
        table.add_row(f"{target['also_without_the_plan']:,}", Text(words, style="dim"))
    if target["arrives"]["full_import"]:
        words = (
            "come with the next full import; an incremental one takes only people who changed at the source"
        )
        table.add_row(f"{target['arrives']['full_import']:,}", Text(words, style="dim"))
    if target["arrives"]["at_once"]:
        how = "" if target["app_id"] is None else ": apply_to_existing_users"
        words = f"come with the apply itself{how}"
        table.add_row(f"{target['arrives']['at_once']:,}", Text(words, style="dim"))
    if target["waits_for_push"]:
        words = "wait for the person's next change in Okta: only then is the mapping applied"
        table.add_row(f"{target['waits_for_push']:,}", Text(words, style="dim"))
    return table


def _shapes(target: Mapping[str, Any]) -> Table:
    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="dim")
    table.add_column("before", overflow="fold")
    table.add_column("after", overflow="fold")
    table.add_column("users", justify="right")
    table.add_column("")
    for one in target["shapes"][:MOST_SHAPES]:
        outcome = one["outcome"]
        style = STYLES.get(outcome, "")
        table.add_row(
            Text(one["before"]), Text(one["after"]), f"{one['users']:,}", Text(WORDS[outcome], style=style)
        )
    rest = sum(one["users"] for one in target["shapes"][MOST_SHAPES:]) + target["shapes_left_out"]
    if rest:
        table.add_row(Text("…"), Text("…"), f"{rest:,}", Text("other shapes", style="dim"))
    return table


def _gates(document: Mapping[str, Any]) -> Table:
    attributes = {
        f"{target['app_id']}.{target['attribute']}": f"{target['system']}.{target['attribute']}"
        for target in document["targets"]
    }
    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="dim")
    for name in ("gate", "limit", "found", "", ""):
        table.add_column(name, justify="right" if name in ("limit", "found") else "left")
    for gate in document["gates"]:
        mark = Text("✔", style="green") if gate["passed"] else Text("✘", style="bold red")
        where = attributes.get(gate["where"], gate["where"])
        shown = age if gate["name"] == FRESH else _number
        table.add_row(
            gate["name"], shown(gate["limit"]), shown(gate["found"]), mark, Text(where, style="dim")
        )
    return table


def _number(value: float) -> str:
    return f"{value:,g}" if value < 1e6 else f"{value:,.0f}"


def age(seconds: float) -> str:
    """90 s, 45 min, 36 h, 12 days: rounded up, so that what is too old never looks as if it were not."""
    for unit, size, least in (("days", 86400, 3 * 86400), ("h", 3600, 2 * 3600), ("min", 60, 120)):
        if seconds >= least:
            return f"{math.ceil(seconds * 10 / size) / 10:g} {unit}"
    return f"{math.ceil(seconds)} s"


def _source(side: Mapping[str, Any]) -> str:
    apps = f" ({', '.join(side['apps'])})" if side["apps"] else ""
    return f"{side['type']}{apps}"


def _sample(sample: Mapping[str, Any]) -> Text:
    text = Text(f"{sample['user']}: ", style="dim")
    text.append(f"{sample['before']!r} → {sample['after']!r}", style="default")
    text.append(f"  {WORDS[sample['outcome']]}{': ' if sample['reason'] else ''}{sample['reason']}")
    return text
