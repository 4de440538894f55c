"""Whether what an expression gives fits the attribute that it fills: type, choices, length, required."""

from __future__ import annotations

from oktaprofile.expression.findings import ERROR, INFO, WARNING, Report
from oktaprofile.expression.fits import OPEN, allowed_values, limited, misfit
from oktaprofile.expression.kinds import UNKNOWN, Kind, Schema
from oktaprofile.expression.nodes import Name, Node, Property
from oktaprofile.expression.suggest import nearest
from oktaprofile.text.characters import utf16_length

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_FORM = ("format", "pattern", "minimum", "maximum")


def check_target(report: Report, kind: Kind, root: Node, schema: Schema, name: str) -> None:
    """Adds what is wrong with the value of `root`, which is of `kind`, in the attribute `name` of `schema`."""
    definition, span = schema.properties.get(name), root.span
    if definition is None:
        similar = nearest(name, schema.properties)
        hint = f"; did you mean {' or '.join(similar)}?" if similar else ""
        report.add(ERROR, "unknown-target", f"the target has no attribute {name}{hint}", span)
        return
    wanted = schema.attributes[name]
    mismatch = _mismatch(kind, wanted, name)
    if mismatch is not None:
        severity, message = mismatch
        report.add(severity, "target-type", message, span)
        return
    shown, definition = definition, limited(schema.name, name, definition)
    _choices(report, kind, definition, name)
    _formats(report, kind, definition, name)
    # An attribute handed on as it is, as most of Okta's own mappings are: no other expression would be better.
    possible = INFO if isinstance(root, Name | Property) else WARNING
    by_knowledge = shown.get("maxLength") != definition.get("maxLength")
    _lengths(report, kind, root, definition, name, possible if by_knowledge else WARNING)
    if kind.nullable and not wanted.nullable:
        report.add(possible, "target-required", f"{name} is required, and this may be null", span)


def _mismatch(kind: Kind, wanted: Kind, name: str) -> tuple[str, str] | None:
    if UNKNOWN in (kind.type, wanted.type) or kind.type in ("null", wanted.type):
        if (
            kind.type == "array"
            and UNKNOWN not in (kind.element, wanted.element)
            and kind.element not in (wanted.element, "null")
            and (kind.element, wanted.element) != ("integer", "number")
        ):
            return ERROR, f"{name} takes {wanted.named()}, and this gives {kind.named()}"
        return None
    if kind.type == "integer" and wanted.type == "number":
        return None
    if wanted.type == "string" and kind.type in ("integer", "number", "boolean"):
        return WARNING, (
            f"{name} takes a text, and this gives {kind.named()}; what Okta stores is published nowhere: "
            'join it to "" to make it a text'
        )
    return ERROR, f"{name} takes {wanted.named()}, and this gives {kind.named()}"


def _choices(report: Report, kind: Kind, definition: Mapping[str, Any], name: str) -> None:
    allowed = allowed_values(definition)
    if not allowed:
        return
    for value, literal_span in kind.literals:
        if not any(type(value) is type(choice) and value == choice for choice in allowed):
            shown = ", ".join(str(choice) for choice in allowed[:8]) + (", ..." if len(allowed) > 8 else "")
            similar = nearest(str(value), [str(choice) for choice in allowed], limit=1)
            hint = f"; did you mean {similar[0]}?" if similar else ""
            report.add(ERROR, "target-choice", f"{name} takes one of {shown}{hint}", literal_span)


def _formats(report: Report, kind: Kind, definition: Mapping[str, Any], name: str) -> None:
    asked = {word: definition[word] for word in _FORM if definition.get(word) is not None}
    for value, literal_span in kind.literals if asked else ():
        found = misfit(value, asked) if value != "" else None
        if found is not None:
            severity = WARNING if found[0] == OPEN else ERROR
            report.add(severity, "target-format", f"{name} does not take this: {found[1]}", literal_span)


def _lengths(
    report: Report, kind: Kind, root: Node, definition: Mapping[str, Any], name: str, possible: str
) -> None:
    """`possible`: how severe it is that a value might be too long."""
    least, most = definition.get("minLength"), definition.get("maxLength")
    too_long = False
    for value, literal_span in kind.literals:
        if not isinstance(value, str):
            continue
        length = utf16_length(value)
        if isinstance(most, int) and length > most:
            too_long = True
            message = f"{name} takes at most {most} characters, and this has {length}"
            report.add(ERROR, "target-length", message, literal_span)
        elif isinstance(least, int) and length < least:
            message = f"{name} takes at least {least} characters, and this has {length}"
            report.add(ERROR if length else WARNING, "target-length", message, literal_span)
    if isinstance(most, int) and kind.longest is not None and kind.longest > most and not too_long:
        message = f"{name} takes at most {most} characters, and this may have up to {kind.longest}"
        report.add(possible, "target-length", message, root.span)
