"""Whether what an expression gives fits the attribute that it fills: type, choices, length, required."""

from __future__ import annotations

from oktaprofile.expression.findings import ERROR, INFO, WARNING, Finding
from oktaprofile.expression.kinds import UNKNOWN, Kind, Schema, allowed_values
from oktaprofile.expression.suggest import nearest
from oktaprofile.expression.values import utf16_length

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from oktaprofile.expression.errors import Span


def check_target(
    kind: Kind, span: Span, source: str, schema: Schema, name: str, findings: list[Finding], *, as_it_is: bool
) -> None:
    """Adds what is wrong with a value of `kind` in the attribute `name` of `schema`.

    `as_it_is`: the expression is nothing but an attribute.
    """
    definition = schema.properties.get(name)
    if definition is None:
        similar = nearest(name, schema.properties)
        hint = f"; did you mean {' or '.join(similar)}?" if similar else ""
        findings.append(
            Finding(ERROR, "unknown-target", f"the target has no attribute {name}{hint}", span, source)
        )
        return
    wanted = schema.attributes[name]
    mismatch = _mismatch(kind, wanted, name)
    if mismatch is not None:
        severity, message = mismatch
        findings.append(Finding(severity, "target-type", message, span, source))
        return
    _choices(kind, definition, name, source, findings)
    _lengths(kind, span, definition, name, source, findings)
    if kind.nullable and not wanted.nullable:
        # An attribute handed on as it is, as most of Okta's own mappings are: no other expression would be better.
        message = f"{name} is required, and this may be null"
        findings.append(Finding(INFO if as_it_is else WARNING, "target-required", message, span, source))


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


def _choices(
    kind: Kind, definition: Mapping[str, Any], name: str, source: str, findings: list[Finding]
) -> None:
    allowed = allowed_values(definition)
    if not allowed:
        return
    for value, place in kind.literals:
        if not any(type(value) is type(choice) and value == choice for choice in allowed):
            shown = ", ".join(str(choice) for choice in allowed[:8]) + (", ..." if len(allowed) > 8 else "")
            similar = nearest(str(value), [str(choice) for choice in allowed], limit=1)
            hint = f"; did you mean {similar[0]}?" if similar else ""
            message = f"{name} takes one of {shown}{hint}"
            findings.append(Finding(ERROR, "target-choice", message, place, source))


def _lengths(
    kind: Kind, span: Span, definition: Mapping[str, Any], name: str, source: str, findings: list[Finding]
) -> None:
    least, most = definition.get("minLength"), definition.get("maxLength")
    too_long = False
    for value, place in kind.literals:
        if not isinstance(value, str):
            continue
        length = utf16_length(value)
        if isinstance(most, int) and length > most:
            too_long = True
            message = f"{name} takes at most {most} characters, and this has {length}"
            findings.append(Finding(ERROR, "target-length", message, place, source))
        elif isinstance(least, int) and length < least:
            message = f"{name} takes at least {least} characters, and this has {length}"
            findings.append(Finding(ERROR if length else WARNING, "target-length", message, place, source))
    if isinstance(most, int) and kind.longest is not None and kind.longest > most and not too_long:
        message = f"{name} takes at most {most} characters, and this may have up to {kind.longest}"
        findings.append(Finding(WARNING, "target-length", message, span, source))
