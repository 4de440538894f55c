"""What the demo shows of Terraform's output: the digest of a plan, and what destroy would put back."""

from __future__ import annotations

import json
import re
from typing import Any

from rich.table import Table
from rich.text import Text

HEADING = re.compile(
    r"# (?P<address>\S+)( \([^)]*\))? will be (?P<action>created|updated in-place|destroyed|replaced|read|imported)"
)
SUMMARY = re.compile(r"(Plan: .*|No changes\..*|Apply complete! .*|Destroy complete! .*)")
UNHEARD = "Done. (cdktf did not pass Terraform's last line on.)"
"""It may lose the end of what Terraform prints on a busy machine."""
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
SIGNS = {
    "created": ("+", "green"),
    "updated in-place": ("~", "yellow"),
    "read": ("≤", "cyan"),
    "imported": ("=", "cyan"),
}


def digest(output: str) -> Text:
    """Each resource that a plan changes on a line of its own, and Terraform's own summary."""
    text = Text()
    for line in plain_lines(output):
        if heading := HEADING.search(line):
            sign, colour = SIGNS.get(heading["action"], ("-", "red"))
            text.append(f"{sign} {heading['address']}", style=colour)
            text.append(f"  {heading['action']}\n", style="dim")
    return text.append(summary(output), style="bold")


def result(output: str) -> Text:
    """Terraform's own summary of an apply that succeeded. A deployment prints its plan's before."""
    found = summary(output)
    return Text(found if " complete! " in found else UNHEARD, style="bold green")


def summary(output: str) -> str:
    """The last line in which Terraform sums up; "" when there is none."""
    found = [match[1].strip() for line in plain_lines(output) if (match := SUMMARY.search(line))]
    return found[-1] if found else ""


def is_empty(output: str) -> bool:
    """Whether a plan found nothing to change."""
    return summary(output).startswith("No changes.")


def plain_lines(output: str) -> list[str]:
    """The lines without colours."""
    return [COLOURS.sub("", line) for line in output.splitlines()]


def show_json(output: str) -> dict[str, object]:
    """The document that `terraform show -json` printed. Raises ValueError when it is none."""
    document: dict[str, object] = json.loads(output)
    return document


def restores_table(state: dict[str, Any]) -> Table:
    """For each resource and key: what destroy does."""
    table = Table(pad_edge=False, header_style="bold")
    table.add_column("resource")
    table.add_column("key")
    table.add_column("destroy", overflow="fold")
    for resource in managed_resources(state["values"]["root_module"]):
        values, name = resource["values"], resource["type"].removeprefix("oktaprofile_")
        restores = values.get("restores")
        if resource["type"] == "oktaprofile_master_override":
            table.add_row(name, values["property"], f"master back to {in_words(restores)}")
            continue
        for key in sorted(values.get("properties", {})):
            former = (restores or {}).get(key)
            table.add_row(name, key, f"back to {in_words(former)}" if former else "removed")
    return table


def managed_resources(module: dict[str, Any]) -> list[dict[str, Any]]:
    """The provider's own resources in a state, in their order of address."""
    found = [
        resource
        for resource in module.get("resources", [])
        if resource["mode"] == "managed" and resource["type"].startswith("oktaprofile_")
    ]
    return sorted(found, key=lambda resource: str(resource["address"]))


def in_words(former: object) -> str:
    """A former value in one line."""
    if isinstance(former, dict) and "expression" in former:
        return f"{former['expression']}  ({former['push_status']})"
    if isinstance(former, dict) and "type" in former:
        priority = former.get("priority") or []
        return str(former["type"]) + (f" of {', '.join(map(str, priority))}" if priority else "")
    return str(former)
