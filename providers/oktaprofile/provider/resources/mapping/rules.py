"""What is wrong with a configured mapping, from the text alone: each expression parses, and reads the profile that its
direction has. Whatever is unknown is skipped, and checked at plan (checks.py).
"""

from __future__ import annotations

from oktaprofile.expression import ExpressionError, check, parse
from oktaprofile.expression.errors import caret
from oktaprofile.expression.findings import REFUSALS
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider.app_features import TO_APP, TO_OKTA

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import Any

    from oktaprofile.expression.findings import Finding
    from oktaprofile.plugin.diagnostics import Diagnostics

# The profile that expressions of a direction read.
READS = {TO_OKTA: "appuser", TO_APP: "user"}


def check_configuration(config: Mapping[str, Any], diagnostics: Diagnostics) -> None:
    """The checks that need no org."""
    direction = TO_OKTA if config["direction"] is None else config["direction"]
    if isinstance(config["properties"], dict):
        for key, item in config["properties"].items():
            if item is None:
                diagnostics.error(
                    "A mapped attribute without expression",
                    f"{key} is null. Give it an expression, or leave it out.",
                    ("properties", key),
                )
            elif not key.strip():
                diagnostics.error(
                    "A mapped attribute without name", "Name the target attribute.", ("properties", key)
                )
    for key, expression in _expressions(config):
        _check_text(key, expression, direction, allowed(config), diagnostics)


def allowed(config: Mapping[str, Any]) -> Collection[str]:
    """The codes of checks that only warn. Not known yet: all of them, since apply checks once more."""
    allow = config["allow"]
    if allow is UNKNOWN or (allow is not None and UNKNOWN in allow):
        return REFUSALS
    return allow or ()


def _expressions(config: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if isinstance(config["properties"], dict):
        for key, item in config["properties"].items():
            if isinstance(item, dict) and isinstance(item["expression"], str):
                yield key, item["expression"]


def _check_text(
    key: str, expression: str, direction: object, allow: Collection[str], diagnostics: Diagnostics
) -> None:

    path = ("properties", key, "expression")
    if not expression.strip():
        return
    if direction not in READS:
        try:
            parse(expression)
        except ExpressionError as error:
            if not {"syntax", "identity-engine"} & set(allow):
                diagnostics.error(f"The expression for {key} is not valid", error.render(), path)
        return
    for finding in check(expression, direction=str(direction), allow=allow):
        if finding.severity == "error":
            advice = _other_direction(str(direction)) if finding.code == "wrong-profile" else ""
            diagnostics.error(f"The expression for {key} is not valid", explained(finding, advice), path)


def _other_direction(direction: str) -> str:
    other = TO_APP if direction == TO_OKTA else TO_OKTA
    return (
        f'With direction = "{direction}" an expression reads {READS[direction]}.…; if the other way is '
        f'meant, use direction = "{other}".'
    )


def explained(finding: Finding, advice: str = "") -> str:
    """A finding with its position in the expression, what to write instead, and what else to do."""

    lines = [f"{finding.message}:", caret(finding.source, finding.span)]
    if finding.fix and finding.severity == "error":
        lines.append(f"Write: {finding.fix}")
    if advice:
        lines.append(f"\n{advice}")
    if finding.severity == "error":
        lines.append(f'\nIf Okta takes it all the same, allow = ["{finding.code}"] makes this a warning.')
    return "\n".join(lines)
