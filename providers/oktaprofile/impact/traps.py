"""Lines that turn a missing value into the word null, whatever values people have."""

from __future__ import annotations

from oktaprofile.expression import check
from oktaprofile.impact.affected import Target
from oktaprofile.people.organization import PUSH, TO_APP, TO_OKTA, Line, Organization, schema_document

CODE = "null-in-concatenation"
"""The checker's code of the finding."""


def trapped(target: Target, after: Organization) -> bool:
    """Whether a line that fills the target afterwards joins a text to what may be null."""
    return any(
        _joins_nulls(line, app_id, target, after)
        for app_id, (_, line) in target.expressions.items()
        if line is not None and line.push_status == PUSH
    )


def _joins_nulls(line: Line, app_id: str, target: Target, after: Organization) -> bool:
    if line.expression is None:
        return False
    to_okta = target.app_id is None
    schemas = after.app_schemas.get(app_id, {}) if to_okta else after.user_schemas.get(target.type_id, {})
    findings = check(
        line.expression, direction=TO_OKTA if to_okta else TO_APP, source_schema=schema_document(schemas)
    )
    return any(finding.code == CODE for finding in findings)
